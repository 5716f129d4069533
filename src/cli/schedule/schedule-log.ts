/**
 * What a scheduler tells while it lives: plain lines on a terminal, else one JSON object per line on standard error
 * (pino's: level, time, event, msg and the event's own keys). Syncs, numbers, codes and our own sentences stand there,
 * never a value of somebody's data; as a last gate, whatever looks like an address is masked.
 */
import { withoutAddresses } from "../../domain/without-addresses.ts";
import { isoInstant } from "../../platform/instant.ts";
import { say } from "../say.ts";
import type { World } from "../world.ts";

export type LogLevel = "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | null | readonly string[]>>;

/** `event`: stable, snake_case. `msg`: a sentence for people. */
export type ScheduleLog = (level: LogLevel, event: string, msg: string, fields?: LogFields) => void;

/** As in `jsonDocument`: what JSON allows as it is although terminals obey or hide it. */
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

export async function openScheduleLog(world: World): Promise<ScheduleLog> {
  const { clock, terminal, progress, err } = world;
  if (terminal.isLive)
    return (level, _event, msg) => say((line) => progress.note(line), [level === "info" ? msg : `${level}: ${msg}`]);
  const { pino } = await import("pino");
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":"${isoInstant(clock.nowMs())}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => err(safe(line.trimEnd())) },
  );
  return (level, event, msg, fields = {}) => logger[level]({ event, ...fields }, msg);
}

function safe(line: string): string {
  return withoutAddresses(line).replaceAll(OBEYED, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
