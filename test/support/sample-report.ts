/** A small report with something of everything. Figures need not add up. */
import type { AudienceSight } from "../../src/report/audience-sight.ts";
import type { Report } from "../../src/report/report.ts";

const AS_OF = "2026-07-01T06:00:00Z";
const LAST_DAY = Date.parse("2026-07-01") / 86_400_000;

export const golden: AudienceSight = {
  model: "aud_tier",
  name: "Golden",
  meaning: "Members with a balance of 2,000 or more.",
  size: 178,
  asOf: AS_OF,
  earlier: [
    { daysAgo: 7, size: 177, at: "2026-06-24T06:00:00.000Z", from: "tier_periods" },
    { daysAgo: 30, size: 180, at: "2026-06-01T06:00:00.000Z", from: "tier_periods" },
  ],
  routes: [
    {
      sync: "hubspot_tiers",
      destination: "HubSpot",
      list: "Loyalty <Golden>",
      listId: "604",
      placeNo: 5,
      funnel: {
        model: "aud_tier",
        audience: "Golden",
        named: 178,
        suppressed: 4,
        noConsent: 10,
        heldOut: 0,
        sendable: 164,
        addressed: 161,
        matched: 160,
        onList: 158,
      },
      listed: 158,
      lastDeliveredAt: "2026-07-01T06:01:36.000Z",
      isPaused: false,
      notSent: [
        { is: "refused", reason: "no_address", count: 3 },
        { is: "waiting", reason: "cool_down", count: 2 },
      ],
    },
  ],
};

/** In no sync's file, and of a model that has no tiers. */
export const lapsed: AudienceSight = {
  model: "aud_lapsed",
  name: "会員 & Lapsed",
  meaning: null,
  size: 12,
  asOf: AS_OF,
  earlier: [
    { daysAgo: 7, size: 9, at: "2026-06-23T06:00:00Z", from: "plan" },
    { daysAgo: 30, size: null, at: null, from: null },
  ],
  routes: [],
};

export const report: Report = {
  title: "my <shop>",
  target: "dev",
  timeZone: "Europe/Amsterdam",
  madeAt: "2026-07-01T06:05:00.000Z",
  asOf: AS_OF,
  tiers: {
    asOf: AS_OF,
    levels: [
      { name: "White", minBalance: null, nextMinBalance: "2000.0000" },
      { name: "Golden", minBalance: "2000.0000", nextMinBalance: null },
    ],
    days: {
      firstDay: LAST_DAY - 3,
      counts: [
        [0, 860, 870, 878],
        [0, 180, 177, 178],
      ],
    },
    movedDays: 30,
    movements: [
      { from: "White", to: "Golden", count: 9 },
      { from: "Golden", to: "White", count: 7 },
      { from: "White", to: "White", count: 842 },
      { from: "Golden", to: "Golden", count: 169 },
      { from: null, to: "White", count: 29 },
      { from: "Golden", to: null, count: 4 },
    ],
  },
  audiences: [golden, lapsed],
  deliveredDays: 30,
  delivered: [
    {
      sync: "hubspot_tiers",
      destination: "HubSpot",
      list: null,
      days: [],
      added: 0,
      removed: 0,
      updated: 1_500,
      refused: { no_address: 3 },
    },
    {
      sync: "hubspot_tiers",
      destination: "HubSpot",
      list: "Loyalty <Golden>",
      days: [
        { day: LAST_DAY - 20, added: 180, removed: 0 },
        { day: LAST_DAY, added: 9, removed: 11 },
      ],
      added: 189,
      removed: 11,
      updated: 0,
      refused: {},
    },
  ],
};
