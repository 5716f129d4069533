/** One step of the benchmark of files: the real adapter, fed as the engine feeds it; or a bare copy of the same rows. */
import v8 from "node:v8";
import { join } from "node:path";
import process from "node:process";
import type { Change, Op } from "../src/domain/change.ts";
import type { Place } from "../src/domain/place.ts";
import type { SyncProperty } from "../src/domain/sync.ts";
import type { Destination } from "../src/destination/destination.ts";
import { createFiles } from "../src/destination/files/files.ts";
import { createLocalStore } from "../src/destination/files/local-store.ts";
import { systemClock } from "../src/platform/clock.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import { answerApart } from "./apart.ts";
import { freely } from "./freely.ts";
import { filesConfig, type FilesConfig, type FilesReport } from "./files-work.ts";
import { peakMemoryMb } from "./memory.ts";
import { timed } from "./stopwatch.ts";

const SYNC = "bench";
const property = (name: string, type: SyncProperty["type"], format: SyncProperty["format"] = null): SyncProperty => ({
  name,
  column: name,
  type,
  format,
  label: name,
});
const PROPERTIES = [property("tier", "string"), property("balance", "number", "floor2"), property("until", "date")];
const TIERS = ["White", "Green", "Silver", "Golden"] as const;

// As bin/tierline.js starts it.
v8.setFlagsFromString("--optimize-for-size");
await answerApart(filesConfig, async (config) =>
  config.step === "bare copy" ? await copyBare(config) : await send(config),
);

/** The rows that `changeOf` makes, written by one statement. */
async function copyBare({ format, folder, members }: FilesConfig): Promise<FilesReport> {
  const duckDb = await openDuckDb(":memory:", { access: "write" });
  try {
    await duckDb.run(`create table members as
select 'm' || lpad(cast(i as varchar), 8, '0') as member_key, 'member.' || i || '@example.com' as address,
  case i % 4 when 0 then 'White' when 1 then 'Green' when 2 then 'Silver' else 'Golden' end as tier,
  cast(cast((i * 7919) % 100000 as decimal(18, 2)) / 100 as decimal(38, 2)) as balance,
  date '2026-01-01' + cast(i % 28 as integer) as until,
  timestamp '2026-01-01' as at
from generate_series(0, ${members - 1}) as t(i)`);
    const file = `${folder}-bare.${format}`;
    const { times } = await measured(async () => await duckDb.run(`copy members to '${file}' (format ${format})`));
    return { rows: members, accepted: 0, ...times, peakMemoryMb: peakMemoryMb() };
  } finally {
    await duckDb.close();
  }
}

async function send({ step, format, folder, members, every }: FilesConfig): Promise<FilesReport> {
  const destination = createFiles({
    address: folder,
    store: createLocalStore(folder),
    content: "snapshot",
    format,
    sync: SYNC,
    target: "bench",
    properties: PROPERTIES,
    clock: systemClock,
  });
  const isFirst = step === "first load";
  const { result, times } = await measured(async () => {
    const place = await placeOf(destination, isFirst ? null : 1);
    return await submitAll(destination, place, {
      op: isFirst ? "enter" : "update",
      members,
      every: isFirst ? 1 : every,
    });
  });
  const peak = peakMemoryMb();
  await destination.close();
  const rows = await rowsOf(join(folder, SYNC, "contacts", `snapshot.${format}`), format);
  return { rows, accepted: result, ...times, peakMemoryMb: peak };
}

async function measured<Result>(work: () => Promise<Result>) {
  const before = process.cpuUsage();
  const { result, seconds } = await timed(work);
  const { user, system } = process.cpuUsage(before);
  return { result, times: { seconds, busySeconds: (user + system) / 1_000_000 } };
}

async function placeOf(destination: Destination, takenAtMs: number | null): Promise<Place> {
  const spec = { kind: "contact", name: "contacts", model: null, audience: null } as const;
  const { accountId } = await destination.identify();
  await destination.take({ ...spec, takenAtMs });
  return { ...spec, placeNo: 1, sync: SYNC, accountId, listId: null, isCreatedByUs: true, takenAtMs };
}

interface Sent {
  readonly op: Op;
  readonly members: number;
  readonly every: number;
}

/** Resolves to how many were accepted. */
async function submitAll(destination: Destination, place: Place, { op, members, every }: Sent): Promise<number> {
  const { maxRows } = destination.limits.batches.contact[op];
  let accepted = 0;
  for (let first = 0; first < members; first += maxRows * every) {
    const count = Math.min(maxRows, Math.ceil((members - first) / every));
    const changes = Array.from({ length: count }, (_, at) => changeOf(first + at * every, op));
    const { receipts, stop } = await destination.submit({ op, place, changes }, freely);
    if (stop !== null) throw stop;
    accepted += receipts.filter(({ outcome }) => outcome === "accepted").length;
  }
  for await (const { receipts, stop } of destination.settle?.(freely) ?? []) {
    if (stop !== null) throw stop;
    accepted += receipts.filter(({ outcome }) => outcome === "accepted").length;
  }
  return accepted;
}

function changeOf(at: number, op: Op): Change {
  const key = `m${String(at).padStart(8, "0")}`;
  const cents = (at * 7919) % 100_000;
  const balance = (cents / 100 + (op === "update" ? 1 : 0)).toFixed(2);
  const until = `2026-01-${String((at % 28) + 1).padStart(2, "0")}`;
  return {
    ordinal: at + 1,
    wave: 1,
    placeNo: 1,
    op,
    identity: key,
    memberKey: key,
    recordId: null,
    address: `member.${at}@example.com`,
    isAddressChanged: true,
    properties: { tier: TIERS[at % 4] ?? "", balance, until },
  };
}

async function rowsOf(file: string, format: FilesConfig["format"]): Promise<number> {
  const duckDb = await openDuckDb(":memory:", { access: "write" });
  try {
    const [row] = await duckDb.rows(`select cast(count(*) as varchar) as n from read_${format}('${file}')`);
    return Number(row?.["n"]);
  } finally {
    await duckDb.close();
  }
}
