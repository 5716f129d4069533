/** Which lists a record is on (destinations.md 1.5: docs; the fields are those of the vendor's client). */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { instant, ok } from "./answers.ts";
import { checkBatchSize } from "./batch.ts";
import { CONTACT_TYPE } from "./lists.ts";
import type { Call } from "./route.ts";

export const recordsBody = z.strictObject({
  inputs: z.array(z.strictObject({ objectTypeId: z.literal(CONTACT_TYPE), recordId: z.string().min(1) })),
});

export function readMembershipsOfRecords(call: Call<z.infer<typeof recordsBody>>): Answer {
  const { inputs } = call.body;
  const wrong = checkBatchSize(inputs.length);
  if (wrong !== undefined) return wrong;
  const at = instant(call.nowMs);
  const results = inputs.map((input) => ({ ...input, recordListMemberships: membershipsOf(call, input.recordId) }));
  return ok({ status: "COMPLETE", results, startedAt: at, completedAt: at });
}

export function readMembershipsOfRecord(call: Call<undefined>): Answer {
  const results = membershipsOf(call, call.params["recordId"] ?? "");
  return ok({ total: results.length, results });
}

function membershipsOf(call: Call<unknown>, recordId: string): readonly unknown[] {
  return [...call.portal.lists.values()].flatMap((list) => {
    const addedAtMs = list.members.addedAtMs(recordId);
    if (addedAtMs === undefined) return [];
    const addedAt = instant(addedAtMs);
    const { listId, listVersion } = list;
    return [{ listId, listVersion, firstAddedTimestamp: addedAt, lastAddedTimestamp: addedAt }];
  });
}
