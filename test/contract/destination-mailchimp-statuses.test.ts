/** Random histories in which people archive, clean, unsubscribe, delete and take back, while requests meet faults. */
import { expect, test } from "vitest";
import type { Readings } from "../../src/sandbox/mailchimp/options.ts";
import { submitChecked } from "./destination-truth.ts";
import { bare, FAULT_NAMES, numbers } from "./destination-world.ts";
import { mailchimpHarness, startMailchimpWorld } from "./mailchimp-world.ts";

const HISTORIES = 25;
const STATUSES = ["archived", "cleaned", "unsubscribed", "transactional", "subscribed"] as const;

test.each<Partial<Readings>>([
  { archived: "updated", compliance: "refused", existingMembers: "echoed", strangers: "named" },
  { archived: "refused", compliance: "silent", existingMembers: "ignored", strangers: "ignored" },
  { archived: "revived", compliance: "updated", existingMembers: "ignored", strangers: "named" },
])("receipts are true, and no status is ever ours: %o", async (readings) => {
  const { settings } = mailchimpHarness("", readings);
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const { world, sandbox } = await startMailchimpWorld(readings, { seed });
    const draw = numbers(seed);
    try {
      for (let step = 0; step < 6; step += 1) {
        world.setFaults(Object.fromEntries(FAULT_NAMES.map((name) => [name, draw() < 0.3 ? draw() * 0.2 : 0])));
        const ordinals = [1, 2, 3, 4, 5, 6].filter(() => draw() < 0.7);
        const properties = settings[draw() < 0.5 ? 0 : 1];
        const rows = [];
        for (const at of ordinals) {
          const known = await world.held(world.member(at));
          rows.push({ ...bare(world, at), recordId: draw() < 0.8 ? (known?.recordId ?? null) : null, properties });
        }
        for (const { id } of sandbox.members())
          if (draw() < 0.2) sandbox.byHand.setStatus(id, STATUSES[Math.floor(draw() * STATUSES.length)] ?? "archived");
          else if (draw() < 0.03) sandbox.byHand.forget(id);
        const before = new Map(sandbox.members().map(({ id, status }) => [id, status]));
        const plain = rows.map((row) => ({ ...row, properties: {} }));
        const kind = Math.floor(draw() * 5);
        if (kind === 0) await submitChecked(world, "leave", world.contacts, plain);
        else if (kind === 1) await submitChecked(world, "enter", world.list, plain);
        else if (kind === 2) await submitChecked(world, "leave", world.list, plain);
        else await submitChecked(world, "update", world.contacts, rows);
        for (const { id, status } of sandbox.members()) expect(status).toBe(before.get(id) ?? "transactional");
      }
    } catch (error) {
      throw new Error(`History ${seed} went wrong.`, { cause: error });
    }
  }
});
