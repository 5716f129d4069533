/** What people do by hand at the destination while runs come and go, and whom they touched. */
import type { Place } from "../../src/domain/place.ts";
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { Dice } from "./dice.ts";
import { LIST_OF } from "./oracle.ts";
import { TIERS, type Truth } from "./truth.ts";

export class People {
  /** Contacts that people put on a list by hand: `list record`. */
  readonly foreign = new Set<string>();
  /** Members whom people took from a list, whose contact they deleted, or whose id was lost in a merge. */
  readonly handled = new Set<string>();
  /** Members whose ids were given to other records, or who took another member in: their lists show it only when read back. */
  readonly exchanged = new Set<string>();
  readonly #sandbox: HubSpotSandbox;
  readonly #truth: Truth;

  constructor(sandbox: HubSpotSandbox, truth: Truth) {
    this.#sandbox = sandbox;
    this.#truth = truth;
  }

  /** People put strangers on lists that were taken, take members off them; delete, merge and exchange contacts. */
  meddle(dice: Dice, places: readonly Place[]): void {
    const name = LIST_OF(dice.pick(TIERS));
    const taken = places.find((place) => place.name === name && place.takenAtMs !== null);
    const list = this.#sandbox.lists().find(({ listId }) => listId === taken?.listId);
    if (list === undefined) return;
    const key = dice.pick(this.#truth.others);
    const record = this.#recordOf(key);
    const what = dice.between(0, 6);
    if (what <= 1) {
      const stranger = this.#sandbox.byHand.addContact({ email: this.#truth.freshAddress() });
      this.#sandbox.byHand.addToList(list.listId, stranger);
      this.foreign.add(`${list.name} ${stranger}`);
    } else if (record !== undefined && what <= 3) {
      this.handled.add(key);
      if (what === 2) this.#sandbox.byHand.removeFromList(list.listId, record);
      else this.#sandbox.byHand.deleteContact(record);
    } else if (record !== undefined && what === 4) {
      // A merge that keeps the member's id is nobody's excuse.
      const stranger = this.#sandbox.byHand.addContact({ email: this.#truth.freshAddress() });
      this.#sandbox.byHand.merge(record, stranger);
    } else if (record !== undefined) this.#mixUp(dice, what === 5 ? "merge" : "exchange", key, record);
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
      byHand.merge(record, other);
      return;
    }
    this.exchanged.add(otherKey);
    byHand.setProperty(record, "loyalty_member_id", "");
    byHand.setProperty(other, "loyalty_member_id", key);
    byHand.setProperty(record, "loyalty_member_id", otherKey);
  }

  #recordOf(key: string): string | undefined {
    return this.#sandbox.contacts().find(({ properties }) => properties["loyalty_member_id"] === key)?.id;
  }
}
