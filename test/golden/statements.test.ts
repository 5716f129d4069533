import { duckDbDialect } from "../../src/warehouse/duckdb/duckdb-dialect.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { describeGolden } from "./statements.contract.ts";

describeGolden(duckDbDialect, async () => {
  const warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
  await warehouse.run("create schema tierline");
  await warehouse.run("attach ':memory:' as warehouse");
  return { warehouse, end: () => warehouse.close() };
});
