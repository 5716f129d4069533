/** The members of one list, with the instant each was added. */
export class Members {
  readonly #addedAtMs = new Map<string, number>();
  /** Sorting 50,000 ids for each of 200 pages would cost seconds: the order is kept until a member changes. */
  #order: readonly number[] | undefined;

  constructor(members: Iterable<readonly [recordId: string, addedAtMs: number]> = []) {
    for (const [id, addedAtMs] of members) this.#addedAtMs.set(id, addedAtMs);
  }

  get size(): number {
    return this.#addedAtMs.size;
  }

  has(recordId: string): boolean {
    return this.#addedAtMs.has(recordId);
  }

  addedAtMs(recordId: string): number | undefined {
    return this.#addedAtMs.get(recordId);
  }

  /** A member stays as it is: true when it is new. */
  add(recordId: string, nowMs: number): boolean {
    if (this.#addedAtMs.has(recordId)) return false;
    this.#addedAtMs.set(recordId, nowMs);
    this.#order = undefined;
    return true;
  }

  delete(recordId: string): boolean {
    this.#order = undefined;
    return this.#addedAtMs.delete(recordId);
  }

  clear(): void {
    this.#order = undefined;
    this.#addedAtMs.clear();
  }

  entries(): IterableIterator<[recordId: string, addedAtMs: number]> {
    return this.#addedAtMs.entries();
  }

  /** At most `limit` record ids above `after`, ascending. */
  page(after: number, limit: number): { readonly ids: readonly number[]; readonly isLast: boolean } {
    this.#order ??= [...this.#addedAtMs.keys()].map(Number).toSorted((a, b) => a - b);
    const from = firstAbove(this.#order, after);
    return { ids: this.#order.slice(from, from + limit), isLast: from + limit >= this.#order.length };
  }
}

function firstAbove(sorted: readonly number[], bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
