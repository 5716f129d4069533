import { bigQueryDialect } from "../../src/warehouse/bigquery/bigquery-dialect.ts";
import { openProject } from "../support/bigquery-project.ts";
import { describeGolden } from "./statements.contract.ts";

describeGolden(bigQueryDialect, async () => {
  const warehouse = await openProject();
  for (const schema of ["tierline", "warehouse.main"]) await warehouse.ensureSchema(schema);
  return { warehouse, end: () => warehouse.close() };
});
