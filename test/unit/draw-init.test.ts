/** What init says it made, and where. */
import { expect, test } from "vitest";
import type { InitBody } from "../../src/cli/json/init.ts";
import { ASCII } from "../../src/cli/picture/glyphs.ts";
import { drawInit } from "../../src/cli/views/draw-init.ts";

const body: InitBody = {
  directory: "/srv/shop",
  kind: "shop",
  written: [],
  kept: [],
  to_add: [],
  to_fill_in: [],
  rules: null,
  warehouse: "duckdb",
  to_set: [],
  dbt: null,
  next: { this_terminal: [], second_terminal: [] },
};

test("the folder is named from where the user is", () => {
  const terminal = { canvas: { columns: 80, glyphs: ASCII }, hasColour: false, isLive: false };
  const said = (directory: string, written: string[] = []): string | undefined =>
    drawInit({ directory, terminal }, { ...body, written })[0];
  expect(said("/srv/shop")).toBe("Nothing was missing in this folder.");
  expect(said("/srv")).toBe("Nothing was missing in shop.");
  expect(said("/srv/shop", ["tierline.yml"])).toBe("Made this folder:");
});

test("the currency is to be set before the first step that counts amounts", () => {
  const terminal = { canvas: { columns: 200, glyphs: ASCII }, hasColour: false, isLive: false };
  const rules = { files: ["seeds/tier_policies.csv", "seeds/tier_levels.csv"], currencies: ["PLN"] };
  const said = (kind: InitBody["kind"]): string =>
    drawInit({ directory: "/srv", terminal }, { ...body, kind, rules }).join("\n");
  expect(said("shop")).toContain("change it in seeds/tier_policies.csv before you load;");
  // A dbt project of one's own has its events in the warehouse already: nothing is loaded there.
  expect(said("own_project")).toContain("change it in seeds/tier_policies.csv before you build;");
});
