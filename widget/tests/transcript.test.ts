import { expect, it } from "vitest";
import type { Part } from "../src/contract.ts";
import type { Entry } from "../src/timeline.ts";
import { transcript, transcriptName, wrap } from "../src/transcript.ts";

const entry = (from: Entry["from"], time: string, parts: Part[], state: Entry["state"] = "sent"): Entry => ({ id: time, from, time, parts, state });
const text = (words: string): Part => ({ type: "text", text: words });
const now = new Date("2026-11-28T12:00:00Z");
const LONG = `https://example.org/${"lang/".repeat(30)}`;

it("tells the whole conversation in local time", () => {
  const said = transcript(
    [
      entry("person", "2026-11-26T23:30:00Z", [text("Was verdient ein Koch?")]),
      entry("lotse", "2026-11-26T23:30:01Z", [
        text("2.300 Euro.\nUngefähr."),
        { type: "chart", svg: "<svg/>", alt: "Balken: 2.300 Euro." },
        { type: "source", title: "Gehalt", publisher: "Azubiyo", date: "Stand 2024", url: LONG },
        { type: "source", title: "Mehr", publisher: "", date: "Stand 2025", url: "https://example.org/m" },
        { type: "link", title: "BERUFENET", url: "https://example.org/b" },
        { type: "buttons", buttons: [{ title: "Weiter", payload: "/x" }] },
      ]),
      entry("person", "2026-11-28T11:00:00Z", [text("nie angekommen")], "refused"),
      entry("person", "2026-11-28T11:01:00Z", [text("Danke")], "pending"),
    ],
    now,
  );
  expect(said).toBe(`Gespräch mit dem Berufslotsen
=============================
Gespeichert am 28. November 2026

Der Berufslotse ist ein Programm, kein Mensch. Was er sagt, ist eine erste
Auskunft und keine verbindliche Beratung. Du kannst diese Datei zu einem
Beratungsgespräch mitnehmen.


27. November 2026
-----------------

[00:30] Du:
  Was verdient ein Koch?

[00:30] Lotse:
  2.300 Euro.
  Ungefähr.
  [Diagramm] Balken: 2.300 Euro.
  - BERUFENET
    https://example.org/b
  2 Quellen:
  - Gehalt, Azubiyo, Stand 2024
    ${LONG}
  - Mehr, Stand 2025
    https://example.org/m


28. November 2026
-----------------

[12:01] Du (noch nicht gesendet):
  Danke
`);
});

it("wraps at 78 columns and never breaks an address", () => {
  const lines = wrap(`${"Wort ".repeat(60)}${LONG} Ende`, "  - ", "    ");
  expect(lines.filter((line) => line.length > 78)).toEqual([`    ${LONG}`]);
  expect(lines[0]).toBe(`  - ${"Wort ".repeat(14)}Wort`.slice(0, 78).trimEnd());
  expect(lines.join(" ").replace(/\s+/g, " ")).toContain(`Wort ${LONG} Ende`);
});

it("is named after the day", () => expect(transcriptName(now)).toBe("berufslotse-gespraech-2026-11-28.txt"));
