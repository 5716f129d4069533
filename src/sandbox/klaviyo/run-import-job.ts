/** Carries an import job out, row by row, in their order. */
import type { Random } from "../../platform/random.ts";
import type { KlaviyoAccount } from "./account.ts";
import { errorId } from "./answers.ts";
import type { ImportError, ImportJob } from "./import-job.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import type { Readings } from "./options.ts";
import type { GivenProfile } from "./profile-input.ts";
import { unsetNames } from "./profile-input.ts";
import type { Profile } from "./profile-store.ts";

export interface JobWorld {
  readonly account: KlaviyoAccount;
  readonly random: Random;
  readonly readings: Readings;
}

type Refusal = Pick<ImportError, "code" | "title" | "detail">;

export function runImportJob(world: JobWorld, job: ImportJob): void {
  const written = new Set<string>();
  const errors: ImportError[] = [];
  const faultOf = rowFaults(world.random, job);
  for (const [at, row] of job.rows.entries()) {
    const fault = faultOf(at);
    if (fault === "skip") continue;
    const outcome = fault === "refuse" ? INVALID : upsert(world, row, job.completesAtMs);
    if (fault === "hush") continue;
    if (typeof outcome !== "string") errors.push(errorOf(world, row, at, outcome));
    else written.add(outcome);
  }
  const profileIds = [...written];
  for (const id of job.listIds) addAll(world.account, id, profileIds, job.completesAtMs);
  job.done = { profileIds, errors };
}

/** The profile's id, or why not. */
function upsert({ account, readings }: JobWorld, given: GivenProfile, nowMs: number): string | Refusal {
  const { attributes } = given;
  const named = given.id === undefined || given.id === null ? undefined : account.profiles.get(given.id);
  const isStrange = given.id !== undefined && given.id !== null && named === undefined;
  if (isStrange && readings.unknownId === "error") return UNKNOWN;
  const matches = matching(account, attributes);
  if (named !== undefined) matches.add(named);
  const [first, ...others] = named === undefined ? matches : [named, ...[...matches].filter((one) => one !== named)];
  if (others.length > 0 && readings.duplicates === "error") return DUPLICATE;
  const target = first ?? blank(account.profiles.nextId(), nowMs);
  account.profiles.put(target);
  for (const other of others) mergeProfiles(account, account.profiles.get(target.id) ?? target, other, nowMs);
  account.profiles.put(changed(account.profiles.get(target.id) ?? target, given, nowMs));
  return target.id;
}

/** By external id first. */
function matching(account: KlaviyoAccount, attributes: GivenProfile["attributes"]): Set<Profile> {
  const found = new Set<Profile>();
  for (const identifier of ["external_id", "email", "phone_number"] as const) {
    const value = attributes[identifier];
    const profile = value === undefined || value === null ? undefined : account.profiles.find(identifier, value);
    if (profile !== undefined) found.add(profile);
  }
  return found;
}

/**
 * "Does not support setting fields to null": only values that are not null are written (bulk import guide, read
 * 2026-11-22). That a null inside `properties` is passed over in the same way is read into it.
 */
function changed(profile: Profile, given: GivenProfile, nowMs: number): Profile {
  const { email, external_id: externalId, phone_number: phoneNumber, properties } = given.attributes;
  const written = Object.entries(properties ?? {}).filter(([, value]) => value !== null);
  const unset = unsetNames(given);
  const kept = Object.entries(profile.properties).filter(([name]) => !unset.includes(name));
  const address = email?.toLowerCase() ?? profile.email;
  return {
    ...profile,
    email: address,
    secondaryEmails: profile.secondaryEmails.filter((one) => one !== address),
    externalId: externalId ?? profile.externalId,
    phoneNumber: phoneNumber ?? profile.phoneNumber,
    properties: Object.fromEntries([...kept, ...written]),
    updatedAtMs: nowMs,
  };
}

export function blank(id: string, nowMs: number): Profile {
  const none = { email: null, secondaryEmails: [], phoneNumber: null, externalId: null, properties: {} };
  return { id, ...none, createdAtMs: nowMs, updatedAtMs: nowMs };
}

function addAll(account: KlaviyoAccount, listId: string, profileIds: readonly string[], nowMs: number): void {
  const list = account.lists.get(listId);
  if (list !== undefined) for (const id of profileIds) if (!list.members.has(id)) list.members.set(id, nowMs);
}

const INVALID: Refusal = { code: "invalid", title: "Invalid input", detail: "The profile is invalid." };
/** Codes and words of these two are from memory. */
const UNKNOWN: Refusal = { code: "not_found", title: "Not found", detail: "No profile has this id." };
const DUPLICATE: Refusal = {
  code: "duplicate_profile",
  title: "Conflict",
  detail: "A profile already exists with one of these identifiers.",
};

function errorOf({ random, readings }: JobWorld, row: GivenProfile, at: number, refusal: Refusal): ImportError {
  const payloads = { resource: row, attributes: row.attributes, none: null };
  const pointer = `/data/attributes/profiles/data/${at}`;
  return { id: errorId(random), ...refusal, pointer, originalPayload: payloads[readings.originalPayload] };
}

/** Which rows an injected fault strikes: one dropped (done or not), or about a third refused. */
function rowFaults(random: Random, job: ImportJob): (at: number) => "skip" | "hush" | "refuse" | undefined {
  if (job.rowFault === "drop-row") {
    const struck = Math.floor(random.fraction() * job.rows.length);
    const how = random.fraction() < 0.5 ? "skip" : "hush";
    return (at) => (at === struck ? how : undefined);
  }
  if (job.rowFault === "partial") {
    const struck = new Set([...job.rows.keys()].filter(() => random.fraction() < 1 / 3));
    return (at) => (struck.has(at) ? "refuse" : undefined);
  }
  return () => undefined;
}
