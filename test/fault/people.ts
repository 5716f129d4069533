/** What people do by hand at the destination while runs come and go, and whom they touched. */
import type { Place, PlaceSpec } from "../../src/domain/place.ts";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { Dice } from "./dice.ts";
import type { Rows } from "./knock-outs.ts";
import { LIST_OF } from "./oracle.ts";
import { TIERS, type Truth } from "./truth.ts";

/** The stand-in's. */
const ACCOUNT = "4815162";

export class People {
  /** Contacts that people put on a list by hand, before it was taken over or after: `list record`. */
  readonly foreign = new Set<string>();
  /** Members whom people took from a list, whose contact they deleted, or whose id was lost in a merge. */
  readonly handled = new Set<string>();
  /** Members whose ids were given to other records, or who took another member in: their lists show it only when read back. */
  readonly exchanged = new Set<string>();
  /** Records whose id was given to a stranger: nobody's, and on a list until their member leaves it. */
  readonly bereft = new Set<string>();
  /** Strangers who were on a list before it was taken over, by what they became in merges. */
  readonly #kept = new Set<string>();
  readonly #sandbox: HubSpotSandbox;
  readonly #truth: Truth;

  constructor(sandbox: HubSpotSandbox, truth: Truth) {
    this.#sandbox = sandbox;
    this.#truth = truth;
  }

  /** A list has strangers on it before anything runs, and is taken over with them. */
  async begin(journal: Rows, sync: string, spec: PlaceSpec): Promise<void> {
    const strangers = [1, 2].map(() => this.#sandbox.byHand.addContact({ email: this.#truth.freshAddress() }));
    const listId = this.#sandbox.byHand.addList(spec.name, "MANUAL", strangers);
    for (const stranger of strangers) {
      this.foreign.add(`${spec.name} ${stranger}`);
      this.#kept.add(stranger);
    }
    const lease = await journal.acquire(sync);
    if (isHeldElsewhere(lease)) throw new Error("Nobody runs yet.");
    const { placeNo } = await journal.propose(lease, spec, ACCOUNT);
    const present = strangers.map((recordId) => ({ recordId, claimed: null }));
    await journal.takeOver(lease, placeNo, { listId, how: "keep", present }, { reason: "a history", by: "test" });
    await lease.end();
  }

  /** People put strangers on lists that were taken, take members off them; delete, merge and exchange contacts, move ids. */
  meddle(dice: Dice, places: readonly Place[]): void {
    const name = LIST_OF(dice.pick(TIERS));
    const taken = places.find((place) => place.name === name && place.takenAtMs !== null);
    const list = this.#sandbox.lists().find(({ listId }) => listId === taken?.listId);
    if (list === undefined) return;
    const key = dice.pick(this.#truth.others);
    const record = this.#recordOf(key);
    const what = dice.between(0, 7);
    if (what <= 1) {
      const stranger = this.#sandbox.byHand.addContact({ email: this.#truth.freshAddress() });
      this.#sandbox.byHand.addToList(list.listId, stranger);
      this.foreign.add(`${list.name} ${stranger}`);
    } else if (record !== undefined && what <= 3) {
      this.handled.add(key);
      if (what === 2) this.#sandbox.byHand.removeFromList(list.listId, record);
      else this.#sandbox.byHand.deleteContact(record);
      // Who was kept there is not any more, and that was no runner's doing.
      for (const { name: other } of this.#sandbox.lists())
        if (what === 3 || other === list.name) this.foreign.delete(`${other} ${record}`);
    } else if (record !== undefined && what === 4) {
      // A merge that keeps the member's id is nobody's excuse.
      const stranger = this.#sandbox.byHand.addContact({ email: this.#truth.freshAddress() });
      this.#merge(record, stranger);
    } else if (record !== undefined && what === 7) this.#moveId(dice, key, record);
    else if (record !== undefined) this.#mixUp(dice, what === 5 ? "merge" : "exchange", key, record);
  }

  /** Two members become one contact, the second one's id is lost; or each carries the other's id from now on. */
  #mixUp(dice: Dice, how: "merge" | "exchange", key: string, record: string): void {
    const { byHand } = this.#sandbox;
    const otherKey = dice.pick(this.#truth.others);
    const other = this.#recordOf(otherKey);
    if (other === undefined || other === record) return;
    this.exchanged.add(key);
    if (how === "merge") {
      this.handled.add(otherKey);
      this.#merge(record, other);
      return;
    }
    this.exchanged.add(otherKey);
    byHand.setProperty(record, "loyalty_member_id", "");
    byHand.setProperty(other, "loyalty_member_id", key);
    byHand.setProperty(record, "loyalty_member_id", otherKey);
  }

  /** A member's id goes to a stranger who is kept on a list. */
  #moveId(dice: Dice, key: string, record: string): void {
    const strangers = [...this.#kept].filter(
      (id) => this.#sandbox.contact(id) !== undefined && this.#idOf(id) === undefined,
    );
    if (strangers.length === 0) return;
    const stranger = dice.pick(strangers);
    this.exchanged.add(key);
    this.bereft.add(record);
    this.#sandbox.byHand.setProperty(record, "loyalty_member_id", "");
    this.#sandbox.byHand.setProperty(stranger, "loyalty_member_id", key);
  }

  /** What was kept stays so under the new record's id. */
  #merge(record: string, other: string): void {
    const merged = this.#sandbox.byHand.merge(record, other);
    for (const { name } of this.#sandbox.lists())
      for (const old of [record, other])
        if (this.foreign.delete(`${name} ${old}`)) this.foreign.add(`${name} ${merged}`);
    if ([record, other].some((old) => this.#kept.delete(old))) this.#kept.add(merged);
  }

  #idOf(record: string): string | undefined {
    return this.#sandbox.contact(record)?.properties["loyalty_member_id"];
  }

  #recordOf(key: string): string | undefined {
    return this.#sandbox.contacts().find(({ properties }) => properties["loyalty_member_id"] === key)?.id;
  }
}
