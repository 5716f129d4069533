/** Where a place's files lie, below the destination's address: `<sync>/contacts` and `<sync>/lists/<list>`. */
import { createHash } from "node:crypto";
import { CONTACT_PLACE_NAME, type PlaceSpec } from "../../domain/place.ts";

/** Two lists whose names make one folder are refused (`list_reused`), as two names of one list are anywhere. */
export function folderOf(sync: string, { kind, name }: Pick<PlaceSpec, "kind" | "name">): string {
  return kind === "contact" ? `${sync}/${CONTACT_PLACE_NAME}` : `${sync}/lists/${wordsOf(name)}`;
}

/** Letters and digits in lower case, with hyphens for all that stands between them: never a path of its own. */
function wordsOf(name: string): string {
  const words = name
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/gu, "");
  return words === "" ? createHash("sha256").update(name).digest("hex").slice(0, 12) : words;
}
