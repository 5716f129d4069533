/** Which columns name members in the form of the members' model. */
import { expect, it } from "vitest";
import { ConfigError } from "../../src/domain/errors.ts";
import { checkKeyLike, type KeyColumn } from "../../src/journal/sql/check-key.ts";
import { readColumn as readDuckDbColumn } from "../../src/warehouse/duckdb/read-column.ts";
import { readColumn as readPostgresColumn } from "../../src/warehouse/postgres/read-column.ts";
import { syncNamed } from "../engine/engine-setup.ts";

const sync = syncNamed("gold", {});

function keysOf(
  readColumn: (name: string, engineType: string) => KeyColumn["column"],
  type: string,
  members: string,
): readonly [KeyColumn, KeyColumn] {
  return [
    { model: "aud_suppressed", column: readColumn("customer_id", type) },
    { model: "aud_members", column: readColumn("id", members) },
  ];
}

it.each([
  ["INTEGER", "VARCHAR"],
  ["VARCHAR", "BIGINT"],
  ["DATE", "VARCHAR"],
  ["TIME", "INTERVAL"],
])("refuses a %s beside members of type %s, with both relations, columns and types", (type, members) => {
  const [key, like] = keysOf(readDuckDbColumn, type, members);
  const check = (): string => checkKeyLike(sync, key, like);
  expect(check).toThrow(ConfigError);
  expect(check).toThrow(
    expect.objectContaining({
      code: "key_type",
      message: `aud_suppressed.customer_id is a ${type}, but aud_members.id is a ${members}: 7 and 007 would be two members.`,
      remedy: "Cast one of the two in its model, so that both name a member in the same form.",
      location: sync.location,
    }),
  );
});

it.each([
  ["DECIMAL(12,0)", "BIGINT"],
  ["HUGEINT", "INTEGER"],
  ["UUID", "VARCHAR"],
  ["TIME", "TIME"],
])("takes a %s beside members of type %s", (type, members) => {
  expect(checkKeyLike(sync, ...keysOf(readDuckDbColumn, type, members))).toBe("customer_id");
});

it("knows PostgreSQL's types as well", () => {
  expect(checkKeyLike(sync, ...keysOf(readPostgresColumn, "character varying(20)", "text"))).toBe("customer_id");
  expect(checkKeyLike(sync, ...keysOf(readPostgresColumn, "numeric(12,0)", "bigint"))).toBe("customer_id");
  expect(() => checkKeyLike(sync, ...keysOf(readPostgresColumn, "integer", "character(3)"))).toThrow("7 and 007");
});
