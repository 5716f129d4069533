/** What one message says: its body, and the name under which it may come again. docs/webhook.md and its schema say the same. */
import { createHash } from "node:crypto";
import type { Change } from "../../domain/change.ts";
import type { SyncProperty } from "../../domain/sync.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { Batch } from "../destination.ts";

const MESSAGE_TYPE = "audience.changed";

export interface MessageFrame {
  readonly batch: Pick<Batch, "op" | "place">;
  readonly sync: string;
  readonly planNo: number;
  readonly planMadeAtMs: number;
  readonly url: string;
  readonly atMs: number;
}

/** One row as JSON: its id, and at contacts its address and properties in their types. */
export function rowJson(row: Change, { kind }: Batch["place"], properties: readonly SyncProperty[]): string {
  const id = `"id":${JSON.stringify(row.memberKey)}`;
  if (kind === "list") return `{${id}}`;
  const values = properties
    .filter(({ name }) => row.properties[name] !== undefined)
    .map(({ name, type }) => `${JSON.stringify(name)}:${valueJson(row.properties[name] ?? "", type)}`);
  return `{${id},"address":${JSON.stringify(row.address)},"properties":{${values.join(",")}}}`;
}

export function bodyOf({ batch: { op, place }, sync, planNo, atMs }: MessageFrame, rows: readonly string[]): string {
  const frame = JSON.stringify({
    type: MESSAGE_TYPE,
    timestamp: isoInstant(atMs),
    data: {
      sync,
      plan: planNo,
      place: { kind: place.kind, name: place.name },
      audience: place.audience,
      operation: op,
    },
  });
  return `${frame.slice(0, -2)},"rows":[${rows.join(",")}]}}`;
}

/** The same rows of the same plan have the same name, whenever and however often they are sent. */
export function idOf(frame: MessageFrame, rows: readonly string[]): string {
  const { batch, sync, planNo, planMadeAtMs, url } = frame;
  const { op, place } = batch;
  const said = JSON.stringify([url, sync, planNo, planMadeAtMs, place.kind, place.name, place.audience, op, rows]);
  return `msg_${createHash("sha256").update(said).digest("hex").slice(0, 32)}`;
}

/** Numbers stand as they are in the warehouse, digit by digit: a float would round them. '' clears. */
function valueJson(text: string, type: SyncProperty["type"]): string {
  if (text === "") return "null";
  switch (type) {
    case "number":
      return jsonNumber(text);
    case "bool":
      return text === "true" ? "true" : "false";
    case "datetime":
      return JSON.stringify(isoInstant(Number(text)));
    case "string":
    case "enumeration":
    case "date":
      return JSON.stringify(text);
    default:
      return type satisfies never;
  }
}

/** JSON allows no zeros before a number. */
function jsonNumber(text: string): string {
  return text.replace(/^(?<sign>-?)0+(?=\d)/u, "$<sign>");
}
