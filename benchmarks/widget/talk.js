// One conversation with the website channel, by fetch as one would write it.
// Both deep-chat's handler and the bare round trip speak through it.
function conversation(server) {
  let token;
  const post = async (path, body) => {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const response = await fetch(server + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  };
  return async (text) => {
    token ??= (await post("/sessions", {})).token;
    const { messages } = await post("/messages", { id: crypto.randomUUID(), text });
    return messages.filter((message) => message.from === "lotse").flatMap((message) => message.parts);
  };
}
