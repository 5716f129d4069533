/** The destination of a sync file: where it is, and which environment variable holds its credential. */
import type { Problem } from "../domain/errors.ts";
import type { SyncDestination } from "../domain/sync.ts";
import { parseEnvVar, renderEnvVars } from "./env-var.ts";
import { describeRendering } from "./rendering-problem.ts";
import type { SyncReading } from "./sync-reading.ts";
import type { SyncDocument } from "./sync-schema.ts";
import type { YamlSource } from "./yaml-source.ts";

export interface ReadDestination {
  readonly value: SyncDestination;
  readonly key: string;
  /** True when requests never leave this machine. */
  readonly isLoopback: boolean;
  readonly problems: readonly Problem[];
}

export function readDestination(document: SyncDocument, source: YamlSource, reading: SyncReading): ReadDestination {
  const { type, token, base_url: baseUrl } = document.destination;
  const credential = readCredential(token, source, reading);
  const address = readBaseUrl(baseUrl, source, reading);
  return {
    value: { type, token: credential.value, baseUrl: address.value },
    key: [type, address.value, parseEnvVar(token.trim())?.variable ?? ""].join(" "),
    isLoopback: address.isLoopback,
    problems: [...credential.problems, ...address.problems],
  };
}

function readCredential(
  text: string,
  source: YamlSource,
  { environment, credentials }: SyncReading,
): { readonly value: string; readonly problems: readonly Problem[] } {
  const location = source.locate(["destination", "token"]);
  const expression = parseEnvVar(text.trim());
  const refused = (problem: Omit<Problem, "location">) => ({ value: "", problems: [{ ...problem, location }] });
  if (expression === undefined || expression.fallback !== undefined)
    return refused({
      code: "secret_in_file",
      message: `"destination.token" must name an environment variable, without a default: no credential belongs in a file.`,
      remedy: `Write token: "{{ env_var('HUBSPOT_TOKEN') }}" and set that variable. A credential that was committed must be replaced.`,
    });
  if (credentials === "unused") return { value: "", problems: [] };
  const rendered = renderEnvVars(text, environment);
  if (rendered.kind !== "value") return refused(describeRendering(rendered));
  const { variable } = expression;
  const value = String(rendered.value).trim();
  if (/^[\x21-\x7e]+$/u.test(value)) return { value, problems: [] };
  const fault =
    value === ""
      ? "empty"
      : /[\r\n]/u.test(value)
        ? "more than one line"
        : "no credential: it holds a blank or a letter beyond ASCII";
  return refused({
    code: "missing_variable",
    message: `The environment variable ${variable} is ${fault}.`,
    remedy: `Set it to the destination's credential: export ${variable}=…`,
  });
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

function readBaseUrl(
  text: string,
  source: YamlSource,
  { environment, credentials }: SyncReading,
): { readonly value: string; readonly isLoopback: boolean; readonly problems: readonly Problem[] } {
  const location = source.locate(["destination", "base_url"]);
  const refused = (problem: Omit<Problem, "location">) => ({
    value: "",
    isLoopback: true,
    problems: [{ ...problem, location }],
  });
  const rendered = renderEnvVars(text, environment);
  // Without a variable nothing is known of the address, and nothing will be sent there either.
  if (rendered.kind === "missing" && credentials === "unused") return { value: "", isLoopback: true, problems: [] };
  if (rendered.kind !== "value") return refused(describeRendering(rendered));
  const url = URL.parse(String(rendered.value).trim());
  const isLoopback = url !== null && LOOPBACK.test(url.hostname);
  const isPlain = url !== null && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (url === null || !isPlain || !(url.protocol === "https:" || (url.protocol === "http:" && isLoopback)))
    return refused({
      code: "invalid_value",
      message: `"destination.base_url" must be an https:// address without user, query or fragment.`,
      remedy: "Plain http:// is only for a sandbox on this machine, as http://127.0.0.1:4010.",
    });
  return { value: url.href.replace(/\/+$/u, ""), isLoopback, problems: [] };
}
