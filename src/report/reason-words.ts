/** Why somebody is not on a list, in words for marketers. Codes stay what scripts and the data team go by. */

/** To stand after "not sent because": what holds them back. */
const WORDS: Readonly<Record<string, string>> = {
  suppressed: "they are on the suppression list",
  suppressed_contact: "another address of the contact is on the suppression list",
  no_consent: "they have not agreed to be contacted",
  held_out: "they are held out, to be compared with those who were sent",
  no_address: "no e-mail address is known",
  shared_address: "another member has the same e-mail address",
  data_error: "an error in the data hides their tier",
  not_a_member: "they are not among the members",
  deleted_at_destination: "the contact was deleted in the marketing tool",
  not_found: "the marketing tool has no such contact",
  identity_changed: "the contact now carries the id of somebody else",
  cool_down: "the last change is only minutes old; the next run goes on",
  predecessor: "a change before it has not come through yet",
  not_sent: "the run ended before their turn; the next one goes on",
  limit: "the run was told to send to fewer members",
  rate_limited: "the marketing tool asked to slow down; the next run goes on",
  no_receipt: "no answer came; the next run says it again",
};

/** A code that is not known here is a destination's own: it is shown as it is. */
export function reasonWords(reason: string): string {
  return Object.hasOwn(WORDS, reason)
    ? (WORDS[reason] ?? reason)
    : `the marketing tool said ${reason.replaceAll("_", " ")}`;
}
