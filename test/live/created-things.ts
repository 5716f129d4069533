/**
 * What a live run makes, written down before it is made: a run that is interrupted or killed can be cleaned up after.
 * One JSON array a line: kind and name or id.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";

const KINDS = ["address", "member", "record", "list"] as const;
export type CreatedKind = (typeof KINDS)[number];

export function writeDown(file: string, kind: CreatedKind, name: string): void {
  appendFileSync(file, `${JSON.stringify([kind, name])}\n`, { mode: 0o600 });
}

/** Distinct names by kind. A last line that was cut off is left out. */
export function readCreated(file: string): Readonly<Record<CreatedKind, readonly string[]>> {
  const created: Record<CreatedKind, string[]> = { address: [], member: [], record: [], list: [] };
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    const parsed = parseLine(line);
    if (parsed !== undefined && !created[parsed.kind].includes(parsed.name)) created[parsed.kind].push(parsed.name);
  }
  return created;
}

function parseLine(line: string): { readonly kind: CreatedKind; readonly name: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    const [kind, name]: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
    const known = KINDS.find((one) => one === kind);
    return known === undefined || typeof name !== "string" ? undefined : { kind: known, name };
  } catch {
    return undefined;
  }
}
