/** One file of `syncs/`: its text to a checked `Sync`, or everything that is wrong with it. */
import type { Problem } from "../domain/errors.ts";
import { DEFAULT_GUARD_LIMITS, type GuardLimits, type MovementLimit } from "../domain/guard.ts";
import type { Schedule } from "../domain/schedule.ts";
import type { Sync, SyncProperty } from "../domain/sync.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import { readDestination } from "./destination.ts";
import { durationMs } from "./duration.ts";
import { hasJinja } from "./env-var.ts";
import { toHoldout } from "./holdout.ts";
import { byPosition } from "./refuse.ts";
import { RENAMED_SYNC_KEYS } from "./renamed-keys.ts";
import { schemaProblems } from "./schema-problems.ts";
import { shareOf } from "./share.ts";
import { definitionHash, mappingHash } from "./sync-hashes.ts";
import { syncSchema, type SyncDocument } from "./sync-schema.ts";
import type { SyncReading } from "./sync-reading.ts";
import { readYaml, type YamlPath, type YamlSource } from "./yaml-source.ts";

export interface SyncFile {
  readonly sync: Sync;
  readonly source: YamlSource;
  /** Tells two accounts apart without holding a credential: kind, address, and where the credentials come from. */
  readonly destinationKey: string;
  /** When it runs by itself; null: never. It is no part of the definition: a plan holds whenever it is run. */
  readonly schedule: Schedule | null;
  readonly tags: readonly string[];
}

export type ReadSyncFile =
  | { readonly kind: "sync"; readonly file: SyncFile }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

export function readSyncFile(file: string, text: string, reading: SyncReading): ReadSyncFile {
  const source = readYaml(file, text);
  if (source.problems.length > 0) return { kind: "problems", problems: source.problems };
  const parsed = syncSchema.safeParse(source.value, { reportInput: false });
  if (!parsed.success) {
    const written = { source, schema: syncSchema, renamed: RENAMED_SYNC_KEYS };
    return { kind: "problems", problems: schemaProblems(parsed.error.issues, written).toSorted(byPosition) };
  }
  const document = parsed.data;
  const destination = readDestination(document, source, reading);
  const problems = [...checkMeaning(document, source), ...checkJinja(document, source), ...destination.problems];
  if (!destination.isLocal) problems.push(...checkCoolDown(document, source));
  if (problems.length > 0) return { kind: "problems", problems: problems.toSorted(byPosition) };
  const sync = toSync(document, destination.value, source);
  const { schedule, tags } = document;
  return {
    kind: "sync",
    file: {
      sync,
      source,
      destinationKey: destination.key,
      schedule: schedule === undefined ? null : { cron: schedule.cron, timeZone: schedule.time_zone },
      tags: [...new Set(tags)],
    },
  };
}

function toSync(document: SyncDocument, destination: Sync["destination"], source: YamlSource): Sync {
  const { members } = document;
  const meaning = {
    name: document.name,
    destination,
    members: {
      model: members.model,
      key: members.key,
      email: members.email,
      reason: members.reason,
      createContacts: members.create_contacts,
      onLeave: members.on_leave,
    },
    properties: toProperties(document),
    audiences: document.audiences.map(({ model, lists }) => ({
      model,
      lists: Object.entries(lists).map(([audience, list]) => ({ audience, list })),
    })),
    suppress: document.suppress ?? null,
    consent: document.consent ?? null,
    holdout: document.holdout === undefined ? null : toHoldout(document.holdout),
    applyOn:
      document.apply_on === undefined
        ? null
        : { names: [...new Set(document.apply_on)], location: source.locate(["apply_on"], "key") },
    guards: toGuards(document.guards),
    coolDownMs: document.cool_down === undefined ? null : durationMs(document.cool_down),
  };
  const hashes = { definitionHash: definitionHash(meaning), mappingHash: mappingHash(meaning) };
  return {
    ...meaning,
    location: source.locate(["name"], "key"),
    listLocations: locateLists(document, source),
    propertyLocations: new Map(
      Object.keys(document.properties).map((name) => [name, source.locate(["properties", name], "key")] as const),
    ),
    exclusionLocations: new Map(
      (["suppress", "consent"] as const)
        .filter((key) => document[key] !== undefined)
        .map((key) => [key, source.locate([key], "key")] as const),
    ),
    ...hashes,
  };
}

function locateLists({ audiences }: SyncDocument, source: YamlSource): Sync["listLocations"] {
  return new Map(
    audiences.flatMap(({ lists }, index) =>
      Object.entries(lists).map(
        ([audience, list]) => [list, source.locate(["audiences", index, "lists", audience], "key")] as const,
      ),
    ),
  );
}

/** By name: the order in the file means nothing, so moving a line sends nothing. */
function toProperties({ properties }: SyncDocument): readonly SyncProperty[] {
  return Object.entries(properties)
    .map(([name, { column, type, format, label }]) => ({
      name,
      column,
      type,
      format: format ?? null,
      label: label ?? labelOf(name),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** `loyalty_next_tier` → `Loyalty next tier`. */
function labelOf(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toGuards(guards: SyncDocument["guards"]): GuardLimits {
  const limits = DEFAULT_GUARD_LIMITS;
  return {
    leaves: toMovement(guards.leaves, limits.leaves),
    enters: toMovement(guards.enters, limits.enters),
    updates: toMovement(guards.updates, limits.updates),
    firstRunMax: guards.first_run_max ?? limits.firstRunMax,
    shrinkShareMax: guards.shrink_share_max === undefined ? limits.shrinkShareMax : shareOf(guards.shrink_share_max),
  };
}

function toMovement(given: SyncDocument["guards"]["leaves"], otherwise: MovementLimit): MovementLimit {
  return {
    shareMax: given?.share_max === undefined ? otherwise.shareMax : shareOf(given.share_max),
    countMin: given?.count_min ?? otherwise.countMin,
    countMax: given?.count_max ?? otherwise.countMax,
  };
}

function checkMeaning(document: SyncDocument, source: YamlSource): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (message: string, remedy: string, path: YamlPath, part: "key" | "value" = "value"): void => {
    problems.push({ code: "invalid_value", message, remedy, location: source.locate(path, part) });
  };
  if (Object.keys(document.properties).length === 0 && document.audiences.length === 0)
    refuse("This sync sends nothing.", "Give it properties, audiences, or both.", ["name"], "key");
  const reserved = destinationTypeOf(document).reservedProperties;
  for (const [name, property] of Object.entries(document.properties)) {
    if (reserved.includes(name))
      refuse(`"${name}" is written by itself, as identity.`, "Remove this property.", ["properties", name], "key");
    if (property.format !== undefined && property.type !== "number")
      refuse(
        `"${property.format}" is for numbers, and "${name}" is ${property.type}.`,
        "Remove the format, or make the type number.",
        ["properties", name, "format"],
      );
  }
  for (const [index, { model }] of document.audiences.entries())
    if (document.audiences.findIndex((audience) => audience.model === model) < index)
      refuse(`"${model}" stands here twice; one model is one exclusive set.`, "Put its lists under one entry.", [
        "audiences",
        index,
        "model",
      ]);
  if (document.suppress?.model === document.members.model)
    refuse(
      `"${document.suppress.model}" is the members' model: every member would be suppressed.`,
      "Name a model of those who must not be sent.",
      ["suppress", "model"],
    );
  if (document.holdout !== undefined && document.audiences.length === 0)
    refuse("A holdout is kept off lists, and this sync fills none.", "Remove the holdout.", ["holdout"], "key");
  const limits = toGuards(document.guards);
  for (const name of ["leaves", "enters", "updates"] as const)
    if (
      document.guards[name] !== undefined &&
      document.guards[name].count_min !== undefined &&
      limits[name].countMin > limits[name].countMax
    )
      refuse(
        `"count_min" is greater than "count_max" (${limits[name].countMax}).`,
        "Lower count_min or raise count_max.",
        ["guards", name, "count_min"],
      );
  return problems;
}

function checkCoolDown(document: SyncDocument, source: YamlSource): readonly Problem[] {
  const { title, coolDownMs: minimumMs } = destinationTypeOf(document);
  if (document.cool_down === undefined || durationMs(document.cool_down) >= minimumMs) return [];
  return [
    {
      code: "invalid_value",
      message: `"cool_down" is shorter than a late request to ${title} may take, ${minimumMs / 60_000}m.`,
      remedy: "Remove the line. Only a sandbox on this machine may have less.",
      location: source.locate(["cool_down"]),
    },
  ];
}

/** `env_var` is for credentials and address alone: anywhere else a plan would change with the shell it is made in. */
function checkJinja(document: SyncDocument, source: YamlSource): readonly Problem[] {
  const { secrets, address } = destinationTypeOf(document);
  const mayHold = new Set([...secrets, address.key]);
  const fixed = Object.entries(document.destination).filter(([key]) => !mayHold.has(key));
  return textsIn({ ...document, destination: Object.fromEntries(fixed) }, []).flatMap(({ path, text }) =>
    hasJinja(text)
      ? [
          {
            code: "unsupported_jinja",
            message: "Jinja is understood in the destination's credentials and address alone.",
            remedy: "Write the value itself.",
            location: source.locate(path),
          },
        ]
      : [],
  );
}

function textsIn(value: unknown, path: YamlPath): readonly { readonly path: YamlPath; readonly text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, [...path, key]));
}
