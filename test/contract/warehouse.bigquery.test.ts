import { openProject, ownDataset } from "../support/bigquery-project.ts";
import { describeDialect } from "./dialect.contract.ts";
import { describeValues } from "./warehouse-values.contract.ts";
import { describeWarehouse, type WarehouseUnderTest } from "./warehouse.contract.ts";

async function start(): Promise<WarehouseUnderTest> {
  const schema = ownDataset("suite");
  const warehouse = await openProject({ scratchSchema: schema });
  await warehouse.ensureSchema(schema);
  const end = async (): Promise<void> => {
    await warehouse.run(`drop schema ${schema} cascade`);
    await warehouse.close();
  };
  return { warehouse, schema, end };
}

describeWarehouse("BigQuery", start);
describeValues("BigQuery", start);
describeDialect("BigQuery", start);
