/** The destination of a sync file: where it is, and which environment variables hold its credentials. */
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { DestinationType } from "../destination/destination-type.ts";
import type { Problem } from "../domain/errors.ts";
import type { SyncDestination } from "../domain/sync.ts";
import { parseEnvVar, renderEnvVars } from "./env-var.ts";
import { describeRendering } from "./rendering-problem.ts";
import type { SyncReading } from "./sync-reading.ts";
import type { SyncDocument } from "./sync-schema.ts";
import type { YamlSource } from "./yaml-source.ts";

export interface ReadDestination {
  readonly value: SyncDestination;
  /** Tells two accounts apart without holding a credential. */
  readonly key: string;
  /** True when requests never leave this machine. */
  readonly isLocal: boolean;
  readonly problems: readonly Problem[];
}

/** By key, as the kind's own schema parsed them. */
type DestinationKeys = Readonly<Record<string, unknown>>;

interface Reading extends SyncReading {
  readonly source: YamlSource;
}

export function readDestination(document: SyncDocument, source: YamlSource, given: SyncReading): ReadDestination {
  const destination: DestinationKeys = document.destination;
  const type = destinationTypeOf(document);
  const reading = { ...given, source };
  const named = type.secrets.filter((key) => destination[key] !== undefined);
  const credentials = named.map((key) => readCredential(key, String(destination[key]), type, reading));
  const address = readAddress(type, String(destination[type.address.key]), reading);
  const options = withoutPlace(destination, type);
  const inFile = writtenKeys(source);
  return {
    value: {
      type: type.name,
      secrets: Object.fromEntries(
        credentials.flatMap(({ value }, index) => (value === "" ? [] : [[named[index] ?? "", value]])),
      ),
      address: address.value,
      options,
      written: Object.fromEntries(Object.entries(options).filter(([key]) => inFile.has(key))),
    },
    key: JSON.stringify([
      type.name,
      address.value,
      ...credentials.map(({ variable }) => variable),
      ...type.accountKeys.map((key) => options[key] ?? null),
    ]),
    isLocal: address.isLocal,
    problems: [...credentials, address].flatMap(({ problems }) => problems),
  };
}

function withoutPlace(
  destination: DestinationKeys,
  { secrets, address }: DestinationType,
): Readonly<Record<string, unknown>> {
  const apart = new Set(["type", address.key, ...secrets]);
  return Object.fromEntries(Object.entries(destination).filter(([key]) => !apart.has(key)));
}

function writtenKeys({ value }: YamlSource): ReadonlySet<string> {
  const file: { readonly destination?: unknown } = Object(value);
  return new Set(Object.keys(Object(file.destination)));
}

interface Credential {
  readonly value: string;
  readonly variable: string;
  readonly problems: readonly Problem[];
}

function readCredential(
  key: string,
  text: string,
  type: DestinationType,
  { source, environment, credentials }: Reading,
): Credential {
  const location = source.locate(["destination", key]);
  const expression = parseEnvVar(text.trim());
  const variable = expression?.variable ?? "";
  const refused = (problem: Omit<Problem, "location">) => ({
    value: "",
    variable,
    problems: [{ ...problem, location }],
  });
  const example = `${type.name}_${key}`.toUpperCase();
  if (expression === undefined || expression.fallback !== undefined)
    return refused({
      code: "secret_in_file",
      message: `"destination.${key}" must name an environment variable, without a default: no credential belongs in a file.`,
      remedy: `Write ${key}: "{{ env_var('${example}') }}" and set that variable. A credential that was committed must be replaced.`,
    });
  if (credentials === "unused") return { value: "", variable, problems: [] };
  const rendered = renderEnvVars(text, environment);
  if (rendered.kind !== "value") return refused(describeRendering(rendered));
  const value = String(rendered.value).trim();
  if (/^[\x21-\x7e]+$/u.test(value)) return { value, variable, problems: [] };
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

function readAddress(
  { address: { key, read } }: DestinationType,
  text: string,
  { source, environment, credentials }: Reading,
): { readonly value: string; readonly isLocal: boolean; readonly problems: readonly Problem[] } {
  const location = source.locate(["destination", key]);
  const refused = (problem: Omit<Problem, "location">) => ({
    value: "",
    isLocal: true,
    problems: [{ ...problem, location }],
  });
  const rendered = renderEnvVars(text, environment);
  // Without a variable nothing is known of the address, and nothing will be sent there either.
  if (rendered.kind === "missing" && credentials === "unused") return { value: "", isLocal: true, problems: [] };
  if (rendered.kind !== "value") return refused(describeRendering(rendered));
  const found = read(String(rendered.value).trim());
  if (found.kind === "problem")
    return refused({
      code: "invalid_value",
      message: `"destination.${key}" ${found.message}`,
      remedy: found.remedy,
    });
  return { value: found.value, isLocal: found.isLocal, problems: [] };
}
