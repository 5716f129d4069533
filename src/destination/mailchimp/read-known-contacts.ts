/** Whom record ids name, read outside a plan (for a take-over). A contact carries no property of ours: its address says who it is. */
import type { KnownContact } from "../destination.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { expectBody, memberAnswer, unexpected } from "./answers.ts";
import type { MailchimpApi } from "./api.ts";
import type { MailchimpRequests } from "./requests.ts";
import type { SeenContacts } from "./seen-contacts.ts";

export interface ReadKnownContactsOptions {
  readonly api: MailchimpApi;
  readonly requests: MailchimpRequests;
  readonly seen: SeenContacts;
}

/** One request per contact that no page of a segment showed within the last minute. Rejects when any is not answered. */
export async function readKnownContacts(
  options: ReadKnownContactsOptions,
  recordIds: readonly string[],
): Promise<readonly KnownContact[]> {
  const known = await Promise.all([...new Set(recordIds)].map(async (id) => await readOne(options, id)));
  return known.flatMap((contact) => contact ?? []);
}

async function readOne(
  { api, requests, seen }: ReadKnownContactsOptions,
  recordId: string,
): Promise<KnownContact | undefined> {
  const address = seen.address(recordId);
  if (address !== undefined) return { recordId, identity: null, address };
  const answer = await api.ask(requests.member(recordId));
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw unexpected(answer, "the reading of a contact");
  const member = expectBody(answer, memberAnswer, "the reading of a contact");
  return { recordId: member.id, identity: null, address: member.email_address.trim().toLowerCase() };
}
