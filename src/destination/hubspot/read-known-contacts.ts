/**
 * Whom a list of record ids names, read outside a plan (for a take-over).
 *
 * A record is absent when HubSpot names it as not found, or leaves it out of two answers: a record that was merged comes
 * back under another id, or not at all (0041). Requests go out as the limiter lets them, several at a time.
 */
import { ContractError } from "../../domain/errors.ts";
import type { KnownContact } from "../destination.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { contactBatch, expectBody } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { addressOf, missingOf, textOf } from "./contact-reads.ts";
import { CONTACTS_PER_CALL, MEMBER_ID_PROPERTY } from "./options.ts";
import type { HubSpotRequests } from "./requests.ts";

export interface ReadKnownContactsOptions {
  readonly api: HubSpotApi;
  readonly requests: HubSpotRequests;
}

/** One request per 100 distinct ids, and one per 100 that were left out. Rejects when any of them is not answered. */
export async function readKnownContacts(
  options: ReadKnownContactsOptions,
  recordIds: readonly string[],
): Promise<readonly KnownContact[]> {
  const first = await readAll(options, [...new Set(recordIds)]);
  const again = await readAll(options, first.unnamed);
  return [...first.found, ...again.found];
}

interface Answered {
  readonly found: readonly KnownContact[];
  /** In neither results nor errors. */
  readonly unnamed: readonly string[];
}

async function readAll(options: ReadKnownContactsOptions, ids: readonly string[]): Promise<Answered> {
  const parts = Array.from({ length: Math.ceil(ids.length / CONTACTS_PER_CALL) }, (_, at) =>
    ids.slice(at * CONTACTS_PER_CALL, (at + 1) * CONTACTS_PER_CALL),
  );
  const answered = await Promise.all(parts.map(async (part) => await readPart(options, part)));
  return {
    found: answered.flatMap(({ found }) => found),
    unnamed: answered.flatMap(({ unnamed }) => unnamed),
  };
}

async function readPart({ api, requests }: ReadKnownContactsOptions, ids: readonly string[]): Promise<Answered> {
  const answer = await api.ask(await requests.readContacts(ids, null, ["email", MEMBER_ID_PROPERTY]));
  if (!isSuccess(answer))
    throw new ContractError(
      "unexpected_answer",
      `HubSpot answered the reading of contacts with status ${answer.status}.`,
      { remedy: "Run again; report the case with the version of Tierline when it happens twice." },
    );
  const batch = expectBody(answer, contactBatch, "the reading of contacts");
  const found = batch.results
    .filter((record) => ids.includes(record.id))
    .map((record) => ({
      recordId: record.id,
      identity: textOf(record, MEMBER_ID_PROPERTY),
      address: addressOf(record),
    }));
  const named = new Set([...found.map(({ recordId }) => recordId), ...missingOf(batch.errors)]);
  // An error that names nobody says nothing about anybody: a row it stands for is not absent.
  if (batch.errors.some((error) => missingOf([error]).length === 0))
    throw new ContractError("unexpected_answer", "HubSpot could not read some contacts and did not say why.", {
      remedy: "Run again; report the case with the version of Tierline when it happens twice.",
    });
  return { found, unnamed: ids.filter((id) => !named.has(id)) };
}
