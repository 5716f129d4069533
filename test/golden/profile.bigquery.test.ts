import { bigQueryDialect } from "../../src/warehouse/bigquery/bigquery-dialect.ts";
import { openProject } from "../support/bigquery-project.ts";
import { describeProfileGolden } from "./profile.contract.ts";

describeProfileGolden(bigQueryDialect, async () => {
  const warehouse = await openProject();
  await warehouse.ensureSchema("staging");
  return { warehouse, end: () => warehouse.close() };
});
