/** The example of docs/own-project.md for refunds that stand inside orders, as each engine runs it. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";

const DOCS = new URL("../../docs/own-project.md", import.meta.url);

/** `heading`: the line above the engine's example. */
export function nestedRefundsContract(heading: string, open: () => Promise<Warehouse>): void {
  it("one row per refund, in the engine's own words", async () => {
    const warehouse = await open();
    try {
      const rows = await warehouse.rows(
        `${withoutMacros(exampleOf(heading), warehouse.dialect.types.text)} order by event_id`,
      );
      const [first, second] = rows;
      expect(rows).toHaveLength(2);
      expect(first).toMatchObject({ event_id: "r1", customer_id: "ann", amount: 500, currency: "PLN", order_id: "o1" });
      expect(second).toMatchObject({ event_id: "r2", customer_id: "ann", amount: 1250, order_id: "o1" });
      expect(String(first?.["occurred_at"])).toMatch(/^2024-03-05[T ]10:00:00/u);
    } finally {
      await warehouse.close();
    }
  });
}

function exampleOf(heading: string): string {
  const found = new RegExp(`^${heading}:\n\n\`\`\`sql\n([\\s\\S]*?)\`\`\``, "mu").exec(readFileSync(DOCS, "utf8"))?.[1];
  if (found === undefined) throw new Error(`docs/own-project.md has no example for ${heading}.`);
  return found.trim();
}

/** What is in the macros; two orders, one of them without a refund. */
function withoutMacros(sql: string, text: string): string {
  const orders = [
    `select 'o1' as order_no, 'ann' as card_no, '[{"id": "r1", "cents": 500, "at": "2024-03-05 10:00:00"}, {"id": "r2", "cents": 1250, "at": "2024-03-06 10:00:00"}]' as refunds`,
    "select 'o2', 'ben', '[]'",
  ];
  return sql
    .replace(/\{\{ tierline\.from_cents\("([^"]+)"\) \}\}/u, "$1")
    .replace(/\{\{ tierline\.to_utc\("([^"]+)", '[^']+'\) \}\}/u, `cast($1 as ${text})`)
    .replace("{{ ref('shop_orders') }}", `(${orders.join(" union all ")}) as shop_orders`);
}
