// What a website would write to show deep-chat with this bot: made once, with all its settings.
const say = conversation(SERVER);
const shown = (part) => (part.type === "buttons" ? part.buttons.map((one) => `- ${one.title}`).join("\n") : part.text);
const chat = document.createElement("deep-chat");
chat.style.cssText = "position: fixed; right: 20px; bottom: 20px; width: 416px; height: 600px";
chat.connect = {
  handler: async (body, signals) => {
    const parts = await say(body.messages[0].text);
    await signals.onResponse({ text: parts.map(shown).filter(Boolean).join("\n\n") });
  },
};
document.body.append(chat);
