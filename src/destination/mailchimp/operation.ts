const KNOWN: ReadonlySet<string> = new Set([
  "3.0",
  "lists",
  "members",
  "merge-fields",
  "segments",
  "tag-search",
  "ping",
  "campaigns",
  "reports",
  "sent-to",
  "email-activity",
  "unsubscribed",
]);

/** The path of a request fit for a log: every part that is no word of the API is masked, and the query left out. */
export function operationOf(url: string): string {
  const parts = new URL(url).pathname.split("/");
  return parts.map((part) => (part === "" || KNOWN.has(part) ? part : "*")).join("/");
}
