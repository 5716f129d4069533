import { openProject } from "../support/bigquery-project.ts";
import { nestedRefundsContract } from "./nested-refunds.contract.ts";

nestedRefundsContract("BigQuery", () => openProject());
