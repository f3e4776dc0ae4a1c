/**
 * What was said and is not yet known to have arrived. It lies in the storage, which all tabs share,
 * so it is read anew for each operation and never held in memory.
 */
import type { Outgoing } from "./api.ts";
import { dictionary, text } from "./contract.ts";
import type { Slot } from "./storage.ts";

export class Outbox {
  constructor(private readonly slot: Slot) {}

  all(): Outgoing[] {
    try {
      const stored: unknown = JSON.parse(this.slot.get() ?? "[]");
      return Array.isArray(stored) ? stored.map(outgoing).filter((one) => one !== undefined) : [];
    } catch {
      return [];
    }
  }

  add(message: Outgoing): void {
    this.write([...this.all(), message]);
  }

  remove(id: string): void {
    this.write(this.all().filter((one) => one.id !== id));
  }

  clear(): void {
    this.slot.clear();
  }

  private write(list: Outgoing[]): void {
    if (list.length === 0) this.slot.clear();
    else this.slot.set(JSON.stringify(list));
  }
}

function outgoing(value: unknown): Outgoing | undefined {
  const id = text(value, "id");
  const said = text(value, "text");
  const time = text(value, "time");
  if (id === undefined || said === undefined || time === undefined) return undefined;
  const payload = dictionary(value)?.["payload"];
  return typeof payload === "string" ? { id, text: said, time, payload } : { id, text: said, time };
}
