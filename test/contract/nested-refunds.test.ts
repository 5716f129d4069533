import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { nestedRefundsContract } from "./nested-refunds.contract.ts";

nestedRefundsContract("DuckDB", () => openDuckDb(":memory:", { access: "write" }));
