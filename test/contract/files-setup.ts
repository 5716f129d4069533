/** Files on this machine, and what readers make of them. */
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Change, Op } from "../../src/domain/change.ts";
import type { Place } from "../../src/domain/place.ts";
import type { SyncProperty } from "../../src/domain/sync.ts";
import type { Destination } from "../../src/destination/destination.ts";
import { createFiles } from "../../src/destination/files/files.ts";
import { createLocalStore } from "../../src/destination/files/local-store.ts";
import type { FilesOptions } from "../../src/destination/files/options.ts";
import type { FileFormat } from "../../src/destination/files/table-text.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { change, CONTACTS, createStillClock, freely, outcomes } from "./destination-setup.ts";
import { submitWhole } from "./submit-whole.ts";

const property = (name: string, type: SyncProperty["type"], format: SyncProperty["format"] = null): SyncProperty => ({
  name,
  column: name,
  type,
  format,
  label: name,
});

const PROPERTIES = [property("tier", "string"), property("balance", "number", "floor2")];

export const EVERY_TYPE = [
  ...PROPERTIES,
  property("score", "number"),
  property("joined", "date"),
  property("seen", "datetime"),
  property("is_vip", "bool"),
];

/** The first run of a place: the journal has not told yet when it was taken. */
export const CONTACTS_UNTAKEN: Place = { ...CONTACTS, takenAtMs: null };
export const AT = "2026-11-22T09:00:00.000Z";
export const TAKEN: Place = { ...CONTACTS, takenAtMs: 1 };

export function setUpFiles(options: Partial<FilesOptions> & { readonly root?: string } = {}) {
  const root = options.root ?? mkdtempSync(join(tmpdir(), "tierline-test-files-"));
  const destination = createFiles({
    address: "./exports",
    store: createLocalStore(root),
    content: "snapshot",
    format: "csv",
    sync: "loyalty",
    target: "prod",
    properties: PROPERTIES,
    clock: createStillClock(),
    ...options,
  });
  const text = (path: string): string => readFileSync(join(root, path), "utf8");
  /** Every file below the root with its text. */
  const tree = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), "utf8")]),
    );
  /** As another reader than ours takes them. */
  const rows = async (path: string, format: FileFormat): Promise<readonly unknown[]> => {
    const file = join(root, `${path}.${format}`);
    if (format === "csv") return parse<Record<string, string>>(readFileSync(file), { columns: true }).map(asNulls);
    if (format === "ndjson") return readFileSync(file, "utf8").trimEnd().split("\n").map(readLine);
    const duckDb = await openDuckDb(":memory:", { access: "write" });
    try {
      return await duckDb.rows(`select columns(*)::varchar from read_parquet('${file}')`);
    } finally {
      await duckDb.close();
    }
  };
  return { root, destination, text, tree, rows };
}

/** Numbers as they stand: JavaScript would make floats of them. */
function readLine(line: string): unknown {
  return JSON.parse(line.replaceAll(/:(-?[\d.]+|true|false)(?=[,}])/gu, ':"$1"'));
}

function asNulls(record: Readonly<Record<string, string>>): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, value === "" ? null : value]));
}

export async function send(
  destination: Destination,
  op: Op,
  place: Place,
  rows: readonly Change[],
): Promise<readonly string[]> {
  const changes = rows.map((row) => ({ ...row, op }));
  const { receipts, stop } = await submitWhole(destination, { op, place, changes }, freely);
  if (stop !== null) throw stop;
  return outcomes(receipts);
}

export const row = (ordinal: number, tier: string, balance: string): Change =>
  change(ordinal, { properties: { tier, balance } });
