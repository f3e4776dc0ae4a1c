import { describe, expect, it } from "vitest";
import { STATUS } from "../src/texts.ts";
import { anewForEachTest, browser, error, exchange, json, opened, pass, says, server, settle, shown } from "./server.ts";

anewForEachTest();

describe("opening", () => {
  it("asks nothing of the server before it, and only for health if there is no conversation", async () => {
    const tab = browser.tab();
    await pass(60);
    expect(server.calls).toEqual([]);
    tab.start();
    tab.start();
    await settle();
    expect(server.calls.map((call) => call.path)).toEqual(["/health"]);
    expect(tab.keptDays).toBe(30);
  });

  it("brings the history of the token kept", async () => {
    browser.store.setItem("token", "kept");
    server.conversations.set("kept", exchange("a", "Hallo"));
    const tab = browser.tab();
    tab.start();
    expect(tab.loading).toBe(true);
    await settle();
    expect(tab.loading).toBe(false);
    expect(shown(tab)).toEqual(["a sent", "a.1 sent"]);
  });

  it("quietly drops a token that is not valid any more", async () => {
    browser.store.setItem("token", "old");
    const tab = await opened();
    expect([tab.status, tab.loading, tab.entries]).toEqual([undefined, false, []]);
    expect(browser.store.getItem("token")).toBeNull();
  });

  it("says so if the server is not reached, without speaking of a message", async () => {
    server.order("GET /health", "down");
    const tab = await opened();
    expect(says(tab)).toBe(STATUS.unreachableIdle);
  });

  it("tries again to bring the history", async () => {
    browser.store.setItem("token", "kept");
    server.conversations.set("kept", exchange("a", "Hallo"));
    server.order("GET /messages", "down", json(200, { nonsense: true }));
    const tab = await opened();
    expect(tab.loading).toBe(true);
    await pass(1);
    expect(shown(tab)).toEqual([]);
    await pass(2);
    expect(shown(tab)).toEqual(["a sent", "a.1 sent"]);
    expect([tab.status, tab.loading]).toEqual([undefined, false]);
  });

  it("sends even if the history cannot be read", async () => {
    browser.store.setItem("token", "kept");
    server.conversations.set("kept", []);
    server.order("GET /messages", ...Array.from({ length: 9 }, () => json(200, { messages: "broken" })));
    const tab = await opened();
    tab.say("Hallo");
    await pass(2);
    expect(shown(tab)).toEqual(["m1 sent", "m1.1 sent"]);
  });
});

describe("sending", () => {
  it("begins a session with the first message, shows it at once and then its answer", async () => {
    const tab = await opened();
    tab.say("Koch?", "/koch");
    expect(shown(tab)).toEqual(["m1 pending"]);
    expect(tab.sending).toBe(true);
    await settle();
    expect(tab.sending).toBe(false);
    expect(shown(tab)).toEqual(["m1 sent", "m1.1 sent"]);
    expect(browser.store.getItem("token")).toBe("token1");
    expect(server.made("POST /messages")[0]?.body).toEqual({ id: "m1", text: "Koch?", payload: "/koch" });
    expect(browser.store.getItem("outbox")).toBeNull();
  });

  it("sends one after the other, in order, with one session", async () => {
    const tab = await opened();
    for (const text of ["eins", "zwei", "drei"]) tab.say(text);
    expect(shown(tab)).toEqual(["m1 pending", "m2 pending", "m3 pending"]);
    await settle();
    expect(server.made("POST /messages").map((call) => call.body.text)).toEqual(["eins", "zwei", "drei"]);
    expect(server.made("POST /sessions")).toHaveLength(1);
    expect(server.mostAtOnce).toBe(1);
    expect(shown(tab)).toEqual(["m1 sent", "m1.1 sent", "m2 sent", "m2.1 sent", "m3 sent", "m3.1 sent"]);
  });

  it("never makes an entry anew once it is sent", async () => {
    const [tab, other] = [await opened(), await opened()];
    tab.say("eins");
    await settle();
    const before = tab.entries;
    other.say("zwei");
    await settle();
    expect(tab.entries).toHaveLength(4);
    expect(tab.entries.slice(0, 2).every((entry, at) => entry === before[at])).toBe(true);
  });
});

describe("a page loaded anew", () => {
  it("sends what lay in the outbox, with the same id", async () => {
    const first = await opened();
    server.order("POST /messages", "silent");
    first.say("eins");
    first.say("zwei");
    await settle();
    first.stop();
    const second = browser.tab();
    second.start();
    expect(shown(second)).toEqual(["m1 pending", "m2 pending"]);
    await settle();
    expect(shown(second)).toEqual(["m1 sent", "m1.1 sent", "m2 sent", "m2.1 sent"]);
    expect(server.made("POST /messages").map((call) => call.body.id)).toEqual(["m1", "m1", "m2"]);
  });

  it("finds an answer that was lost on its way, and asks for one that was not there yet", async () => {
    browser.store.setItem("token", "kept");
    const outbox = ["a", "b"].map((id) => ({ id, text: id, time: "2026-11-28T11:00:00Z" }));
    browser.store.setItem("outbox", JSON.stringify(outbox));
    server.conversations.set("kept", [...exchange("a", "a"), ...exchange("b", "b")]);
    server.order("GET /messages", json(200, { messages: [...exchange("a", "a"), ...exchange("b", "b").slice(0, 1)] }));
    const tab = await opened();
    expect(server.made("POST /messages").map((call) => call.body.id)).toEqual(["b"]);
    expect(shown(tab)).toEqual(["a sent", "a.1 sent", "b sent", "b.1 sent"]);
  });

  it("is not disturbed by nonsense in the storage", async () => {
    browser.store.setItem("outbox", '[{"id":1},null,"x"]');
    expect(shown(await opened())).toEqual([]);
    browser.store.setItem("outbox", "{{{");
    expect(shown(await opened())).toEqual([]);
  });
});

describe("two tabs", () => {
  it("show the same in the same order without duplicates", async () => {
    const [one, other] = [await opened(), await opened()];
    one.say("eins");
    await settle();
    expect(shown(other)).toEqual(["m1 sent", "m1.1 sent"]);
    other.say("zwei");
    await settle();
    one.say("drei");
    await settle();
    expect(shown(one)).toEqual(["m1 sent", "m1.1 sent", "m2 sent", "m2.1 sent", "m3 sent", "m3.1 sent"]);
    expect(shown(other)).toEqual(shown(one));
    expect(server.conversations.size).toBe(1);
  });

  it("that begin at the same moment end in one conversation", async () => {
    const [one, other] = [await opened(), await opened()];
    one.say("eins");
    other.say("zwei");
    await pass(30);
    const kept = server.conversations.get(browser.store.getItem("token") ?? "") ?? [];
    expect(kept.map((message) => message.id).sort()).toEqual(["m1", "m1.1", "m2", "m2.1"]);
    expect([shown(one).length, shown(other).length]).toEqual([4, 4]);
    expect([...server.conversations.values()].filter((messages) => messages.length > 0)).toHaveLength(1);
  });

  it("do not lose each other's outbox", async () => {
    const [one, other] = [await opened(), await opened()];
    browser.online = false;
    one.say("eins");
    other.say("zwei");
    browser.online = true;
    one.backOnline();
    await settle();
    expect(shown(one)).toEqual(["m1 sent", "m1.1 sent", "m2 sent", "m2.1 sent"]);
    expect(shown(other)).toEqual(shown(one));
  });

  it("do not go on showing as pending what the other's server refused", async () => {
    const one = await opened();
    browser.online = false;
    one.say("schlecht");
    const other = await opened();
    expect(shown(other)).toEqual(["m1 pending"]);
    browser.online = true;
    server.order("POST /messages", error(400, "invalid_request"));
    one.backOnline();
    await settle();
    one.say("gut");
    await settle();
    expect(shown(other)).toEqual(["m2 sent", "m2.1 sent"]);
  });

  it("both clear when one deletes, and the other's new beginning is not disturbed", async () => {
    const [one, other] = [await opened(), await opened()];
    one.say("eins");
    await settle();
    expect(await one.erase()).toBe(true);
    expect([shown(one), says(one)]).toEqual([[], "Dein Gespräch ist gelöscht."]);
    expect([shown(other), says(other)]).toEqual([[], STATUS.erasedElsewhere]);
    one.say("neu");
    await settle();
    expect(shown(other)).toEqual(["m2 sent", "m2.1 sent"]);
  });
});

describe("deleting", () => {
  it("keeps everything if it fails", async () => {
    const tab = await opened();
    tab.say("eins");
    await settle();
    server.order("DELETE /sessions", "down");
    expect(await tab.erase()).toBe(false);
    expect(says(tab)).toBe(STATUS.notErased);
    expect([shown(tab).length, browser.store.getItem("token")]).toEqual([2, "token1"]);
    tab.say("zwei");
    await settle();
    expect(shown(tab)).toHaveLength(4);
  });

  it.each(["silent", "late"] as const)("forgets token, outbox and what is on its way (%s)", async (reply) => {
    const tab = await opened();
    tab.say("eins");
    await settle();
    server.order("POST /messages", reply);
    tab.say("zwei");
    await settle();
    expect(await tab.erase()).toBe(true);
    await pass(60);
    expect([shown(tab), tab.sending, says(tab)]).toEqual([[], false, "Dein Gespräch ist gelöscht."]);
    expect([...browser.store.values.keys()]).toEqual([]);
    tab.say("drei");
    await settle();
    expect(shown(tab)).toEqual(["m3 sent", "m3.1 sent"]);
  });

  it("begins the waits anew", async () => {
    const tab = await opened();
    server.order("POST /messages", "down", "down", "down", "down");
    tab.say("eins");
    await pass(4);
    expect(await tab.erase()).toBe(true);
    tab.say("zwei");
    await pass(1);
    expect(shown(tab)).toEqual(["m2 sent", "m2.1 sent"]);
  });

  it("counts a conversation the server does not know as deleted, and needs no server without one", async () => {
    const tab = await opened();
    expect(await tab.erase()).toBe(true);
    expect(server.made("DELETE /sessions")).toHaveLength(0);
    tab.say("eins");
    await settle();
    server.conversations.clear();
    expect(await tab.erase()).toBe(true);
    expect([shown(tab), says(tab)]).toEqual([[], STATUS.erased]);
  });
});

describe("parts", () => {
  it("of an unknown type are skipped", async () => {
    const tab = await opened();
    const [said, answer] = exchange("m1", "Hallo");
    const parts = [{ type: "hologram", x: 1 }, ...(answer?.parts ?? []), { type: "toString" }];
    server.order("POST /messages", json(200, { messages: [said, { ...answer, parts }] }));
    tab.say("Hallo");
    await settle();
    expect(tab.entries[1]?.parts).toEqual([{ type: "text", text: "Antwort auf Hallo" }]);
  });
});
