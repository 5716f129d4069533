/** Whom a list of profile ids names, read outside a plan (for a take-over): in the order asked, the absent left out. */
import type { KnownContact } from "../destination.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { cursorOf, expectBody, profilePage } from "./answers.ts";
import { refusedReading } from "./list-errors.ts";
import type { ListsOptions } from "./lists.ts";
import { addressOf, memberOf } from "./look-up.ts";
import { PROFILES_PER_PAGE } from "./options.ts";

/** One request per 100 distinct ids. Rejects when any of them is not answered. */
export async function readKnownProfiles(
  options: ListsOptions,
  profileIds: readonly string[],
): Promise<readonly KnownContact[]> {
  const ids = [...new Set(profileIds)];
  const parts = Array.from({ length: Math.ceil(ids.length / PROFILES_PER_PAGE) }, (_, at) =>
    ids.slice(at * PROFILES_PER_PAGE, (at + 1) * PROFILES_PER_PAGE),
  );
  const read = await Promise.all(parts.map(async (part) => await readPart(options, part)));
  const known = new Map(read.flat().map((one) => [one.recordId, one]));
  return ids.flatMap((id) => known.get(id) ?? []);
}

async function readPart({ api, requests }: ListsOptions, ids: readonly string[]): Promise<readonly KnownContact[]> {
  const known: KnownContact[] = [];
  let cursor: string | undefined;
  do {
    const answer = await api.ask(requests.profiles("id", ids, { cursor }));
    if (!isSuccess(answer)) throw refusedReading(answer, "the reading of profiles");
    const page = expectBody(answer, profilePage, "the reading of profiles");
    for (const profile of page.data)
      known.push({ recordId: profile.id, identity: memberOf(profile), address: addressOf(profile) });
    const next = cursorOf(page.links?.next);
    cursor = next === cursor ? undefined : next;
  } while (cursor !== undefined);
  return known;
}
