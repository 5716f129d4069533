/** Leaves at the contact place: our properties are emptied; the profile and its external id stay. */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import { resolveLeaves } from "../kit/resolve-leaves.ts";
import { importProfiles } from "./import-profiles.ts";
import type { Session } from "./session.ts";
import type { Target } from "./target.ts";
import { makeTarget } from "./target.ts";
import { updateProfiles } from "./update-profiles.ts";

export async function clearProfiles(session: Session, rows: readonly Change[]): Promise<void> {
  if (session.properties.length === 0) {
    for (const row of rows) session.book.accept(row, row.recordId);
    return;
  }
  const properties = Object.fromEntries(session.properties.map(({ name }) => [name, ""]));
  const imports: Target[] = [];
  const updates: Target[] = [];
  const cleared = new Set<string>();
  // A profile besides is another member's now: their own row clears it.
  const { leaving } = await resolveLeaves(session, rows);
  const twins = leaving.filter(({ recordId }) => {
    if (cleared.has(recordId)) return true;
    cleared.add(recordId);
    return false;
  });
  for (const one of leaving) {
    if (twins.includes(one)) continue;
    const { row, recordId, memberId } = one;
    const isOurs = memberId === row.identity;
    const target = makeTarget(session, { row, recordId, isOurs, properties });
    if (target !== undefined) (isOurs ? imports : updates).push(target);
  }
  // Two members who were one profile: clearing it once is enough.
  for (const { row, recordId } of twins) session.book.accept(row, recordId, REASON.sameRecord);
  await importProfiles(session, imports);
  // Nobody there has anything of ours.
  for (const { row } of await updateProfiles(session, updates)) session.book.accept(row, null);
}
