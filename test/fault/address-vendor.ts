/** A destination that knows people by their addresses, and by nothing else: what it holds, and requests that come late. */
import type { Change } from "../../src/domain/change.ts";

export const CONTACT_PLACE_NO = 1;

export class AddressVendor {
  /** What it was told last of each address. */
  readonly points = new Map<string, string>();
  readonly #lists = new Map<number, Set<string>>();
  readonly #late: { readonly atMs: number; readonly change: Change }[] = [];

  at(placeNo: number): Set<string> {
    const known = this.#lists.get(placeNo);
    if (known !== undefined) return known;
    const none = new Set<string>();
    this.#lists.set(placeNo, none);
    return none;
  }

  isAnywhere(addresses: ReadonlySet<string>): boolean {
    return [...this.#lists.values()].some((list) => [...list].some((address) => addresses.has(address)));
  }

  apply({ placeNo, op, identity, properties }: Change): void {
    if (placeNo === CONTACT_PLACE_NO) this.points.set(identity, properties["points"] ?? "");
    else if (op === "leave") this.at(placeNo).delete(identity);
    else this.at(placeNo).add(identity);
  }

  applyLate(atMs: number, change: Change): void {
    this.#late.push({ atMs, change });
  }

  /** What was under way and is due takes effect, in its order. */
  passTo(nowMs: number): void {
    const due = this.#late.filter(({ atMs }) => atMs <= nowMs).toSorted((a, b) => a.atMs - b.atMs);
    for (const one of due) {
      this.#late.splice(this.#late.indexOf(one), 1);
      this.apply(one.change);
    }
  }
}
