import { ConfigError } from "../../domain/errors.ts";

export function listGone(listId: string): ConfigError {
  return new ConfigError("list_gone", `List ${listId} is gone from HubSpot.`, {
    remedy:
      "Restore the list in HubSpot (within 90 days), or name another list in the sync file: it is made by the next run.",
  });
}

/** A dynamic list decides its members itself; a snapshot was filled by a filter. */
export function listNotManual(what: string, processingType: string): ConfigError {
  return new ConfigError("list_not_manual", `HubSpot's ${what} is no static list of contacts (${processingType}).`, {
    remedy: "Give the sync another list name, or rename that list in HubSpot; Tierline then creates a static one.",
  });
}
