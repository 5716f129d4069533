/** Documents with something of everything, for pictures of them. Figures need not add up. */
import type { LoadBody } from "../../src/cli/json/load.ts";
import type { PlanDocument } from "../../src/cli/json/plan.ts";
import type { RunBody } from "../../src/cli/json/run.ts";
import type { PlaceBody } from "../../src/cli/json/shared.ts";

const NOTHING: Omit<PlaceBody, "place" | "kind" | "name"> = {
  list_id: null,
  in_file: true,
  desired: 0,
  synced: 0,
  unsettled: 0,
  enter: 0,
  enter_unknown: 0,
  update: 0,
  mapping_changed: 0,
  leave: 0,
  leave_without_call: 0,
  unchanged: 0,
  waiting: 0,
  refused: 0,
  refused_by: {},
  suppressed: 0,
  suppressed_by: {},
  held_out: 0,
  kept: 0,
  count_at_destination: null,
};

export const PLACES: PlaceBody[] = [
  {
    ...NOTHING,
    place: 1,
    kind: "contact",
    name: "contacts",
    desired: 1_234_567,
    synced: 1_200_000,
    enter: 34_560,
    enter_unknown: 34_000,
    update: 1_100_000,
    mapping_changed: 1_050_000,
    unchanged: 100_000,
    refused: 7,
    refused_by: { no_address: 5, shared_address: 2 },
    suppressed: 1_312,
    suppressed_by: { suppressed: 12, no_consent: 1_300 },
  },
  {
    ...NOTHING,
    place: 2,
    kind: "list",
    name: "Loyalty Golden",
    held_out: 24,
    suppressed: 3,
    suppressed_by: { suppressed: 3 },
    list_id: "611",
    desired: 120,
    synced: 118,
    enter: 5,
    leave: 3,
    unchanged: 114,
    waiting: 0,
    refused: 1,
    refused_by: { no_address: 1 },
    kept: 12,
  },
  { ...NOTHING, place: 3, kind: "list", name: "会員シルバー", in_file: false, synced: 40, leave: 40 },
];

const GUARDS: PlanDocument["guards"] = [
  { name: "leaves", place: 3, value: 40, limit: 0, message: "40 leaves.", allowed: null },
  { name: "empty", place: null, value: 0, limit: 1, message: "aud_tier is empty.", allowed: null },
  { name: "enters", place: 1, value: 1, limit: 1, message: "Many.", allowed: { reason: "go live", by: "kim" } },
];
const MOVES = [
  { from: "Loyalty Silver", to: "Loyalty Golden", count: 1_004 },
  { from: "Loyalty Golden", to: "会員シルバー", count: 3 },
];

export const plan: PlanDocument = {
  sync: "hubspot_tiers",
  plan: 7,
  state: "planned",
  run_no: 3,
  as_of: "2026-06-01T06:00:00Z",
  made_at: "2026-06-01T06:00:10.000Z",
  invocation_id: "i",
  sources: [],
  places: PLACES,
  moves: MOVES,
  guards: GUARDS,
  samples: [
    { place: 1, op: "enter", member: "c00001", address: "a…@example.com", note: null, move: null },
    { place: 3, op: "leave", member: "c00002", address: null, note: "kept", move: { from: 3, to: 2 } },
    { place: 2, op: "leave", member: "c00003", address: null, note: null, move: { from: 2, to: 3 } },
  ],
  scanned_bytes: 1_234_567_890,
  calls: 11_347,
  seconds_expected: 1_410,
};

export const ORPHANS: RunBody["orphans"] = [
  {
    sync: "hubspot_tiers",
    in_file: true,
    places: [
      { place: 4, name: "Former", list_id: "4", synced: 1 },
      { place: 5, name: "会員", list_id: "5", synced: 2_000 },
    ],
    release: ['tierline release 4 --reason "why"', 'tierline release 5 --reason "why"'],
  },
  {
    sync: "old",
    in_file: false,
    places: [{ place: 9, name: "Old", list_id: "1", synced: 12 }],
    release: ['tierline release --sync old --reason "why"'],
  },
];

export const run: RunBody = {
  as_of: plan.as_of,
  build: { invocation_id: "i", as_of: plan.as_of, models: 23, tests: 55, seconds: 71 },
  allowed: null,
  syncs: [
    {
      sync: plan.sync,
      result: "applied",
      exit_code: 5,
      run_no: 3,
      closed_plan: 6,
      plan: 7,
      guards: [],
      places: PLACES,
      moves: MOVES,
      receipts: { accepted: 1_134_600, refused: 1, withheld: 2, unsettled: 3 },
      contacts: { created: 33_990, linked: 10 },
      withheld_by_limit: 0,
      paused: null,
      requests: 11_360,
      seconds: 1_500,
      error: null,
    },
  ],
  orphans: ORPHANS,
};

export const load: LoadBody = {
  tables: [
    {
      table: "charges",
      file: "data/charges.csv.gz",
      rows: 40_373,
      loaded: 40_000,
      replaced: 0,
      known: 372,
      conflicts: 1,
      quarantined: 4,
      further_columns: ["channel", "till"],
    },
    {
      table: "customers",
      file: null,
      rows: 0,
      loaded: 0,
      replaced: 20,
      known: 0,
      conflicts: 0,
      quarantined: 0,
      further_columns: [],
    },
  ],
  ignored: ["README.md", "notes.txt"],
  quarantine: { id: "q1", rows: 4, added: 3, kept: 1_200, open: 12 },
  other_currencies: [],
  problems: [
    {
      file: "data/returns.parquet",
      line: null,
      row: 1_234,
      column: "occurred_at",
      value: null,
      why: "It is missing.",
      remedy: "Every row needs a value here.",
    },
    {
      file: "data/charges.csv",
      line: 6,
      row: null,
      column: "amount",
      value: "69,50",
      why: "It has a comma.",
      remedy: "Write a decimal point, and nothing between thousands.",
    },
  ],
  problems_more: 3,
};
