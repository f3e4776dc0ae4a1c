import { describe, expect, it } from "vitest";
import { DEFAULT_COLOUR, colour, contrast, palette, readable, textOn } from "../src/colours.ts";

const SAMPLES = ["#0b4f6c", "#ffffff", "#000000", "#ffed00", "#777777", "#e2001a", "#949494", "#00ff00", "#757575"];

describe("colours", () => {
  it.each([["#ABC", "#aabbcc"], [" #0b4f6C ", "#0b4f6c"]])("takes %s", (given, expected) => expect(colour(given)).toBe(expected));
  it.each(["red", "#12345", "#1234567", "url(#a)", "#fff;}", "", null, undefined])("does not take %s", (given) =>
    expect(colour(given)).toBe(DEFAULT_COLOUR),
  );
  it("measures as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
  it.each(SAMPLES)("%s carries readable text and is readable on both themes", (sample) => {
    const colours = palette(sample);
    expect(contrast(textOn(sample), sample)).toBeGreaterThanOrEqual(4.5);
    for (const surface of ["#f1f5f7", "#ffffff"]) expect(contrast(colours["--ink-light"] ?? "", surface)).toBeGreaterThanOrEqual(4.5);
    for (const surface of ["#121a20", "#22303a"]) expect(contrast(colours["--ink-dark"] ?? "", surface)).toBeGreaterThanOrEqual(4.5);
  });
  it("leaves a readable colour alone", () => expect(readable("#0b4f6c", "#ffffff")).toBe("#0b4f6c"));
  it("prefers white text", () => expect([textOn("#757575"), textOn("#777777")]).toEqual(["#ffffff", "#000000"]));
});
