/** Encryption as profiles.yml asks for it, beside a server of its own that encrypts. */
import { execFileSync } from "node:child_process";
import { chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresStore } from "../../src/cli/stores/postgres-store.ts";
import type { PostgresConnection } from "../../src/config/connection.ts";
import { ConfigError } from "../../src/domain/errors.ts";
import { startPostgres, type PostgresServer } from "../../src/demo/postgres-server.ts";

const hasOpenSsl = ((): boolean => {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    process.stderr.write("postgres-tls: skipped, the program openssl is not there to make certificates\n");
    return false;
  }
})();

const folder = mkdtempSync(join(tmpdir(), "tierline-tls-"));
const file = (name: string): string => join(folder, name);
let server: PostgresServer & { readonly stop: () => Promise<void> };
let client: Client;

function openssl(...words: readonly string[]): void {
  execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
}

function makeAuthority(name: string): void {
  const subject = ["-subj", `/CN=${name}`, "-days", "2", "-nodes", "-newkey", "rsa:2048"];
  openssl("req", "-x509", ...subject, "-keyout", `${name}.key`, "-out", `${name}.pem`);
}

function makeCertificate(authority: string, name: string, extension: string): void {
  writeFileSync(file("extensions"), extension);
  openssl(
    "req",
    "-subj",
    `/CN=${name}`,
    "-nodes",
    "-newkey",
    "rsa:2048",
    "-keyout",
    `${name}.key`,
    "-out",
    `${name}.csr`,
  );
  const signed = ["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-CAcreateserial", "-days", "2"];
  openssl("x509", "-req", "-in", `${name}.csr`, ...signed, "-extfile", "extensions", "-out", `${name}.pem`);
}

beforeAll(async () => {
  if (!hasOpenSsl) return;
  makeAuthority("ours");
  makeAuthority("foreign");
  makeCertificate("ours", "localhost", "subjectAltName=DNS:localhost");
  makeCertificate("ours", "certified", "extendedKeyUsage=clientAuth");
  server = await startPostgres();
  const { host, port, user, password } = server;
  client = new Client({ host, port, user, password, database: "postgres" });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>("show data_directory");
  const data = rows[0]?.data_directory ?? "";
  const { uid, gid } = statSync(data);
  for (const name of ["localhost.key", "localhost.pem", "ours.pem"]) {
    copyFileSync(file(name), join(data, name));
    chownSync(join(data, name), uid, gid);
  }
  const rules = join(data, "pg_hba.conf");
  writeFileSync(rules, `hostssl all certified 127.0.0.1/32 cert\n${readFileSync(rules, "utf8")}`);
  await client.query("create role certified login");
  for (const [name, value] of [
    ["ssl_cert_file", "localhost.pem"],
    ["ssl_key_file", "localhost.key"],
    ["ssl_ca_file", "ours.pem"],
    ["ssl", "on"],
  ])
    await client.query(`alter system set ${name} = '${value}'`);
  await client.query("select pg_reload_conf()");
});
afterAll(async () => {
  if (hasOpenSsl) {
    await client.end();
    await server.stop();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** True when the server says that this connection is encrypted; else the code of what was refused. */
async function isEncrypted(changes: Partial<PostgresConnection>): Promise<boolean | string> {
  const { port, user, password } = server;
  const connection: PostgresConnection = {
    type: "postgres",
    host: "127.0.0.1",
    port,
    user,
    password,
    database: "postgres",
    schema: "loyalty",
    sslMode: null,
    sslCert: null,
    sslKey: null,
    sslRootCert: null,
    searchPath: null,
    role: null,
    connectTimeoutMs: 10_000,
    keepalivesIdleMs: null,
    ...changes,
  };
  const settings = {
    timeZone: "UTC",
    target: null,
    dbtProject: folder,
    dbt: null,
    dbtTimeoutMs: 1,
    state: null,
    schema: null,
    budgetShare: 1,
    alerts: null,
    report: null,
    owner: null,
    isFreshnessAsked: false,
  };
  const store = postgresStore(
    { aheadMs: () => 0, environment: { PGOPTIONS: "-c work_mem=123MB" } },
    { settings, target: "dev" },
    connection,
  );
  try {
    return (await store.server?.())?.isEncrypted ?? "no server";
  } catch (error) {
    if (!(error instanceof ConfigError)) return String(error);
    expect(error.remedy).toBeDefined();
    return error.code;
  }
}

describe.skipIf(!hasOpenSsl)("a connection to a server that encrypts", () => {
  it("is encrypted unless that is declined", async () => {
    // The server reads its settings anew in its own time.
    await expect.poll(() => isEncrypted({ sslMode: "require" }), { timeout: 10_000 }).toBe(true);
    expect(await isEncrypted({})).toBe(true);
    expect(await isEncrypted({ sslMode: "allow" })).toBe(true);
    expect(await isEncrypted({ sslMode: "prefer" })).toBe(true);
    expect(await isEncrypted({ sslMode: "disable" })).toBe(false);
  });

  it("asks who signed the certificate, where an authority is named", async () => {
    const [ours, foreign] = [file("ours.pem"), file("foreign.pem")];
    for (const sslMode of ["require", "verify-ca"] as const) {
      expect(await isEncrypted({ sslMode, sslRootCert: ours })).toBe(true);
      expect(await isEncrypted({ sslMode, sslRootCert: foreign })).toBe("warehouse_certificate");
    }
    expect(await isEncrypted({ sslMode: "verify-ca" })).toBe("warehouse_certificate");
    expect(await isEncrypted({ sslMode: "verify-ca", sslRootCert: file("nowhere.pem") })).toBe("tls_file");
  });

  it("asks whose certificate it is, where that is wished", async () => {
    const ours = { sslMode: "verify-full", sslRootCert: file("ours.pem") } as const;
    expect(await isEncrypted({ ...ours, host: "localhost" })).toBe(true);
    expect(await isEncrypted(ours)).toBe("warehouse_certificate");
  });

  it("shows a certificate of its own", async () => {
    const certified = { user: "certified", password: "unused", sslMode: "require" } as const;
    const own = { sslCert: file("certified.pem"), sslKey: file("certified.key") };
    expect(await isEncrypted({ ...certified, ...own })).toBe(true);
    expect(await isEncrypted(certified)).toBe("warehouse_authentication");
  });
});
