import { describe, expect, it } from "vitest";
import { STATUS } from "../src/texts.ts";
import { anewForEachTest, browser, error, exchange, json, opened, pass, says, server, settle, shown } from "./server.ts";

anewForEachTest();

describe("a server not reached", () => {
  it.each([
    ["network", "down" as const],
    ["500", error(500, "internal")],
    ["502 of a proxy", new Response("<html>", { status: 502 })],
    ["408", error(408, "timeout")],
    ["no JSON", new Response("<html>", { status: 200 })],
    ["another message's answer", json(200, { messages: exchange("zzz", "fremd") })],
    ["a broken part", json(200, { messages: [{ id: "m1", from: "person", time: "2026-11-28T12:00:00Z", parts: [{ type: "link" }] }] })],
    ["404 of a proxy", new Response("not found", { status: 404 })],
  ])("%s: the message is kept and sent again with the same id", async (_name, reply) => {
    const tab = await opened();
    server.order("POST /messages", reply);
    tab.say("Hallo");
    await settle();
    expect(says(tab)).toBe(STATUS.unreachable);
    expect([shown(tab), tab.sending]).toEqual([["m1 pending"], false]);
    await pass(1);
    expect(shown(tab)).toEqual(["m1 sent", "m1.1 sent"]);
    expect(says(tab)).toBe("");
    expect(server.made("POST /messages").map((call) => call.body.id)).toEqual(["m1", "m1"]);
  });

  it("waits 1, 2, 4, 8, 15, 15 seconds", async () => {
    const tab = await opened();
    server.order("POST /messages", ...Array.from({ length: 6 }, () => "down" as const));
    tab.say("Hallo");
    await settle();
    for (const [attempts, seconds] of [1, 2, 4, 8, 15, 15].entries()) {
      await pass(seconds - 0.01);
      expect(server.made("POST /messages")).toHaveLength(attempts + 1);
      await pass(0.01);
      expect(server.made("POST /messages")).toHaveLength(attempts + 2);
    }
    expect(shown(tab)).toEqual(["m1 sent", "m1.1 sent"]);
  });

  it("gives up waiting after 20 seconds", async () => {
    const tab = await opened();
    server.order("POST /messages", "silent");
    tab.say("Hallo");
    await pass(19.9);
    expect(tab.sending).toBe(true);
    await pass(0.1);
    expect([tab.sending, says(tab)]).toEqual([false, STATUS.unreachable]);
  });

  it("tries at once when asked to, or when the network is back", async () => {
    const tab = await opened();
    server.order("POST /messages", "down", "down");
    tab.say("Hallo");
    await settle();
    tab.sendNow();
    await settle();
    expect(server.made("POST /messages")).toHaveLength(2);
    tab.backOnline();
    await settle();
    expect(shown(tab)).toEqual(["m1 sent", "m1.1 sent"]);
    await pass(60);
    expect(server.made("POST /messages")).toHaveLength(3);
  });

  it("respects the Retry-After of a 503, also for what is written meanwhile", async () => {
    const tab = await opened();
    server.order("POST /messages", error(503, "unavailable", "", { "Retry-After": "7" }));
    tab.say("eins");
    await settle();
    tab.say("zwei");
    await pass(6.9);
    expect(server.made("POST /messages")).toHaveLength(1);
    await pass(0.1);
    expect(shown(tab)).toEqual(["m1 sent", "m1.1 sent", "m2 sent", "m2.1 sent"]);
  });

  it("sends nothing while offline, unless the person insists", async () => {
    const tab = await opened();
    browser.online = false;
    tab.say("Hallo");
    await pass(60);
    expect(says(tab)).toBe(STATUS.offline);
    expect(server.made("POST /sessions")).toHaveLength(0);
    browser.online = true;
    tab.backOnline();
    await settle();
    expect([shown(tab), says(tab)]).toEqual([["m1 sent", "m1.1 sent"], ""]);
    browser.online = false;
    tab.say("Hallo?");
    tab.sendNow();
    await settle();
    expect(shown(tab)).toHaveLength(4);
  });
});

describe("too many requests", () => {
  it("waits as long as it is told and goes on by itself", async () => {
    const tab = await opened();
    server.order("POST /messages", error(429, "too_many_requests", "", { "Retry-After": "12" }));
    tab.say("Hallo");
    await settle();
    expect(says(tab)).toBe("Das waren viele Nachrichten in kurzer Zeit. In 12 Sekunden geht es von selbst weiter.");
    tab.sendNow();
    tab.backOnline();
    tab.say("Und?");
    await pass(11.9);
    expect(server.made("POST /messages")).toHaveLength(1);
    await pass(0.1);
    expect([shown(tab).length, says(tab)]).toEqual([4, ""]);
  });
});

describe("an expired session", () => {
  it("is begun anew, and the message sent again", async () => {
    const tab = await opened();
    tab.say("eins");
    await settle();
    server.conversations.clear();
    tab.say("zwei");
    await settle();
    expect(says(tab)).toBe(STATUS.renewed);
    expect(shown(tab)).toEqual(["m1 sent", "m1.1 sent", "m2 sent", "m2.1 sent"]);
    expect(browser.store.getItem("token")).toBe("token2");
    tab.say("drei");
    expect(says(tab)).toBe("");
  });

  it("is not begun anew for ever", async () => {
    const tab = await opened();
    server.order("POST /messages", ...Array.from({ length: 9 }, () => error(401, "unauthorized")));
    tab.say("Hallo");
    await pass(60);
    expect(server.made("POST /messages")).toHaveLength(2);
    expect(browser.takenBack).toEqual(["Hallo"]);
    expect(says(tab)).toBe(STATUS.refusedAgain);
  });
});

describe("a refused message", () => {
  it.each([[400, "invalid_request"], [413, "too_long"], [415, "unsupported_media_type"]])(
    "%i: goes back to the composer with the server's sentence, and the next is sent",
    async (status, code) => {
      const tab = await opened();
      server.order("POST /messages", error(status, code, "So nicht."));
      tab.say("schlecht");
      tab.say("gut");
      await pass(60);
      expect(browser.takenBack).toEqual(["schlecht"]);
      expect(says(tab)).toBe("So nicht.");
      expect(shown(tab)).toEqual(["m2 sent", "m2.1 sent"]);
      expect(server.made("POST /messages")).toHaveLength(2);
      expect(browser.store.getItem("outbox")).toBeNull();
    },
  );

  it("stays in the log if the composer is not empty, and can be taken out", async () => {
    const tab = await opened();
    browser.composerFull = true;
    server.order("POST /messages", error(413, "too_long", "Zu lang."));
    tab.say("lang");
    await settle();
    expect(shown(tab)).toEqual(["m1 refused"]);
    expect(tab.reclaim("m1")).toBe("lang");
    expect(shown(tab)).toEqual([]);
  });

  it("a website that is refused at opening asks for nothing more, whatever is written", async () => {
    server.order("GET /health", error(403, "origin_not_allowed"));
    const tab = await opened();
    tab.say("Hallo");
    await settle();
    await pass(60);
    expect(says(tab)).toBe(STATUS.origin);
    expect(server.calls.map((call) => call.path)).toEqual(["/health"]);
    expect(browser.takenBack).toEqual(["Hallo"]);
  });

  it("is not tried again on a website that may not ask", async () => {
    const tab = await opened();
    server.order("POST /sessions", error(403, "origin_not_allowed"));
    tab.say("Hallo");
    await pass(60);
    expect(says(tab)).toBe(STATUS.origin);
    expect(server.made("POST /sessions")).toHaveLength(1);
    expect(browser.takenBack).toEqual(["Hallo"]);
  });
});
