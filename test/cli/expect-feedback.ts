/** `tierline feedback` as a process, against HubSpot's stand-in. */
import { expect } from "vitest";
import { feedbackBody } from "../../src/cli/json/feedback.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import { runJson, type RunOptions } from "../support/run-tierline.ts";

export async function expectFeedback(sandbox: HubSpotSandbox, options: RunOptions): Promise<void> {
  const created = systemClock.nowMs() - 3_600_000;
  sandbox.byHand.addEmailEvent({ id: "e1", created, type: "OPEN", recipient: "ann@example.com", emailCampaignId: 7 });
  for (const added of [1, 0]) {
    const read = await runJson(["feedback"], "feedback", options);
    expect(read.exitCode).toBe(0);
    expect(read.read(feedbackBody).accounts).toMatchObject([
      { syncs: ["hubspot_tiers"], reports: true, events: 1, added },
    ]);
    expect(read.stdout + read.stderr).not.toContain("@");
  }
  expect(sandbox.calls.forbidden).toEqual([]);
}
