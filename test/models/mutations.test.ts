import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { differences } from "./compare.ts";
import { DbtProject, PATIENT } from "./dbt-project.ts";
import { AS_OF, randomMembers } from "./random-members.ts";
import { CLASSIC } from "./reference.ts";

vi.setConfig(PATIENT);

interface Mutation {
  readonly name: string;
  readonly path: string;
  /** What stands in the model, and the mistake put in its place. */
  readonly edits: readonly (readonly [string, string])[];
}

const ENTRIES = "models/intermediate/int_entries_classified.sql";
const MUTATIONS: readonly Mutation[] = [
  {
    name: "an entry at the join instant counts",
    path: ENTRIES,
    edits: [["occurred_at <= joined_at", "occurred_at < joined_at"]],
  },
  {
    name: "the window is 364 days",
    path: ENTRIES,
    edits: [["add_hours('window_hours'", "add_hours('window_hours - 24'"]],
  },
  {
    name: "an entry at as_of lies in the future",
    path: ENTRIES,
    edits: [["occurred_at > {{ tierline.as_of() }}", "occurred_at >= {{ tierline.as_of() }}"]],
  },
  {
    name: "a tier begins above its threshold",
    path: "models/marts/fct_tier_periods.sql",
    edits: [
      ["balances.balance >= levels.min_balance", "balances.balance > levels.min_balance"],
      ["balances.balance < levels.next_min_balance", "balances.balance <= levels.next_min_balance"],
    ],
  },
];

/** Proof that the comparison of the property test can fail: each mistake is made in a copy of the models and must be seen. */
describe("mistakes in the models are caught", () => {
  const members = randomMembers(20_261_122, 300);
  const project = new DbtProject();

  beforeAll(async () => {
    await project.load(members);
    await project.succeed(["build", "--exclude-resource-type", "test"], { asOf: AS_OF });
  });
  afterAll(() => project.dispose());

  test("without a mistake nothing differs", async () => {
    expect(await differences(project, members, CLASSIC, AS_OF)).toEqual([]);
  });

  test.each(MUTATIONS)("$name", async ({ path, edits }) => {
    for (const [from, to] of edits) project.edit(path, from, to);
    await project.succeed(["run"], { asOf: AS_OF });
    for (const [from, to] of edits) project.edit(path, to, from);
    expect((await differences(project, members, CLASSIC, AS_OF)).length).toBeGreaterThan(0);
  });
});
