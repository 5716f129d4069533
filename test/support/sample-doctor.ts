/** What the doctor found, with something of everything, for pictures of it. */
import type { DoctorBody } from "../../src/cli/json/doctor.ts";

const checked = { sync: null, code: null, remedy: null };
export const doctor: DoctorBody = {
  is_offline: false,
  checks: [
    { ...checked, check: "node", result: "ok", message: "Node 24.21.0." },
    {
      ...checked,
      check: "warehouse",
      result: "warn",
      code: "readable_by_others",
      message: "warehouse.duckdb holds people's data and is open to others (mode 644).",
      remedy: "chmod 600 warehouse.duckdb",
    },
    {
      ...checked,
      check: "lists",
      sync: "hubspot_tiers",
      result: "fail",
      code: "list_not_manual",
      message: 'HubSpot\'s list "会員" is no static list of contacts (DYNAMIC).',
      remedy: "Give the sync another list name, or rename that list in HubSpot; Tierline then creates a static one.",
    },
    { ...checked, check: "clock", sync: "hubspot_tiers", result: "skip", message: "No answer came." },
  ],
  counts: { ok: 1, warn: 1, fail: 1, skip: 1 },
};
