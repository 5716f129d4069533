/** Texts as BigQuery words them: "Error messages", docs.cloud.google.com/bigquery/docs/error-messages, read 2026-11-28. */
import { describe, expect, test } from "vitest";
import { ConfigError, ContractError, TransientError } from "../../../src/domain/errors.ts";
import { isRepeated, translateError } from "../../../src/warehouse/bigquery/translate-error.ts";

const ofJob = (reason: string, message: string): object => ({ errors: [{ reason, message }], message });

describe("a job's error", () => {
  test.each([
    ["notFound", "Not found: Table p:d.t was not found in location EU", ConfigError, "relation_missing"],
    ["invalidQuery", "Syntax error: Expected end of input at [1:8]", ContractError, "warehouse_statement"],
    ["bytesBilledLimitExceeded", "Query exceeded limit for bytes billed: 1.", ConfigError, "warehouse_bytes"],
    ["rateLimitExceeded", "Exceeded rate limits", TransientError, "warehouse_busy"],
    ["quotaExceeded", "Quota exceeded: too many DML statements", TransientError, "warehouse_exhausted"],
    ["backendError", "Backend error", TransientError, "warehouse_unreachable"],
    ["stopped", "Job execution was cancelled", TransientError, "warehouse_cancelled"],
    [
      "invalidQuery",
      "Transaction is aborted due to concurrent update against table p:d.t",
      TransientError,
      "warehouse_conflict",
    ],
    [
      "invalidQuery",
      "Could not serialize access to table p:d.t due to concurrent update",
      TransientError,
      "warehouse_conflict",
    ],
  ])("%s: %s", (reason, message, kind, code) => {
    expect(translateError(ofJob(reason, message))).toMatchObject({ constructor: kind, code });
  });

  test.each([
    [
      "Access Denied: Project p: User does not have bigquery.jobs.create permission in project p.",
      "roles/bigquery.jobUser",
    ],
    [
      "Access Denied: Dataset p:d: Permission bigquery.tables.create denied on dataset p:d",
      "roles/bigquery.dataEditor",
    ],
    [
      "Access Denied: Project p: User does not have bigquery.datasets.create permission in project p.",
      "roles/bigquery.user",
    ],
    ["Access Denied: Table p:d.t: User does not have permission to query table p:d.t", "roles/bigquery.dataViewer"],
  ])("names the role that grants what is missing: %s", (message, role) => {
    const error = translateError(ofJob("accessDenied", message));
    expect(error).toMatchObject({ constructor: ConfigError, code: "warehouse_permission" });
    expect(error.remedy).toContain(role);
  });

  test("shows no value and no address", () => {
    const error = translateError(ofJob("invalidQuery", "Bad int64 value: ann@example.com\nmore of 'Ann'"));
    expect(error.message).toBe("BigQuery refused a statement (invalidQuery): Bad int64 value: …");
    const quoted = translateError(ofJob("invalidQuery", `Could not cast literal "Ann "Nan" Lee" to type DATE`));
    expect(quoted.message).toBe('BigQuery refused a statement (invalidQuery): Could not cast literal "…" to type DATE');
    expect(translateError(ofJob("accessDenied", "User ann@example.com may not")).message).not.toContain("ann");
  });
});

describe("a request's error", () => {
  test.each([
    [{ code: 401, message: "Invalid Credentials" }, "warehouse_authentication"],
    [{ code: 403, message: "Forbidden" }, "warehouse_permission"],
    [{ code: 503, message: "Service Unavailable" }, "warehouse_unreachable"],
    [{ code: "ECONNRESET", message: "socket hang up" }, "warehouse_unreachable"],
    [new Error("Could not load the default credentials."), "warehouse_authentication"],
  ])("%o is %s", (cause, code) => {
    expect(translateError(cause)).toMatchObject({ code });
  });

  test("that a job is known already is told from other conflicts", () => {
    const known = { code: 409, message: "Already Exists: Job p:EU.j", errors: [{ reason: "duplicate", message: "" }] };
    expect(isRepeated(known)).toBe(true);
    expect(isRepeated({ code: 404, message: "Not found" })).toBe(false);
  });
});
