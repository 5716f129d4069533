import { describe, expect, test } from "vitest";
import type { Connection } from "../../../src/config/connection.ts";
import { readProfile } from "../../../src/config/profile.ts";
import { ConfigError } from "../../../src/domain/errors.ts";

const POSTGRES = `tierline:
  target: prod
  outputs:
    prod:
      type: postgres
      host: "{{ env_var('PGHOST') }}"
      port: "{{ env_var('PGPORT', '5433') }}"
      user: loyalty
      password: "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}"
      dbname: shop
      schema: marts
      threads: 4
`;

const BIGQUERY = `tierline:
  target: prod
  outputs:
    prod:
      type: bigquery
      method: oauth
      project: my-shop-1234
      dataset: loyalty
      threads: 4
`;

const ENVIRONMENT = { PGHOST: "db.example.com", DBT_ENV_SECRET_PASSWORD: "1234" };
const ENGINES = ["duckdb", "postgres", "bigquery"] as const;

function read(text: string): Connection {
  const reading = { file: "profiles.yml", text, profile: "tierline", target: null, folder: "/shop" };
  return readProfile({ ...reading, environment: ENVIRONMENT, engines: ENGINES }).connection;
}

/** Code, line, column, message and remedy of everything that is refused. */
function refusals(text: string): readonly unknown[] {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.causes.map(({ code, location, message, remedy }) => {
      expect(location?.text, "a line of profiles.yml is never shown").toBeUndefined();
      return [code, location?.line, location?.column, message, remedy];
    });
  }
  return [];
}

describe("a PostgreSQL target", () => {
  test("is read with dbt's defaults", () => {
    expect(read(POSTGRES)).toEqual({
      type: "postgres",
      host: "db.example.com",
      port: 5433,
      user: "loyalty",
      password: "1234",
      database: "shop",
      schema: "marts",
      sslMode: null,
      sslCert: null,
      sslKey: null,
      sslRootCert: null,
      searchPath: null,
      role: null,
      connectTimeoutMs: 10_000,
      keepalivesIdleMs: null,
    });
  });

  test("with TLS, time-outs, a search path, and dbt's other names for database and password", () => {
    const text = `${POSTGRES.replace("dbname:", "database:").replace("password:", "pass:")}      sslmode: verify-full
      sslrootcert: ca.pem
      sslcert: /etc/tls/client.pem
      search_path: marts,public
      role: runner
      connect_timeout: 3
      keepalives_idle: 30
`;
    expect(read(text)).toMatchObject({
      database: "shop",
      password: "1234",
      sslMode: "verify-full",
      sslRootCert: "/shop/ca.pem",
      sslCert: "/etc/tls/client.pem",
      sslKey: null,
      searchPath: "marts,public",
      role: "runner",
      connectTimeoutMs: 3000,
      keepalivesIdleMs: 30_000,
    });
  });

  test.each([
    [
      "a mistyped key, once",
      POSTGRES.replace("password:", "pasword:"),
      [["unknown_key", 9, 7, 'dbt does not know the key "pasword".', 'Did you mean "password"?']],
    ],
    [
      "a missing key, at the target",
      POSTGRES.replace("      user: loyalty\n", ""),
      [["missing_key", 4, 5, 'The key "user" is missing in "tierline.outputs.prod".', "Add user: … here."]],
    ],
    [
      "another word for TLS",
      `${POSTGRES}      sslmode: verify_full\n`,
      [
        [
          "unknown_value",
          13,
          16,
          '"tierline.outputs.prod.sslmode" does not know this value.',
          'Did you mean "verify-full"? Known: disable, allow, prefer, require, verify-ca, verify-full.',
        ],
      ],
    ],
    [
      "two at once, in the order of the file",
      POSTGRES.replace("'5433'", "'http'").replace("schema: marts", "schema: my-marts"),
      [
        [
          "invalid_value",
          7,
          13,
          '"tierline.outputs.prod.port": this must be a whole number from 1 to 65535.',
          undefined,
        ],
        [
          "invalid_value",
          11,
          15,
          '"tierline.outputs.prod.schema": this must be a plain name: letters, digits and underscores only.',
          undefined,
        ],
      ],
    ],
  ])("refuses %s", (_name, text, expected) => {
    expect(refusals(text)).toEqual(expected);
  });

  test("leaves keys alone that are dbt's business", () => {
    expect(refusals(`${POSTGRES}      application_name: nightly\n      something_new: 1\n`)).toEqual([]);
  });
});

describe("a BigQuery target", () => {
  test("is read with application default credentials", () => {
    expect(read(BIGQUERY)).toEqual({
      type: "bigquery",
      project: "my-shop-1234",
      executionProject: "my-shop-1234",
      dataset: "loyalty",
      location: null,
      credentials: { method: "oauth" },
      impersonate: null,
      apiEndpoint: null,
      maximumBytesBilled: null,
      priority: "interactive",
      jobCreationTimeoutMs: null,
      jobExecutionTimeoutMs: null,
    });
  });

  test("with a key file, limits, a location and somebody to act as", () => {
    const text = `${BIGQUERY.replace("oauth", "service-account").replace("dataset:", "schema:")}      keyfile: key.json
      execution_project: pays-1234
      location: europe-central2
      impersonate_service_account: runner@my-shop-1234.iam.gserviceaccount.com
      maximum_bytes_billed: "{{ env_var('LIMIT', '1000000000') }}"
      priority: batch
      job_creation_timeout_seconds: 30
      timeout_seconds: 600
`;
    expect(read(text)).toMatchObject({
      dataset: "loyalty",
      executionProject: "pays-1234",
      location: "europe-central2",
      credentials: { method: "service-account", keyfile: "/shop/key.json" },
      impersonate: "runner@my-shop-1234.iam.gserviceaccount.com",
      maximumBytesBilled: 1_000_000_000,
      priority: "batch",
      jobCreationTimeoutMs: 30_000,
      jobExecutionTimeoutMs: 600_000,
    });
  });

  test("with a key in the profile, and with a token as for an emulator", () => {
    const key = `${BIGQUERY.replace("oauth", "service-account-json")}      keyfile_json: {client_email: a@b.c, private_key: x, type: service_account}\n`;
    expect(read(key)).toMatchObject({
      credentials: {
        method: "service-account-json",
        key: { client_email: "a@b.c", private_key: "x", type: "service_account" },
      },
    });
    const token = `${BIGQUERY.replace("oauth", "oauth-secrets")}      token: fake\n      api_endpoint: http://127.0.0.1:9050/\n`;
    expect(read(token)).toMatchObject({
      credentials: { method: "oauth-secrets", token: "fake" },
      apiEndpoint: "http://127.0.0.1:9050",
    });
  });

  test.each([
    [
      "a way in that is not known",
      BIGQUERY.replace("oauth", "service_account"),
      [
        [
          "unknown_value",
          6,
          15,
          '"tierline.outputs.prod.method" does not know this value.',
          'Did you mean "service-account"? Known: oauth, service-account, service-account-json, oauth-secrets.',
        ],
      ],
    ],
    [
      "no key file",
      BIGQUERY.replace("oauth", "service-account"),
      [["missing_key", 4, 5, 'The key "keyfile" is missing in "tierline.outputs.prod".', "Add keyfile: … here."]],
    ],
    [
      "a bad address, region and name",
      `${BIGQUERY.replace("loyalty", "loyal-ty")}      location: europe central2\n      api_endpoint: 127.0.0.1:9050\n`,
      [
        [
          "invalid_value",
          8,
          16,
          '"tierline.outputs.prod.dataset": this must be the name of a dataset: letters, digits and underscores only.',
          undefined,
        ],
        [
          "invalid_value",
          10,
          17,
          '"tierline.outputs.prod.location": this must be a location, as EU or europe-central2.',
          undefined,
        ],
        [
          "invalid_value",
          11,
          21,
          '"tierline.outputs.prod.api_endpoint": this must begin with http:// or https://.',
          undefined,
        ],
      ],
    ],
  ])("refuses %s", (_name, text, expected) => {
    expect(refusals(text)).toEqual(expected);
  });

  test("never repeats a secret", () => {
    const text = `${BIGQUERY.replace("oauth", "oauth-secrets")}      token: [hunter2]\n`;
    expect(JSON.stringify(refusals(text))).not.toContain("hunter2");
    expect(refusals(text)).toHaveLength(1);
  });
});

test("a target of an engine that the caller cannot open is refused by name", () => {
  const reading = { file: "profiles.yml", text: BIGQUERY, profile: "tierline", target: null, folder: "/shop" };
  expect(() => readProfile({ ...reading, environment: {}, engines: ["duckdb", "postgres"] })).toThrow(
    "A warehouse of type bigquery is not supported yet.",
  );
});
