/**
 * Progress on standard error: one live line on a terminal, otherwise a plain line when there is something to tell of a
 * stage, every ten seconds while it lasts, and when it is done.
 */
import { visibleText } from "../domain/visible-text.ts";
import type { Clock } from "../platform/clock.ts";
import { count, duration } from "./picture/number.ts";
import type { Canvas } from "./picture/glyphs.ts";
import { truncate } from "./picture/width.ts";

export interface Stage {
  /** `done` of `total`; without a total only the count is shown. */
  readonly done?: number;
  readonly total?: number;
  readonly unit?: string;
  /** What is at hand; beside a count it is shown only on a live line. */
  readonly detail?: string;
}

export interface Progress {
  /** Begins a stage, or tells how far it is. A new title is a new stage. */
  show(title: string, stage?: Stage): void;
  /** The stage at hand came to its end. */
  done(): void;
  /** A line that stays, whatever is drawn. */
  note(line: string): void;
  /** Removes the live line; how the stage ended is not said. */
  end(): void;
}

export interface ProgressOptions {
  readonly write: (text: string) => void;
  readonly clock: Clock;
  readonly canvas: Canvas;
  readonly isLive: boolean;
}

const ROWS = "rows";
const LIVE_EVERY_MS = 80;
const PLAIN_EVERY_MS = 10_000;
/** Before, a rate says little about the rest. */
const LEFT_AFTER_MS = 3_000;
const CLEAR_LINE = "\r\u001b[2K";

export function makeProgress(options: ProgressOptions): Progress {
  const { clock, canvas, isLive } = options;
  const writeLine = (line: string): void => options.write(`${visibleText(line)}\n`);
  let title = "";
  let sinceMs = 0;
  let shownAtMs = 0;
  let isDrawn = false;
  let isTold = false;

  const clear = (): void => {
    if (isDrawn) options.write(CLEAR_LINE);
    isDrawn = false;
  };
  return {
    show(nextTitle, stage = {}) {
      const nowMs = clock.nowMs();
      const isNew = nextTitle !== title;
      if (isNew) {
        title = nextTitle;
        sinceMs = nowMs;
        isTold = false;
      }
      if (!isLive && stage.done === undefined && stage.detail === undefined) return;
      const isFinished = stage.done !== undefined && stage.done === stage.total;
      const everyMs = isLive ? LIVE_EVERY_MS : PLAIN_EVERY_MS;
      if (isTold && !(isLive && isFinished) && nowMs - shownAtMs < everyMs) return;
      shownAtMs = nowMs;
      isTold = true;
      if (!isLive) {
        writeLine(describePlainly(title, stage, nowMs - sinceMs));
        return;
      }
      const line = describeStage(title, stage, nowMs - sinceMs);
      const detailed = visibleText(stage.detail === undefined ? line : `${line}, ${stage.detail}`);
      options.write(CLEAR_LINE + truncate(detailed, canvas.columns - 1, canvas.glyphs.ellipsis));
      isDrawn = true;
    },
    done() {
      clear();
      if (!isLive && isTold) writeLine(`${title}: done in ${duration(clock.nowMs() - sinceMs)}`);
      title = "";
      isTold = false;
    },
    note(line) {
      clear();
      writeLine(line);
    },
    end() {
      clear();
      title = "";
      isTold = false;
    },
  };
}

/** For those who keep a log of their own. */
export const silentProgress: Progress = {
  show: () => undefined,
  done: () => undefined,
  note: () => undefined,
  end: () => undefined,
};

/** A line in a log: what is to be done at first, then how far it is; without a count what is at hand. */
function describePlainly(title: string, stage: Stage, elapsedMs: number): string {
  const { done, total, unit = ROWS, detail } = stage;
  if (done === undefined) return `${title}: ${detail ?? ""}`;
  if (done === 0 && total !== undefined) return `${title}: ${count(total)} ${unit}`;
  return describeStage(title, stage, elapsedMs);
}

/** `apply hubspot_tiers: 1,200 of 4,372 rows, 310 per second, 10 s left`. Only rows go at a pace that tells of the rest. */
export function describeStage(title: string, stage: Stage, elapsedMs: number): string {
  const { done, total, unit = ROWS } = stage;
  if (done === undefined) return title;
  const parts = [total === undefined ? `${count(done)} ${unit}` : `${count(done)} of ${count(total)} ${unit}`];
  if (done > 0 && unit === ROWS && elapsedMs >= LEFT_AFTER_MS) {
    const perSecond = done / (elapsedMs / 1_000);
    parts.push(`${perSecond < 10 ? perSecond.toFixed(1) : count(perSecond)} per second`);
    if (total !== undefined && total > done) parts.push(`${duration(((total - done) / perSecond) * 1_000)} left`);
  }
  return `${title}: ${parts.join(", ")}`;
}
