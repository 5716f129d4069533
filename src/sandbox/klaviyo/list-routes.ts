/** Lists and who is on them (specification, revision 2026-07-15, read 2026-11-22). */
import { z } from "zod";
import { isoInstant } from "../../platform/instant.ts";
import type { Answer } from "../kit/answer.ts";
import type { ProfileList } from "./account.ts";
import { invalid, noContent, notFound, ok } from "./answers.ts";
import { parseFilter } from "./filter.ts";
import { PAGE_PARAMETERS, pageOf, PROFILE_PAGES } from "./page.ts";
import { showProfile } from "./profile-routes.ts";
import type { Profile } from "./profile-store.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

const PROFILES_PER_CALL = 1_000;
const LIST_PAGES = { byDefault: 10, max: 10 } as const;
const COUNT_FIELD = "additional-fields[list]";

const newList = z.strictObject({
  data: z.strictObject({
    type: z.literal("list"),
    attributes: z.strictObject({
      name: z.string().min(1),
      opt_in_process: z.enum(["double_opt_in", "single_opt_in"]).optional(),
    }),
  }),
});
const profileIds = z.strictObject({
  data: z.array(z.strictObject({ type: z.literal("profile"), id: z.string() })),
});

/** A profile on a list, and since when. */
interface Member {
  readonly profile: Profile;
  readonly joinedAtMs: number;
}

export const listRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/api/lists",
    scopes: ["lists:read"],
    tier: "L",
    query: ["filter", "fields[list]", "page[cursor]"],
    body: z.undefined(),
    handle: findLists,
  }),
  route({
    method: "POST",
    path: "/api/lists",
    scopes: ["lists:write"],
    tier: "M",
    body: newList,
    handle: createList,
  }),
  route({
    method: "GET",
    path: "/api/lists/:id",
    scopes: ["lists:read"],
    tier: "L",
    expensive: { parameter: COUNT_FIELD, tier: "XS" },
    query: [COUNT_FIELD, "fields[list]"],
    body: z.undefined(),
    handle: (call) => ofList(call, (list) => ok({ data: showList(list, call.query.get(COUNT_FIELD)) })),
  }),
  route({
    method: "GET",
    path: "/api/lists/:id/profiles",
    scopes: ["lists:read", "profiles:read"],
    tier: "L",
    query: ["fields[profile]", ...PAGE_PARAMETERS],
    body: z.undefined(),
    handle: (call) =>
      ofList(call, ({ members }) => {
        const joined = [...members].flatMap(([id, joinedAtMs]): readonly Member[] => {
          const profile = call.account.profiles.get(id);
          return profile === undefined ? [] : [{ profile, joinedAtMs }];
        });
        return pageOf(joined, call.query, PROFILE_PAGES, showMember);
      }),
  }),
  route({
    method: "POST",
    path: "/api/lists/:id/relationships/profiles",
    scopes: ["lists:write", "profiles:write"],
    tier: "M",
    body: profileIds,
    handle: (call) => ofList(call, (list) => add(call, list)),
  }),
  route({
    method: "DELETE",
    path: "/api/lists/:id/relationships/profiles",
    scopes: ["lists:write", "profiles:write"],
    tier: "M",
    body: profileIds,
    handle: (call) => ofList(call, (list) => remove(call, list)),
  }),
];

function findLists(call: Call<undefined>): Answer {
  const lists = [...call.account.lists.values()];
  const text = call.query.get("filter");
  if (text === undefined) return pageOf(lists, call.query, LIST_PAGES, (list) => showList(list));
  const filter = parseFilter(text, ["id", "name"]);
  if (!filter.ok) return invalid(filter.problem, { parameter: "filter" });
  const found = lists.filter(({ id, name }) => filter.values.includes(filter.field === "id" ? id : name));
  return pageOf(found, call.query, LIST_PAGES, (list) => showList(list));
}

/** Nothing keeps two lists from having one name (from memory). */
function createList(call: Call<z.infer<typeof newList>>): Answer {
  const { name } = call.body.data.attributes;
  const list: ProfileList = {
    id: call.account.nextListId(),
    name,
    createdAtMs: call.nowMs,
    updatedAtMs: call.nowMs,
    members: new Map(),
  };
  call.account.lists.set(list.id, list);
  return ok({ data: showList(list) }, 201);
}

function add(call: Call<z.infer<typeof profileIds>>, list: ProfileList): Answer {
  const refused = checkIds(call, "refused");
  if (refused !== undefined) return refused;
  for (const { id } of call.body.data) if (!list.members.has(id)) list.members.set(id, call.nowMs);
  return noContent;
}

function remove(call: Call<z.infer<typeof profileIds>>, list: ProfileList): Answer {
  const refused = checkIds(call, call.readings.unknownOnRemove);
  if (refused !== undefined) return refused;
  for (const { id } of call.body.data) list.members.delete(id);
  return noContent;
}

/** An id that the account does not know refuses the whole request (words seen in third-party code). */
function checkIds(
  { body, account }: Call<z.infer<typeof profileIds>>,
  unknown: "refused" | "ignored",
): Answer | undefined {
  const ids = body.data.map(({ id }) => id);
  if (ids.length === 0 || ids.length > PROFILES_PER_CALL)
    return invalid(`A request takes 1 to ${PROFILES_PER_CALL} profiles.`, { pointer: "/data/" });
  const strangers = ids.filter((id) => account.profiles.get(id) === undefined);
  if (strangers.length === 0 || unknown === "ignored") return undefined;
  return invalid(`Invalid profile IDs: ${strangers.join(", ")}`, { pointer: "/data/" });
}

function ofList<Body>(call: Call<Body>, answer: (list: ProfileList) => Answer): Answer {
  const list = call.account.lists.get(call.params["id"] ?? "");
  return list === undefined ? notFound("A list with this id") : answer(list);
}

function showMember({ profile, joinedAtMs }: Member): unknown {
  const shown = showProfile(profile);
  return { ...shown, attributes: { ...shown.attributes, joined_group_at: isoInstant(joinedAtMs) } };
}

function showList({ id, name, createdAtMs, updatedAtMs, members }: ProfileList, additional = ""): unknown {
  const count = additional === "profile_count" ? { profile_count: members.size } : {};
  const times = { created: isoInstant(createdAtMs), updated: isoInstant(updatedAtMs) };
  return {
    type: "list",
    id,
    attributes: { name, ...times, opt_in_process: "single_opt_in", ...count },
    links: { self: `https://a.klaviyo.com/api/lists/${id}` },
  };
}
