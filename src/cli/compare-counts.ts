/** Counts people by where they are and why, as they come. */
import type { ComparedPerson, Side } from "../engine/compare-list.ts";
import type { CompareBody } from "./json/compare.ts";

type Counted = CompareBody["only_list"];

export class CompareCounts {
  readonly #counts = new Map<string, { readonly person: ComparedPerson; count: number }>();

  add(people: readonly ComparedPerson[]): void {
    for (const person of people) {
      const key = JSON.stringify([person.side, person.reason, person.audience]);
      const known = this.#counts.get(key);
      if (known === undefined) this.#counts.set(key, { person, count: 1 });
      else known.count += 1;
    }
  }

  body(): Pick<CompareBody, "both" | "only_audience" | "only_list" | "left_out"> {
    return {
      both: this.#of("both").count,
      only_audience: this.#of("only_audience"),
      only_list: this.#of("only_list"),
      left_out: this.#of("left_out"),
    };
  }

  /** The most frequent reason first. */
  #of(side: Side): Counted {
    const here = [...this.#counts.values()].filter(({ person }) => person.side === side);
    const by = here
      .map(({ person, count }) => ({ reason: person.reason ?? "", audience: person.audience, count }))
      .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
    return { count: by.reduce((sum, { count }) => sum + count, 0), by };
  }
}
