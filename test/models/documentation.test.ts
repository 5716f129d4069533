import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DbtProject, PATIENT, REPOSITORY, type Row } from "./dbt-project.ts";
import { type Member, amount, instant } from "./shop.ts";

vi.setConfig(PATIENT);

const PAGE = join(REPOSITORY, "docs/models.md");
const QUERY = /```sql\n(select [\s\S]*?)\n```\n\n```text\n([\s\S]*?)```/g;
const MODEL = /```sql\n-- (models\/\S+\.sql)\n([\s\S]*?)\n```/g;

const joined = (at: string) => ({ status: "active" as const, at: instant(at) });
const entry = (id: string, kind: "charge" | "return", at: string, value: string, currency: string | null = null) => ({
  id,
  kind,
  at: instant(at),
  amount: amount(value),
  currency,
});

/** The shop of the page's worked example. */
const MEMBERS: readonly Member[] = [
  {
    id: "ada",
    isCustomer: true,
    statuses: [joined("2024-01-10T17:30:00")],
    entries: [
      entry("ada-1", "charge", "2024-01-10T17:30:00", "120"),
      entry("ada-2", "charge", "2024-02-01T12:00:00", "950"),
      entry("ada-3", "charge", "2024-05-20T10:00:00", "100"),
      entry("ada-4", "return", "2024-06-01T10:00:00", "60"),
    ],
  },
  {
    id: "ben",
    isCustomer: true,
    statuses: [joined("2024-03-01"), { status: "resigned", at: instant("2024-10-01") }],
    entries: [entry("ben-1", "charge", "2024-03-02T08:00:00", "450")],
  },
  {
    id: "cem",
    isCustomer: true,
    statuses: [joined("2024-04-01")],
    entries: [
      entry("cem-1", "charge", "2024-04-05T08:00:00", "2100"),
      entry("cem-2", "charge", "2024-09-01T08:00:00", "80", "EUR"),
    ],
  },
  { id: "dot", isCustomer: true, statuses: [], entries: [entry("dot-1", "charge", "2024-06-15T08:00:00", "35.5")] },
  { id: "", isCustomer: false, statuses: [], entries: [entry("till-1", "charge", "2024-06-15T09:00:00", "64.5")] },
];

function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_name, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

const project = new DbtProject();
const page = readFileSync(PAGE, "utf8");

beforeAll(async () => {
  for (const [, path, sql] of page.matchAll(MODEL)) project.write(path ?? "", `${sql ?? ""}\n`);
  await project.load(MEMBERS);
  await project.succeed(["build"], { asOf: instant("2024-11-22T09:00:00") });
});
afterAll(() => project.dispose());

/** `npx vitest run test/models/documentation.test.ts -u` writes the answers anew: read them before you keep them. */
test("docs/models.md shows what its queries answer", async () => {
  const queries = [...page.matchAll(QUERY)];
  expect(queries.length).toBe(10);
  let shown = page;
  for (const [block, sql, answer] of queries) {
    const rows = table(await project.rows(sql ?? ""));
    shown = shown.replace(block, () => block.replace(`\`\`\`text\n${answer ?? ""}`, () => `\`\`\`text\n${rows}`));
  }
  await expect(shown).toMatchFileSnapshot(PAGE);
});
