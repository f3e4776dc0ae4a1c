import { describe, expect, it } from "vitest";
import { STATUS } from "../src/texts.ts";
import { anewForEachTest, browser, exchange, json, opened, pass, says, server, settle, shown } from "./server.ts";

anewForEachTest();

const farewell = (id: string): Response => json(200, { messages: exchange(id, "Ja, löschen"), deleted: true });

/** A tab in which one question was answered and the next answer deletes the conversation. */
async function deleted() {
  const tab = await opened();
  tab.say("eins");
  await settle();
  server.order("POST /messages", farewell("m2"));
  tab.say("Ja, löschen", "/delete_data");
  await settle();
  return tab;
}

describe("a conversation that is deleted by what is said in it", () => {
  it("leaves the last answer on the screen and nothing in the storage", async () => {
    const tab = await deleted();
    expect(shown(tab)).toEqual(["m2.1 sent"]);
    expect([...browser.store.values.keys()]).toEqual([]);
    expect(tab.sending).toBe(false);
  });

  it("makes room for a new conversation with the next message", async () => {
    const tab = await deleted();
    tab.say("neu");
    expect(shown(tab)).toEqual(["m3 pending"]);
    await settle();
    expect(shown(tab)).toEqual(["m3 sent", "m3.1 sent"]);
    expect(server.made("POST /messages").at(-1)?.token).toBe("token2");
    tab.say("weiter");
    await settle();
    expect(shown(tab)).toHaveLength(4);
  });

  it("is gone after a reload", async () => {
    (await deleted()).stop();
    expect(shown(await opened())).toEqual([]);
  });

  it("is cleared in the other tabs", async () => {
    const other = await opened();
    await deleted();
    expect([shown(other), says(other)]).toEqual([[], STATUS.erasedElsewhere]);
  });

  it("lets what was typed meanwhile begin a new one", async () => {
    const tab = await opened();
    tab.say("eins");
    await settle();
    server.order("POST /messages", farewell("m2"));
    tab.say("Ja, löschen");
    tab.say("neu");
    await settle();
    expect(shown(tab)).toEqual(["m2.1 sent", "m3 sent", "m3.1 sent"]);
    expect(server.made("POST /messages").at(-1)?.token).toBe("token2");
  });

  it("is forgotten too if the answer was lost on its way and comes at the next attempt", async () => {
    const tab = await opened();
    tab.say("eins");
    await settle();
    server.order("POST /messages", "down", farewell("m2"));
    tab.say("Ja, löschen");
    await pass(5);
    expect(shown(tab)).toEqual(["m2.1 sent"]);
    expect(browser.store.getItem("token")).toBeNull();
  });
});
