/** A browser storage that may be blocked or full: then the values last for this page view only. */

export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Shelf {
  private readonly memory = new Map<string, string>();
  private readonly store: Store | undefined;

  /** `find` is a function because already the mention of a blocked localStorage throws. */
  constructor(find: () => Store) {
    try {
      this.store = find();
      this.store.getItem("");
    } catch {
      this.store = undefined;
    }
  }

  /** Whether other tabs of the site see the same values. */
  get shared(): boolean {
    return this.store !== undefined;
  }

  get(key: string): string | undefined {
    try {
      return this.memory.get(key) ?? this.store?.getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  }

  set(key: string, value: string): void {
    try {
      if (this.store === undefined) throw new Error();
      this.store.setItem(key, value);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, value);
    }
  }

  remove(key: string): void {
    this.memory.delete(key);
    try {
      this.store?.removeItem(key);
    } catch {
      // a storage that cannot be written holds nothing of ours
    }
  }
}

/** One named value on a shelf. */
export class Slot {
  constructor(
    private readonly shelf: Shelf,
    private readonly key: string,
  ) {}

  get(): string | undefined {
    return this.shelf.get(this.key);
  }

  set(value: string): void {
    this.shelf.set(this.key, value);
  }

  clear(): void {
    this.shelf.remove(this.key);
  }

  /** Another tab may have written a newer value meanwhile: that one stays. */
  clearIf(value: string): void {
    if (this.get() === value) this.clear();
  }
}
