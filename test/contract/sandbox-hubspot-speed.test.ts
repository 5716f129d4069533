import { expect, test } from "vitest";
import { byMember, CONTACTS, loyaltyPortal, traced } from "../support/hubspot-portal.ts";

test("a batch of 100 takes less than 2 ms of processor time in process", async () => {
  const { ask } = await loyaltyPortal();
  const body = JSON.stringify(
    traced(
      Array.from({ length: 100 }, (_, at) =>
        byMember(`m${at}`, { email: `m${at}@example.com`, loyalty_tier: "gold", loyalty_balance: "1234.50" }),
      ),
    ),
  );
  const spentMs = async (laps: number): Promise<number> => {
    const from = process.cpuUsage();
    for (let lap = 0; lap < laps; lap += 1) {
      expect((await ask("POST", `${CONTACTS}/batch/upsert`, body)).status).toBe(200);
    }
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000 / laps;
  };
  await spentMs(200);
  const rounds: number[] = [];
  for (let round = 0; round < 5; round += 1) rounds.push(await spentMs(40));
  // Processor time and the best of five rounds: others may be using the machine meanwhile.
  expect(Math.min(...rounds)).toBeLessThan(2);
});
