/** Lists: create, get by id and by name (destinations.md 1.5; guide and spec read 2026-11-22). */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { instant, invalid, notFound, ok } from "./answers.ts";
import type { ContactList } from "./contact-list.ts";
import { Members } from "./members.ts";
import type { Call } from "./route.ts";

export const CONTACT_TYPE = "0-1";

export const createListBody = z.strictObject({
  name: z.string().min(1),
  objectTypeId: z.string(),
  processingType: z.enum(["MANUAL", "DYNAMIC", "SNAPSHOT"]),
  filterBranch: z.unknown().optional(),
});

/**
 * A name is unique in the account; twice is 400 with `ILS.DUPLICATE_LIST_NAMES` (seen in many repositories; the text is
 * from memory). Lists with filters are refused: the stand-in evaluates none, they are made by hand instead.
 */
export function createList(call: Call<z.infer<typeof createListBody>>): Answer {
  const { name, objectTypeId, processingType } = call.body;
  if (objectTypeId !== CONTACT_TYPE) return invalid(`Object type "${objectTypeId}" is not known to this stand-in.`);
  if (processingType !== "MANUAL" || call.body.filterBranch !== undefined) {
    return invalid("This stand-in evaluates no filters; only MANUAL lists can be created through its API.");
  }
  if (call.portal.listNamed(name) !== undefined) {
    return invalid(`A list with the name "${name}" already exists.`, { subCategory: "ILS.DUPLICATE_LIST_NAMES" });
  }
  const list: ContactList = {
    listId: call.portal.nextListId(),
    name,
    processingType,
    createdAtMs: call.nowMs,
    updatedAtMs: call.nowMs,
    listVersion: 1,
    members: new Members(),
  };
  call.portal.lists.set(list.listId, list);
  return ok({ list: listAnswer(list) });
}

export function getList(call: Call<undefined>): Answer {
  const list = call.portal.lists.get(call.params["listId"] ?? "");
  return list === undefined ? noSuchList() : ok({ list: listAnswer(list) });
}

/** The name must be the list's exactly, case included (from memory). */
export function getListByName(call: Call<undefined>): Answer {
  if (!isContactType(call.params["objectTypeId"] ?? "")) return noSuchList();
  const list = call.portal.listNamed(call.params["name"] ?? "");
  return list === undefined ? noSuchList() : ok({ list: listAnswer(list) });
}

/** Not an operation of Tierline's: carried out as documented, and counted as forbidden. */
export function deleteList(call: Call<undefined>): Answer {
  call.forbid("delete list");
  return call.portal.lists.delete(call.params["listId"] ?? "") ? { status: 204, body: undefined } : noSuchList();
}

export function noSuchList(): Answer {
  return notFound("List does not exist.");
}

/** Names are accepted in list URLs too (third-party code). */
function isContactType(name: string): boolean {
  return [CONTACT_TYPE, "contact", "contacts", "CONTACT"].includes(name);
}

/** The fields of the guide's example; the size is not among them. */
export function listAnswer(list: ContactList): Readonly<Record<string, unknown>> {
  return {
    listId: list.listId,
    listVersion: list.listVersion,
    createdAt: instant(list.createdAtMs),
    updatedAt: instant(list.updatedAtMs),
    filtersUpdatedAt: instant(list.createdAtMs),
    processingStatus: "COMPLETE",
    createdById: "1",
    processingType: list.processingType,
    objectTypeId: CONTACT_TYPE,
    name: list.name,
    listPermissions: { teamsWithEditAccess: [], usersWithEditAccess: [] },
    membershipSettings: { membershipTeamId: null, includeUnassigned: null },
  };
}
