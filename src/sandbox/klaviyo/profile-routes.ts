/** Profiles: found by filter, written one at a time (specification: Get Profiles, Update Profile). */
import { z } from "zod";
import { isoInstant } from "../../platform/instant.ts";
import type { Answer } from "../kit/answer.ts";
import { failed, invalid, notFound, ok } from "./answers.ts";
import { parseFilter } from "./filter.ts";
import { PAGE_PARAMETERS, pageOf, PROFILE_PAGES } from "./page.ts";
import { isAddress, ProfileInput, unsetNames } from "./profile-input.ts";
import type { GivenProfile } from "./profile-input.ts";
import type { Identifier, Profile } from "./profile-store.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

const FILTERABLE = ["id", "email", "phone_number", "external_id"] as const;
const update = z.strictObject({ data: ProfileInput });

export const profileRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/api/profiles",
    scopes: ["profiles:read"],
    tier: "L",
    query: ["filter", "fields[profile]", ...PAGE_PARAMETERS],
    body: z.undefined(),
    handle: findProfiles,
  }),
  route({
    method: "PATCH",
    path: "/api/profiles/:id",
    scopes: ["profiles:write"],
    tier: "L",
    body: update,
    handle: updateProfile,
  }),
];

export interface ShownProfile {
  readonly type: "profile";
  readonly id: string;
  readonly attributes: object;
  readonly links: { readonly self: string };
}

export function showProfile(profile: Profile): ShownProfile {
  const { id, email, phoneNumber, externalId, properties, createdAtMs, updatedAtMs } = profile;
  return {
    type: "profile",
    id,
    attributes: {
      email,
      phone_number: phoneNumber,
      external_id: externalId,
      properties,
      created: isoInstant(createdAtMs),
      updated: isoInstant(updatedAtMs),
    },
    links: { self: `https://a.klaviyo.com/api/profiles/${id}` },
  };
}

/** Everyone, newest last, without a filter. */
function findProfiles(call: Call<undefined>): Answer {
  const { profiles } = call.account;
  const text = call.query.get("filter");
  if (text === undefined) return pageOf([...profiles.all()], call.query, PROFILE_PAGES, showProfile);
  const filter = parseFilter(text, FILTERABLE);
  if (!filter.ok) return invalid(filter.problem, { parameter: "filter" });
  const found = new Set(filter.values.flatMap((value) => byField(call, filter.field, value) ?? []));
  return pageOf([...found], call.query, PROFILE_PAGES, showProfile);
}

function byField({ account }: Call<undefined>, field: (typeof FILTERABLE)[number], value: string): Profile | undefined {
  return field === "id" ? account.profiles.get(value) : account.profiles.find(field, value);
}

/** Here null clears; another profile's identifier is a 409 that names it (issue klaviyo-api-node 75). */
function updateProfile(call: Call<z.infer<typeof update>>): Answer {
  const { profiles } = call.account;
  const before = profiles.get(call.params["id"] ?? "");
  if (before === undefined) return notFound("A profile with this id");
  const { data } = call.body;
  if (data.id !== before.id) return invalid("The id must be that of the path.", { pointer: "/data/id" });
  const { email } = data.attributes;
  if (typeof email === "string" && !isAddress(email))
    return invalid("Invalid email address", { pointer: "/data/attributes/email" });
  const holder = (["email", "phone_number", "external_id"] as const)
    .flatMap((field) => holderOf(call, field, data))
    .find(({ id }) => id !== before.id);
  if (holder !== undefined)
    return failed({
      status: 409,
      code: "duplicate_profile",
      title: "Conflict.",
      detail: "A profile already exists with one of these identifiers.",
      pointer: "/data/attributes",
      meta: { duplicate_profile_id: holder.id },
    });
  const after = patched(before, data, call.nowMs);
  profiles.put(after);
  return ok({ data: showProfile(after) });
}

function holderOf({ account }: Call<unknown>, field: Identifier, { attributes }: GivenProfile): readonly Profile[] {
  const value = attributes[field];
  const holder = value === undefined || value === null ? undefined : account.profiles.find(field, value);
  return holder === undefined ? [] : [holder];
}

function patched(before: Profile, given: GivenProfile, nowMs: number): Profile {
  const { email, external_id: externalId, phone_number: phoneNumber, properties } = given.attributes;
  const next = new Map(Object.entries(before.properties));
  for (const [name, value] of Object.entries(properties ?? {})) next.set(name, value);
  for (const name of unsetNames(given)) next.delete(name);
  return {
    ...before,
    email: told(email?.toLowerCase(), before.email),
    externalId: told(externalId, before.externalId),
    phoneNumber: told(phoneNumber, before.phoneNumber),
    properties: Object.fromEntries(next),
    updatedAtMs: nowMs,
  };
}

function told<Value>(value: Value | undefined, known: Value): Value {
  return value === undefined ? known : value;
}
