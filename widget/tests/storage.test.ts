import { expect, it } from "vitest";
import { Shelf, Slot } from "../src/storage.ts";
import { uuid } from "../src/uuid.ts";
import { MemoryStore } from "./server.ts";

it("works for this page view if the storage is blocked or full", () => {
  const blocked = new Shelf(() => {
    throw new Error("SecurityError");
  });
  const full = new MemoryStore();
  full.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  for (const shelf of [blocked, new Shelf(() => full)]) {
    const slot = new Slot(shelf, "a");
    slot.set("1");
    expect(slot.get()).toBe("1");
    slot.clear();
    expect(slot.get()).toBeUndefined();
  }
  expect(blocked.shared).toBe(false);
});

it("does not clear what another tab has put there", () => {
  const store = new MemoryStore();
  const slot = new Slot(new Shelf(() => store), "a");
  slot.set("new");
  slot.clearIf("old");
  expect(slot.get()).toBe("new");
  slot.clearIf("new");
  expect(slot.get()).toBeUndefined();
});

it("makes ids where crypto.randomUUID is missing", () => {
  const source = { getRandomValues: crypto.getRandomValues.bind(crypto) } as Crypto;
  const made = new Set(Array.from({ length: 50 }, () => uuid(source)));
  expect(made.size).toBe(50);
  for (const id of made) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
