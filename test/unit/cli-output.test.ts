import { describe, expect, it } from "vitest";
import { describeError, drawError } from "../../src/cli/describe-error.ts";
import { ASCII, UNICODE } from "../../src/cli/picture/glyphs.ts";
import { describeStage, makeProgress, type Progress } from "../../src/cli/progress.ts";
import { readTerminal } from "../../src/cli/terminal.ts";
import { asTierlineError, exitCodeOf, worstExitCode } from "../../src/engine/exit-code.ts";
import { ConfigError, ContractError, InvariantError, TransientError } from "../../src/domain/errors.ts";

const canvas = { columns: 80, glyphs: ASCII };

describe("exit codes", () => {
  it.each([
    [new ConfigError("unknown_key", "x"), 3],
    [new ConfigError("authentication", "x"), 7],
    [new ConfigError("dbt_failed", "x"), 1],
    [new ConfigError("load_refused", "x"), 1],
    [new TransientError("warehouse_locked", "x"), 6],
    [new TransientError("lease_held", "x"), 6],
    [new TransientError("warehouse_unreachable", "x"), 1],
    [new ContractError("strange_answer", "x"), 1],
    [new InvariantError("bug", "x"), 1],
    [new Error("x"), 1],
  ])("%o ends with %i", (error, code) => expect(exitCodeOf(asTierlineError(error))).toBe(code));

  it("keeps the strongest: 7 > 3 > 6 > 4 > 1 > 5 > 2 > 0", () => {
    expect(worstExitCode([])).toBe(0);
    expect(worstExitCode([0, 2])).toBe(2);
    expect(worstExitCode([2, 5])).toBe(5);
    expect(worstExitCode([5, 1])).toBe(1);
    expect(worstExitCode([1, 4])).toBe(4);
    expect(worstExitCode([6, 4])).toBe(6);
    expect(worstExitCode([6, 3])).toBe(3);
    expect(worstExitCode([7, 3, 130])).toBe(130);
    expect(worstExitCode([7, 3])).toBe(7);
  });
});

describe("errors", () => {
  it("shows the line, a mark below the column, and the remedy", () => {
    const error = new ConfigError("unknown_key", "syncs/a.yml has an unknown key.", {
      remedy: "Did you mean name?",
      location: { file: "syncs/a.yml", line: 12, column: 4, text: "\t会nam: x" },
    });
    expect(drawError(describeError(error), canvas)).toEqual([
      "error: syncs/a.yml has an unknown key.",
      "",
      "  syncs/a.yml:12:4",
      "  12 | \t会nam: x",
      // Column 4 is the letter a: a tab, two cells of 会 and one of n stand before it.
      "     | \t   ^",
      "",
      "  Did you mean name?",
    ]);
    expect(drawError(describeError(error), { columns: 80, glyphs: UNICODE })[4]).toBe("     | \t   ▲");
  });

  it("never shows a foreign error's words, which may hold anything", () => {
    const foreign = Object.assign(new Error("ann@example.com"), { code: "ENOENT" });
    expect(JSON.stringify(describeError(foreign))).not.toContain("ann");
    expect(describeError(foreign).message).toBe("Something unexpected happened (Error ENOENT).");
    const denied = Object.assign(new Error("ann@example.com"), { code: "EROFS", path: "/srv/shop/state" });
    expect(describeError(denied)).toMatchObject({ code: "not_permitted", location: { file: "/srv/shop/state" } });
  });
});

describe("terminal", () => {
  const streams = { isOutTerminal: true, isErrTerminal: true, columns: 200 };
  const utf8 = { LANG: "en_GB.UTF-8", TERM: "xterm" };
  it("draws Unicode only where the locale speaks it", () => {
    expect(readTerminal(utf8, streams, false).canvas.glyphs).toBe(UNICODE);
    expect(readTerminal({ ...utf8, LC_ALL: "C" }, streams, false).canvas.glyphs).toBe(ASCII);
    expect(readTerminal({}, streams, false).canvas.glyphs).toBe(ASCII);
    expect(readTerminal({ ...utf8, TERM: "dumb" }, streams, false).canvas.glyphs).toBe(ASCII);
    expect(readTerminal(utf8, streams, true).canvas.glyphs).toBe(ASCII);
  });
  it("is never wider than 80 columns", () => expect(readTerminal(utf8, streams, false).canvas.columns).toBe(80));
  it("keeps NO_COLOR, and is not live in CI", () => {
    expect(readTerminal(utf8, streams, false)).toMatchObject({ hasColour: true, isLive: true });
    expect(readTerminal({ ...utf8, NO_COLOR: "1" }, streams, false).hasColour).toBe(false);
    expect(readTerminal({ ...utf8, CI: "true" }, streams, false).isLive).toBe(false);
  });
});

describe("progress", () => {
  it("tells rate and time left", () => {
    // 1,200 rows in 4 s are 300 per second; 3,000 are left: 10 s.
    expect(describeStage("apply", { done: 1200, total: 4200 }, 4_000)).toBe(
      "apply: 1,200 of 4,200 rows, 300 per second, 10 s left",
    );
    expect(describeStage("apply", { done: 12 }, 999)).toBe("apply: 12 rows");
    expect(describeStage("build", {}, 5_000)).toBe("build");
  });

  it("says nothing of the rest in the first seconds, nor of what does not go at one pace", () => {
    expect(describeStage("apply", { done: 100, total: 200 }, 2_999)).toBe("apply: 100 of 200 rows");
    expect(describeStage("build", { done: 40, total: 81, unit: "nodes" }, 9_000)).toBe("build: 40 of 81 nodes");
  });

  it("writes a plain line at once, then every ten seconds, and at the end", () => {
    const { pieces, run, progress } = recorded(false);
    run(0, 1);
    run(9_999, 2);
    run(10_000, 50);
    run(12_000, 99);
    progress.done();
    expect(pieces).toEqual([
      "load: 1 of 100 rows\n",
      "load: 50 of 100 rows, 5.0 per second, 10 s left\n",
      "load: done in 12 s\n",
    ]);
  });

  it("writes no plain line without anything to say, and no end of what failed", () => {
    const { pieces, run, progress } = recorded(false);
    progress.show("build");
    expect(pieces).toEqual([]);
    run(0, 0);
    progress.end();
    progress.done();
    progress.show("store", { detail: "storing charges.csv" });
    expect(pieces).toEqual(["load: 100 rows\n", "store: storing charges.csv\n"]);
  });

  it("draws over one line on a terminal, and always the end", () => {
    const { pieces, run } = recorded(true);
    run(0, 1);
    run(79, 2);
    run(80, 3);
    run(81, 100);
    expect(pieces).toEqual([1, 3, 100].map((done) => `\r\u001b[2Kload: ${done} of 100 rows`));
  });
});

/** A progress whose clock is set by hand. */
function recorded(isLive: boolean): {
  readonly pieces: readonly string[];
  readonly run: (ms: number, done: number) => void;
  readonly progress: Progress;
} {
  let nowMs = 0;
  const pieces: string[] = [];
  const clock = { nowMs: () => nowMs, sleep: async (): Promise<void> => {} };
  const progress = makeProgress({ write: (text) => void pieces.push(text), clock, canvas, isLive });
  return {
    pieces,
    progress,
    run: (ms, done) => {
      nowMs = ms;
      progress.show("load", { done, total: 100 });
    },
  };
}
