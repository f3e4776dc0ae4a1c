import { describe, expect, it } from "vitest";
import { clockTime, dayName, isoDay } from "../src/days.ts";

describe("days in local time", () => {
  const now = new Date("2026-11-28T12:00:00Z");
  it.each([
    ["2026-11-28T00:30:00Z", "Heute"],
    ["2026-11-27T23:30:00Z", "Heute"],
    ["2026-11-27T22:30:00Z", "Gestern"],
    ["2026-11-24T12:00:00Z", "24. November 2026"],
    ["2025-03-01T12:00:00Z", "1. März 2025"],
  ])("%s is %s", (time, name) => expect(dayName(new Date(time), now)).toBe(name));

  it("knows yesterday across the change of the clocks and of the year", () => {
    expect(dayName(new Date("2026-03-28T12:00:00Z"), new Date("2026-03-29T22:30:00+02:00"))).toBe("Gestern");
    expect(dayName(new Date("2026-12-31T12:00:00Z"), new Date("2027-01-01T12:00:00Z"))).toBe("Gestern");
  });
  it("writes times with two digits", () => expect(clockTime(new Date("2026-07-01T06:05:59Z"))).toBe("08:05"));
  it("names the local day", () => expect(isoDay(new Date("2026-01-08T23:10:00Z"))).toBe("2026-01-09"));
});
