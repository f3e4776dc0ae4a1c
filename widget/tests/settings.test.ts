import { expect, it } from "vitest";
import { elementAttributes, folderOf, settingsOf } from "../src/settings.ts";
import { counter } from "../src/texts.ts";

const settings = (given: Record<string, string>) => settingsOf((name) => given[name] ?? null, "https://x/chat", "https://site/a/b.html");

it("has defaults for all", () => {
  expect(settings({ "title-text": " ", starters: "" })).toEqual(settings({}));
  expect(settings({})).toMatchObject({ title: "Berufslotse", openAtFirst: false, server: "https://x/chat" });
});

it("reads what a website chooses", () => {
  expect(settings({ "title-text": "Lotse", greeting: "Moin", starters: " a | |b?", open: "true", server: "/chat/" })).toEqual({
    title: "Lotse", greeting: "Moin", starters: ["a", "b?"], openAtFirst: true, server: "https://site/chat",
  });
});

it("takes over the script's attributes it knows", () => {
  expect(elementAttributes({ title: "T", open: "true", lang: "en" })).toEqual([["title-text", "T"], ["open", "true"]]);
});

it("finds the server in the script's folder", () => {
  expect(folderOf("https://x/chat/widget.js?v=1")).toBe("https://x/chat");
  expect(folderOf("https://x/widget.js")).toBe("https://x");
});

it("counts in German", () => expect([counter(1850, 2000), counter(3200, 2000)]).toEqual(["1.850 von 2.000 Zeichen", "1.200 Zeichen zu viel"]));
