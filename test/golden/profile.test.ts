import { duckDbDialect } from "../../src/warehouse/duckdb/duckdb-dialect.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { describeProfileGolden } from "./profile.contract.ts";

describeProfileGolden(duckDbDialect, async () => {
  const warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
  await warehouse.run("create schema staging");
  return { warehouse, end: () => warehouse.close() };
});
