/** A status with something of everything, for pictures of it. */
import type { StatusBody } from "../../src/cli/json/status.ts";
import { plan } from "./sample-documents.ts";

export const status: StatusBody = {
  syncs: [
    {
      sync: "hubspot_tiers",
      is_in_file: true,
      paused: { by: "kim", since: "2026-06-02T06:00:00.000Z", reason: "a migration" },
      last_run: {
        run_no: 3,
        started_at: "2026-06-01T06:00:00.000Z",
        finished_at: "2026-06-01T06:01:00.000Z",
        as_of: plan.as_of,
        exit_code: 5,
        allowed: { guards: ["first-run"], reason: "go live", by: "kim" },
      },
      plan: { plan: 7, state: "closed", made_at: plan.made_at },
      build: { as_of: plan.as_of, started_at: "2026-06-01T06:00:01Z" },
      places: [
        {
          place: 1,
          kind: "contact",
          name: "contacts",
          list_id: null,
          is_in_file: true,
          release: null,
          desired: 1_949,
          synced: 1_940,
          unsettled: 3,
          waiting: 1,
          refused: 9,
          not_sent: [
            { class: "refused", reason: "no_address", count: 9, until: null },
            {
              class: "waiting",
              reason: "cool_down",
              count: 3,
              until: { first: "2026-06-01T06:15:30.000Z", last: "2026-06-01T06:16:00.000Z" },
            },
            { class: "suppressed", reason: "no_consent", count: 1_300, until: null },
            { class: "held_out", reason: "held_out", count: 24, until: null },
          ],
        },
        {
          place: 4,
          kind: "list",
          name: "会員",
          list_id: "7",
          is_in_file: false,
          release: 'tierline release 4 --reason "why"',
          desired: null,
          synced: 12,
          unsettled: 0,
          waiting: 0,
          refused: 0,
          not_sent: [],
        },
      ],
      next_step: "tierline run: says again what may not have arrived.",
    },
    {
      sync: "old",
      is_in_file: false,
      paused: null,
      last_run: null,
      plan: null,
      build: null,
      places: [],
      next_step: "Put it back.",
    },
  ],
  plans: [
    {
      plan: 7,
      sync: "hubspot_tiers",
      state: "closed",
      as_of: plan.as_of,
      made_at: plan.made_at,
      enter: 34_565,
      update: 1_100_000,
      leave: 43,
    },
  ],
  linked_purchases: { months: 12, purchases: 40_373, linked: 27_453 },
  quarantined: { rows: 5, open: 3 },
};
