/** The path of a request fit for a log: numbers and names masked, query left out. */
export function operationOf(url: string): string {
  return new URL(url).pathname.replace(/(?<=\/name\/)[^/]+/u, "*").replaceAll(/(?<=\/)\d+(?=\/|$)/gu, "*");
}
