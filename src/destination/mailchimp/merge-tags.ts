/**
 * Merge tags of a sync's properties. A tag has at most ten characters (merge fields page), so a longer name is shortened, always
 * in the same way: docs/mailchimp.md shows it.
 */
import { ConfigError } from "../../domain/errors.ts";

const LENGTH_MAX = 10;
const VOWELS = /(?<=[A-Z0-9])[AEIOU]/gu;
/** Every audience is born with these, and `EMAIL` is the address: a leave would empty what is not ours. */
const TAKEN: ReadonlySet<string> = new Set(["EMAIL", "FNAME", "LNAME", "ADDRESS", "PHONE"]);

/** `loyalty_tier` → `TIER`, `loyalty_tier_valid_to` → `TR_VLD_T`. */
function mergeTagOf(name: string): string {
  const upper = name.toUpperCase().replaceAll(/[^A-Z0-9_]/gu, "_");
  if (upper.length <= LENGTH_MAX) return upper;
  const bare = upper.replace(/^LOYALTY_(?=[A-Z])/u, "");
  return bare.length <= LENGTH_MAX ? bare : bare.replaceAll(VOWELS, "").slice(0, LENGTH_MAX);
}

/** Throws `ConfigError` `merge_tag` when two properties come out as one tag, or one as a field that is not ours to fill. */
export function mergeTagsOf(names: readonly string[]): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const byTag = new Map<string, string>();
  for (const name of names) {
    const tag = mergeTagOf(name);
    const other = byTag.get(tag);
    if (other !== undefined)
      throw new ConfigError(
        "merge_tag",
        `Properties ${other} and ${name} would both be Mailchimp's merge tag ${tag}.`,
        {
          remedy: `Rename one of them in the sync file; ten letters or fewer stay as they are.`,
        },
      );
    if (TAKEN.has(tag) || !/^[A-Z]/u.test(tag))
      throw new ConfigError(
        "merge_tag",
        `Property ${name} would be Mailchimp's merge tag ${tag}, which a sync may not fill.`,
        {
          remedy: "Give the property another name in the sync file; Tierline creates a merge field for it.",
        },
      );
    byTag.set(tag, name);
    tags.set(name, tag);
  }
  return tags;
}
