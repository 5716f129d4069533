import { ConfigError } from "../../domain/errors.ts";

export function segmentGone(segmentId: string): ConfigError {
  return new ConfigError("list_gone", `Segment ${segmentId} is gone from the Mailchimp audience.`, {
    remedy:
      "Name another list in the sync file: it is made by the next run. A deleted segment or tag cannot be restored.",
  });
}

/** A saved segment decides its members by conditions; a fuzzy one is Mailchimp's own. */
export function segmentNotStatic(what: string, type: string): ConfigError {
  return new ConfigError("list_not_manual", `Mailchimp's ${what} is no static segment (${type}).`, {
    remedy: "Give the sync another list name, or rename that segment in Mailchimp; Tierline then creates a static one.",
  });
}
