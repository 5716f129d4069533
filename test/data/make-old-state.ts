/**
 * Writes `state-v<schema version>.duckdb.gz`: a state as this version of Tierline leaves it, kept so that later versions
 * are tested to migrate it. Run it once, before the schema version is raised, and commit what it writes:
 *
 *     node test/data/make-old-state.ts
 *
 * Two syncs; applied, planned and refused plans; every outcome; kept contacts; unsettled rows; a tombstone. The models
 * stand in the same file, in the schema `models`, so that a test can plan against them anew.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Change } from "../../src/domain/change.ts";
import { WAVES } from "../../src/domain/change.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import { isHeldElsewhere, type Lease } from "../../src/journal/journal.ts";
import { SCHEMA_VERSION } from "../../src/journal/sql/create-tables.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { OLD_STATE_AT_MS, oldStateModels, oldStateRequest } from "./old-state-models.ts";

const VERSION = SCHEMA_VERSION;
const clock = { ms: OLD_STATE_AT_MS, nowMs: () => clock.ms, sleep: async () => undefined };
const folder = mkdtempSync(join(tmpdir(), "tierline-old-state-"));
const path = join(folder, "state.dev.duckdb");

const warehouse = await openDuckDb(path, { access: "write", threads: 1 });
for (const text of oldStateModels) await warehouse.run(text);
const journal = await openSqlJournal({
  warehouse,
  schema: "tierline", target: "dev",
  clock,
  random: seededRandom(1),
  source: { read: (work) => work("models") },
  position: null,
});
await leave("gold");
await leave("other");
await warehouse.run("checkpoint");
await warehouse.close();
writeFileSync(new URL(`state-v${VERSION}.duckdb.gz`, import.meta.url), gzipSync(readFileSync(path), { level: 9 }));
rmSync(folder, { recursive: true });

/** Two applied plans, the second after Dan has gone, and one that only waits. */
async function leave(sync: string): Promise<void> {
  const lease = await journal.acquire(sync);
  if (isHeldElsewhere(lease)) throw new Error("held");
  await apply(lease, 1);
  clock.ms += 3_600_000;
  await warehouse.run("delete from models.aud_members where customer_id = 'dan'");
  await warehouse.run("delete from models.aud_tier where customer_id = 'dan'");
  await apply(lease, 2);
  const runNo = await journal.beginRun(lease, { guards: ["leaves"], reason: "new rules", by: "ann" });
  await journal.finishRun(lease, runNo, { asOf: "2026-01-01T00:00:00Z", exitCode: 4 });
  await journal.plan(lease, await oldStateRequest(journal, lease, 4));
  await lease.end();
  await warehouse.run("insert into models.aud_members values ('dan', 'dan@example.com', null, 'Golden', 4.5)");
  await warehouse.run("insert into models.aud_tier values ('gold', 'dan')");
}

async function apply(lease: Lease, expectedRunNo: number): Promise<void> {
  const runNo = await journal.beginRun(lease, null);
  if (runNo !== expectedRunNo) throw new Error(`run ${runNo}`);
  const request = await oldStateRequest(journal, lease, runNo);
  for (const { place } of request.places)
    await journal.record(
      lease,
      place.placeNo,
      { listId: place.kind === "list" ? `6${place.placeNo}` : null, count: 2, isCreatedByUs: false },
      kept(place.kind === "list" ? ["k1", "k2"] : []),
    );
  const { planNo } = await journal.plan(lease, request);
  await journal.announce(lease, planNo, request);
  for (const wave of WAVES) {
    await journal.settleUnready(lease, planNo, wave);
    await journal.append(lease, planNo, (await journal.changes(planNo, wave, 0, 100)).flatMap(answer));
  }
  await journal.close(lease, planNo, 0);
  await journal.finishRun(lease, runNo, { asOf: request.asOf, exitCode: 5 });
}

/** Ann and Dan are accepted, Bob is refused, of Cleo nothing is heard. */
function answer({ ordinal, identity }: Change): readonly Receipt[] {
  const plain = { ordinal, reason: null, message: null, recordId: `r-${identity}`, ticket: null };
  if (identity === "bob") return [{ ...plain, outcome: "refused", reason: "invalid_address", message: "no", recordId: null }];
  return identity === "cleo" ? [] : [{ ...plain, outcome: "accepted" }];
}

async function* kept(recordIds: readonly string[]): AsyncGenerator<string> {
  yield* recordIds;
}

