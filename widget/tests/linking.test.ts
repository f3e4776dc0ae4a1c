import { describe, expect, it } from "vitest";
import { paragraphs, pieces, webAddress } from "../src/linking.ts";

const links = (text: string): string[] => pieces(text).flatMap((piece) => (piece.kind === "text" ? [] : [piece.href]));

describe("pieces", () => {
  it.each([
    ["Siehe https://www.example.org/a?b=c#d.", ["https://www.example.org/a?b=c#d"]],
    ["(http://example.org/x)", ["http://example.org/x"]],
    ["https://de.wikipedia.org/wiki/Koch_(Beruf), dort", ["https://de.wikipedia.org/wiki/Koch_(Beruf)"]],
    ["„https://example.org“ und https://example.com/…", ["https://example.org/", "https://example.com/"]],
    ["javascript:alert(1) data:text/html,x ftp://example.org www.example.org", []],
    ["https://", []],
    ["Ruf an: 0800 111 0 111 oder 0800 1110222, 0800/4555500", ["tel:08001110111", "tel:08001110222", "tel:08004555500"]],
    ["0800 111 0 111 24 Stunden", ["tel:08001110111"]],
    ["116 123, 116111 und 116 016.", ["tel:116123", "tel:116111", "tel:116016"]],
    ["2.116 123 Euro, 116 123 Euro, 116 555, 5116 123, 116 1234, 112, 110", []],
    ["Tel. 0221 1234567, 10800 1110111, 0800 111 0 1112", []],
  ])("%s", (text, expected) => expect(links(text)).toEqual(expected));

  it("loses nothing of the text", () => {
    const text = "Vorn https://example.org, Mitte 116 123 (oder https://example.com/a_(b)) hinten.";
    expect(pieces(text).map((piece) => piece.text).join("")).toBe(text);
  });
});

describe("webAddress", () => {
  it.each(["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//example.org", "/a", "mailto:a@b.de", ""])(
    "refuses %j", (address) => expect(webAddress(address)).toBeUndefined(),
  );
  it("takes http and https", () => expect(webAddress("HTTPS://Example.org/Ä")).toBe("https://example.org/%C3%84"));
});

it("starts a paragraph at each line break", () => {
  expect(paragraphs("Eins\nzwei \n\n  drei\n")).toEqual(["Eins", "zwei", "drei"]);
});
