import { describe, expect, it } from "vitest";
import { exportLine, quote, shellOf } from "../../src/cli/init/shell-commands.ts";
import { dbtNameOf } from "../../src/cli/init/shop-files.ts";
import { maskAddress } from "../../src/cli/mask-address.ts";
import { commands } from "../../src/cli/commands.ts";
import type { Command } from "../../src/cli/command.ts";
import { parseAsOf } from "../../src/cli/parse-as-of.ts";
import { parseCommandLine } from "../../src/cli/parse-command-line.ts";
import { moneyHeld, moneyMissing } from "../../src/cli/picture/money.ts";

describe("parseAsOf", () => {
  const nowMs = Date.parse("2026-11-22T09:00:00Z");
  it.each([
    ["2011-12-09T23:59:59Z", "2011-12-09T23:59:59Z"],
    ["2011-12-09 23:59", "2011-12-09T23:59:00Z"],
    // Two hours ahead of UTC: the day before, there.
    ["2011-12-09T01:00:00+02:00", "2011-12-08T23:00:00Z"],
    ["2011-12-09T23:59:59.1234560-0000".replace("0-", "-"), "2011-12-09T23:59:59.123456Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
    ["2026-11-22T09:05:00Z", "2026-11-22T09:05:00Z"],
  ])("reads %s", (text, instant) => expect(parseAsOf(text, nowMs)).toBe(instant));

  it.each([
    ["2023-02-29T00:00:00Z", "names no such day"],
    ["2024-02-30T00:00:00Z", "names no such day"],
    ["2024-02-03T24:30:00Z", "names no such time of day"],
    ["2024-02-03", "is not an instant"],
    ["yesterday", "is not an instant"],
    ["1322870399", "is not an instant"],
    ["2011-12-09T23:59:59.1234567Z", "is not an instant"],
    ["2026-11-22T09:05:01Z", "is in the future"],
  ])("refuses %s", (text, why) => expect(() => parseAsOf(text, nowMs)).toThrow(`--as-of ${text} ${why}.`));
});

it("names --since where that was given, without a word on forecasts", () => {
  const nowMs = Date.UTC(2026, 10, 22, 9);
  expect(() => parseAsOf("yesterday", nowMs, "--since")).toThrow("--since yesterday is not an instant.");
  expect(() => parseAsOf("2027-01-01", nowMs, "--since")).toThrow(expect.objectContaining({ code: "since" }));
});

describe("parseCommandLine", () => {
  it.each([
    [["inti"], "Unknown command 'inti'.", "Did you mean init?\nSee: tierline --help"],
    [["init", "x", "--jsn"], "Unknown option '--jsn'.", "Did you mean --json?\nSee: tierline init --help"],
    [["ann@example.com"], "Unknown command 'a…@example.com'.", "See: tierline --help"],
    [["explain"], "Missing required argument 'customer'.", "See: tierline explain --help"],
    [
      ["run", "--allow", "leafs"],
      "--allow takes leaves, enters, updates, first-run, shrink, drift, not leafs.",
      "See: tierline run --help",
    ],
  ])("says what is wrong with %j", async (commandLine, message, remedy) => {
    const parsed = await parseCommandLine(commandLine, "tierline");
    expect(parsed).toMatchObject({ is: "wrong", message: expect.stringContaining(message), remedy });
  });

  it("lists every command, and keeps to 80 columns", async () => {
    const overview = await parseCommandLine(["--help"], "tierline");
    if (overview.is !== "help") throw new Error("no help");
    const names = [...overview.text.matchAll(/^ {2}([a-z-]+) /gmu)].map((found) => found[1] ?? "");
    expect(names).toEqual([
      "init",
      "sandbox",
      "load",
      "check",
      "build",
      "plan",
      "apply",
      "run",
      "feedback",
      "schedule",
      "take-over",
      "pause",
      "resume",
      "release",
      "status",
      "explain",
      "audiences",
      "audience",
      "compare",
      "report",
      "exposures",
      "doctor",
      "demo",
    ]);
    for (const line of overview.text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it.each(everyCommand(commands))(
    "%s explains each flag and argument, with an example that parses",
    async (path, command) => {
      const help = await parseCommandLine([...path.split(" "), "--help"], "tierline");
      if (help.is !== "help") throw new Error(`no help of ${path}`);
      expect(help.text).toMatch(new RegExp(`^Usage: tierline ${path} `, "u"));
      const examples = [...help.text.matchAll(/^ {2}tierline (.+?)(?: {2}.*)?$/gmu)].map((found) => found[1] ?? "");
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        const words = [...example.matchAll(/"([^"]*)"|(\S+)/gu)].map((found) => found[1] ?? found[2] ?? "");
        expect(await parseCommandLine(words, "tierline"), example).toMatchObject({ is: "run" });
      }
      // One of them is of this very command, not of one below it.
      expect(command.examples.some(({ line }) => line.startsWith(`tierline ${path}`))).toBe(true);
      for (const { description } of [...command.options, ...command.arguments])
        expect(description.split(" ").length, description).toBeGreaterThan(3);
      for (const name of ["tierline", "npx tierline"]) {
        const text = await parseCommandLine([...path.split(" "), "--help"], name);
        if (text.is !== "help") throw new Error(`no help of ${path}`);
        for (const line of text.text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
      }
    },
  );
});

/** With those below a command: `plan`, `plan show`. */
function everyCommand(all: readonly Command[], above = ""): readonly (readonly [path: string, command: Command])[] {
  return all.flatMap((command) => {
    const path = `${above}${command.name}`;
    return [[path, command] as const, ...everyCommand(command.subcommands ?? [], `${path} `)];
  });
}

describe("shell commands", () => {
  it("knows the shell", () => {
    expect(shellOf({ SHELL: "/usr/bin/fish" }, "linux")).toBe("fish");
    expect(shellOf({ SHELL: "/bin/zsh" }, "darwin")).toBe("posix");
    expect(shellOf({}, "win32")).toBe("powershell");
  });
  it("quotes what needs it", () => {
    expect(exportLine("posix", "HUBSPOT_TOKEN", "sandbox")).toBe("export HUBSPOT_TOKEN=sandbox");
    expect(exportLine("fish", "A", "b c")).toBe("set -x A 'b c'");
    expect(exportLine("powershell", "A", "it's")).toBe("$env:A = 'it''s'");
    expect(quote("posix", "it's")).toBe(`'it'\\''s'`);
    expect(quote("posix", "my-shop")).toBe("my-shop");
  });
});

it("names a dbt project after its folder", () => {
  expect(["my-shop", "My Shop 2", "2nd", "tierline", "会員"].map(dbtNameOf)).toEqual([
    "my_shop",
    "my_shop_2",
    "shop_2nd",
    "tierline_shop",
    "shop",
  ]);
});

it("masks addresses", () => {
  expect(maskAddress("ann@example.com", "…")).toBe("a…@example.com");
  expect(maskAddress("not an address", "…")).toBe("…");
  expect(maskAddress("@example.com", "…")).toBe("…");
});

describe("money", () => {
  // What is held goes down, what is missing goes up; both signs.
  it.each([
    ["299.9950", "299.99", "300.00"],
    ["1234567.8900", "1,234,567.89", "1,234,567.89"],
    ["0.0001", "0.00", "0.01"],
    ["-0.0001", "-0.01", "0.00"],
    ["-12.3450", "-12.35", "-12.34"],
    ["0", "0.00", "0.00"],
    ["-0.0000", "0.00", "0.00"],
    ["759.5", "759.50", "759.50"],
  ])("%s is %s held, %s missing", (amount, held, missing) => {
    expect(moneyHeld(amount)).toBe(held);
    expect(moneyMissing(amount)).toBe(missing);
  });
});
