/** Who may import whom (design: folders), and which package is at home where. */
import { posix } from "node:path";
import type { SourceFile } from "./repository.ts";
import { withoutComments } from "./repository.ts";

export interface Import {
  readonly from: string;
  /** As written: `./x.ts`, `../y.ts`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** Erased when the code runs. */
  readonly isType: boolean;
  /** `await import(…)`: loaded only when it is needed. */
  readonly isLazy: boolean;
}

/** Folders whose own files are a contract; each folder in them is an adapter, but `kit`. */
const CONTRACTS: ReadonlySet<string> = new Set(["warehouse", "journal", "destination"]);

const MAY_IMPORT: Readonly<Record<string, readonly string[] | "everything">> = {
  domain: [],
  platform: ["domain"],
  warehouse: ["domain", "platform"],
  journal: ["domain", "platform"],
  destination: ["domain", "platform"],
  report: ["engine", "warehouse", "journal", "destination", "domain", "platform"],
  alerts: ["domain", "platform"],
  engine: ["warehouse", "journal", "destination", "domain", "platform"],
  dbt: ["domain", "platform"],
  config: ["destination", "domain", "platform"],
  feedback: ["warehouse", "destination", "domain", "platform"],
  load: ["warehouse", "domain", "platform"],
  profile: ["warehouse", "domain", "platform"],
  sandbox: ["platform"],
  demo: "everything",
  bench: "everything",
  cli: "everything",
};

/** Packages that are one part's own business, and that part. What is not named here may be used anywhere. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  "@aws-sdk/client-s3": ["destination/files"],
  "@duckdb/node-api": ["warehouse/duckdb", "destination/files"],
  "@google-cloud/bigquery": ["warehouse/bigquery"],
  "@hono/node-server": ["sandbox"],
  "@hubspot/api-client": ["destination/hubspot"],
  "@opentelemetry/api": ["platform"],
  "@opentelemetry/exporter-trace-otlp-http": ["platform"],
  "@opentelemetry/resources": ["platform"],
  "@opentelemetry/sdk-trace": ["platform"],
  ansis: ["cli", "demo"],
  commander: ["cli"],
  croner: ["domain"],
  "csv-parse": ["load"],
  execa: ["dbt"],
  "fastest-levenshtein": ["domain"],
  "google-auth-library": ["warehouse/bigquery"],
  hono: ["sandbox"],
  "ipaddr.js": ["platform"],
  // The vendor's client: tests hold our requests against it.
  "klaviyo-api": ["test"],
  knex: ["warehouse/postgres"],
  "p-limit": ["destination", "destination/kit", "destination/hubspot", "destination/klaviyo"],
  "p-retry": ["destination", "destination/kit", "destination/hubspot", "warehouse/bigquery"],
  nodemailer: ["alerts"],
  pg: ["warehouse/postgres"],
  "pg-copy-streams": ["warehouse/postgres"],
  "pg-cursor": ["warehouse/postgres"],
  pino: ["cli"],
  "pure-rand": ["demo"],
  ssh2: ["destination/files"],
  undici: ["platform"],
  yaml: ["config"],
};

const STATEMENT = /(?:^|[\n;])\s*(?:import|export)\s+(?<type>type\s)?[^"';]*?from\s*["'](?<specifier>[^"']+)["']/gu;
const BARE = /(?:^|[\n;])\s*import\s*["'](?<specifier>[^"']+)["']/gu;
const LAZY = /(?<![\w.])import\(\s*["'`](?<specifier>[^"'`]+)["'`]\s*\)/gu;

export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const code = withoutComments(text);
  const found = (pattern: RegExp, isLazy: boolean): readonly Import[] =>
    [...code.matchAll(pattern)].map(({ groups }) => ({
      from: path,
      specifier: groups?.["specifier"] ?? "",
      isType: groups?.["type"] !== undefined,
      isLazy,
    }));
  return [...found(STATEMENT, false), ...found(BARE, false), ...found(LAZY, true)];
}

/** The part a file belongs to: `bench`, or in `src` `domain`, `warehouse` (its contract), `warehouse/duckdb`, … */
export function partOf(path: string): string {
  const [src, folder = "", next = ""] = path.split("/");
  if (src === "bench") return src;
  if (src !== "src") return "";
  return CONTRACTS.has(folder) && !next.endsWith(".ts") ? `${folder}/${next}` : folder;
}

/** What is wrong with this import, in a sentence; undefined: nothing. */
export function judgeImport(one: Import): string | undefined {
  const from = partOf(one.from);
  if (!one.specifier.startsWith(".")) return judgePackage(one, from);
  const target = posix.join(posix.dirname(one.from), one.specifier);
  const to = partOf(target);
  if (from === "destination" && KIND.test(target)) return undefined;
  if (STORE.test(target) && !one.isType && !one.isLazy) return atOnce(one.from, target);
  if (to === "" || (to === "bench" && from !== "bench")) return `${one.from} reaches out of src: ${one.specifier}`;
  if (from === to || mayImport(from, to)) return judgeLaziness(one, from, to);
  return `${one.from} (${from}) may not import ${target} (${to})`;
}

function mayImport(from: string, to: string): boolean {
  const [folder = "", adapter] = from.split("/");
  if (adapter === undefined) {
    const allowed = MAY_IMPORT[folder];
    return allowed === "everything" || (allowed?.includes(to) ?? false);
  }
  const kit = adapter === "kit" ? [] : [`${folder}/kit`];
  const besides = from === "journal/sql" ? ["warehouse"] : [];
  return [folder, "domain", "platform", ...kit, ...besides].includes(to);
}

/** What is known of a kind of destination before any is asked: light, and listed in one place. */
const KIND = /^src\/destination\/(?<folder>[a-z-]+)\/\k<folder>-type\.ts$/u;

/** One engine's store, loaded when a profile names it: the driver that it loads at once is loaded late with it. */
const STORE = /^src\/cli\/stores\/(?!open-)\w+-store\.ts$/u;

/** The command line needs no driver it does not use: adapters are loaded lazily there, or only as types. */
function judgeLaziness(one: Import, from: string, to: string): string | undefined {
  const isAdapter = to.includes("/") && !to.endsWith("/kit");
  if (from !== "cli" || STORE.test(one.from) || !isAdapter || one.isType || one.isLazy) return undefined;
  return atOnce(one.from, `the adapter ${to}`);
}

function atOnce(from: string, what: string): string {
  return `${from} loads ${what} at once; use await import(…)`;
}

function judgePackage(one: Import, from: string): string | undefined {
  if (one.specifier.startsWith("node:")) {
    return from === "domain" ? `${one.from} (domain) does no I/O, but imports ${one.specifier}` : undefined;
  }
  const parts = one.specifier.split("/");
  const name = parts.slice(0, one.specifier.startsWith("@") ? 2 : 1).join("/");
  const homes = Object.hasOwn(HOMES, name) ? HOMES[name] : undefined;
  if (homes === undefined || homes.includes(from)) return undefined;
  return `${one.from} (${from}) may not import ${name}, at home in ${homes.join(", ")}`;
}
