/** The exact text of every statement of the SQL journal on one engine; each of them runs there. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dialect } from "../../src/warehouse/dialect.ts";
import type { Scratch, Warehouse } from "../../src/warehouse/warehouse.ts";
import { builderModules, journalStatements, type Golden } from "./journal-statements.ts";
import { models } from "./statements-models.ts";

export interface GoldenEngine {
  /** A database called `warehouse` has the schema `main`; the state's schema `tierline` is there. */
  readonly warehouse: Warehouse;
  readonly end: () => Promise<void>;
}

export function describeGolden(dialect: Dialect, start: () => Promise<GoldenEngine>): void {
  const statements = journalStatements(dialect);

  describe(`the SQL journal's statements on ${dialect.name}`, () => {
    let engine: GoldenEngine;
    beforeAll(async () => {
      engine = await start();
      for (const text of models(dialect)) await engine.warehouse.run(text);
    });
    afterAll(async () => {
      await engine.end();
    });

    it("run in this order, with the text that stands beside this file", async () => {
      await engine.warehouse.scratch(async (scratch) => {
        const kept = new Map<string, string>();
        for (const [name, built] of Object.entries(statements)) {
          const all = "text" in built ? [built] : built;
          const text = all.map((statement) => statement.text).join(";\n\n");
          await expect(`${text};\n`, name).toMatchFileSnapshot(`./${dialect.name}/${name}.sql`);
          for (const statement of all)
            await runOne(scratch, statement, kept).catch((cause: unknown) => {
              throw new Error(`${name} does not run`, { cause });
            });
        }
      });
      expect(
        await engine.warehouse.rows("select identity, record_id, said_op, is_settled from tierline.synced_gold"),
      ).toEqual([{ identity: "ann", record_id: "r1", said_op: "enter", is_settled: true }]);
    });

    it("are all here, and no text is left over", () => {
      const files = readdirSync(join(import.meta.dirname, dialect.name));
      expect(files.toSorted()).toEqual(
        Object.keys(statements)
          .map((name) => `${name}.sql`)
          .toSorted(),
      );
      const builders = builderModules.flatMap((module) =>
        Object.entries(module).flatMap(([name, value]) => (typeof value === "function" ? [name] : [])),
      );
      // These make no statement of their own, or none on every engine.
      const fragments = new Set([
        "answered",
        "changeColumnNames",
        "changeItems",
        "expirePlan",
        "indexPlan",
        "isExcluding",
        "touchLease",
      ]);
      expect(builders.filter((name) => !fragments.has(name)).filter((name) => !(name in statements))).toEqual([]);
    });
  });
}

/** What was kept is asked for under the name that its engine gave it. */
async function runOne(scratch: Scratch, statement: Golden, kept: Map<string, string>): Promise<void> {
  const text = [...kept].reduce(
    (named, [name, table]) => named.replaceAll(new RegExp(`\\b${name}\\b`, "gu"), () => table),
    statement.text,
  );
  if (statement.keptAs === undefined) await scratch.run(text, statement.parameters);
  else kept.set(statement.keptAs, await scratch.keep(statement.keptAs, { text, parameters: statement.parameters }));
}
