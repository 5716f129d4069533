import { describe, expect, test } from "vitest";
import { checkDisk } from "../../src/cli/doctor/check-disk.ts";
import { checkNode } from "../../src/cli/doctor/check-node.ts";
import type { Check } from "../../src/cli/doctor/check.ts";
import { examine } from "../../src/cli/doctor/examine.ts";
import { fine } from "../../src/cli/doctor/finding.ts";
import { bytes } from "../../src/cli/picture/number.ts";
import { ConfigError } from "../../src/domain/errors.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { measureSkew } from "../../src/platform/clock-skew.ts";

/** On which no time-out ever comes. */
const patient: Clock = { nowMs: () => 0, sleep: () => new Promise(() => {}) };
const NEVER = new AbortController().signal;

function check(name: string, run: Check["run"]): Check {
  return { name, sync: null, run };
}

describe("examine", () => {
  test("looks at everything, whatever fails, and tells a shared cause once", async () => {
    const shared = new ConfigError("no_profile", "There is no profiles.yml.", { remedy: "Write one." });
    const broken = async (): Promise<never> => Promise.reject(shared);
    const checks = [check("project", broken), check("dbt", broken), check("disk", async () => [fine("Room.")])];
    const options = { clock: patient, timeoutMs: 1_000, signal: NEVER, told: new Set<never>() };
    const examined = await examine(checks, options);
    expect(examined.flatMap(({ findings }) => findings)).toEqual([
      { mark: "fail", said: "There is no profiles.yml.", remedy: "Write one.", code: "no_profile", exitCode: 3 },
      { mark: "skip", said: "Not looked at, for the reason above.", remedy: null, code: null, exitCode: 0 },
      { mark: "ok", said: "Room.", remedy: null, code: null, exitCode: 0 },
    ]);
  });

  test("gives each of several problems a line, with its place", async () => {
    const location = { file: "syncs/a.yml", line: 3, column: 7 };
    const error = new ConfigError("invalid_sync", "Two things are wrong.", {
      causes: [
        { code: "unknown_key", message: "No key.", location },
        { code: "missing_key", message: "A key.", remedy: "Add it." },
      ],
    });
    const failing = [check("syncs", async () => Promise.reject(error))];
    const options = { clock: patient, timeoutMs: 1_000, signal: NEVER, told: new Set<never>() };
    const [syncs] = await examine(failing, options);
    expect(syncs?.findings.map(({ said, remedy }) => [said, remedy])).toEqual([
      ["syncs/a.yml:3:7: No key.", null],
      ["A key.", "Add it."],
    ]);
  });

  test("gives up a check that does not end, and goes on", async () => {
    const never = check("account", () => new Promise(() => {}));
    // This clock's sleep is over at once.
    const clock = { nowMs: () => 0, sleep: async (): Promise<void> => {} };
    const options = { clock, timeoutMs: 30_000, signal: NEVER, told: new Set<never>() };
    const examined = await examine([never, check("disk", async () => [fine("Room.")])], options);
    const findings = examined.flatMap((one) => one.findings);
    expect(findings.map(({ mark, code, exitCode }) => [mark, code, exitCode])).toEqual([
      ["fail", "check_timed_out", 1],
      ["ok", null, 0],
    ]);
  });
});

test.each([
  ["24.21.0", ">=22.19.0", "ok"],
  ["22.19.0", ">=22.19.0", "ok"],
  ["22.18.9", ">=22.19.0", "fail"],
  ["20.20.2", ">=22", "fail"],
  ["22.0.0", ">=22", "ok"],
])("Node %s, wanted %s: %s", async (version, wanted, mark) => {
  expect((await checkNode(version, wanted).run()).map((finding) => finding.mark)).toEqual([mark]);
});

describe("disk", () => {
  // Both files are the same of 0 bytes: they are not there.
  const nowhere = ["/nowhere/w.duckdb", "/nowhere/s.duckdb"];
  const look = async (free: number): Promise<readonly unknown[]> => {
    const [finding] = await checkDisk(
      async () => nowhere,
      async () => free,
    ).run();
    return [finding?.mark, finding?.code, finding?.exitCode];
  };
  test("full below 50 MB, low below 500 MB", async () => {
    expect(await look(49_999_999)).toEqual(["fail", "disk_full", 1]);
    expect(await look(50_000_000)).toEqual(["warn", "disk_low", 0]);
    expect(await look(499_999_999)).toEqual(["warn", "disk_low", 0]);
    expect(await look(500_000_000)).toEqual(["ok", null, 0]);
  });
  test("measures what files take", () => {
    expect([0, 999, 999_499, 1_234_567, 99_949_999, 99_950_000, 5e12].map(bytes)).toEqual([
      "0 B",
      "999 B",
      "999 kB",
      "1.2 MB",
      "99.9 MB",
      "100 MB",
      "5.0 TB",
    ]);
  });
});

describe("clock skew", () => {
  const date = "Sun, 22 Nov 2026 09:00:00 GMT";
  const theirMs = Date.parse("2026-11-22T09:00:00Z");
  test("is an interval: the header was written between sending and answer, and tells whole seconds", () => {
    // Sent 200 ms before, answered 300 ms after their second began: they may be 300 ms behind, or 1,200 ms ahead.
    expect(measureSkew(theirMs - 200, theirMs + 300, date)).toEqual({ minMs: -300, maxMs: 1_200 });
  });
  test("is not known without a date", () => {
    expect(measureSkew(0, 1, undefined)).toBeUndefined();
    expect(measureSkew(0, 1, "tomorrow")).toBeUndefined();
  });
});
