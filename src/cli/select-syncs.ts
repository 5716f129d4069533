/** Which syncs `--select` means: those of a name, those of a tag. */
import { knownWords } from "../config/did-you-mean.ts";
import type { SyncFile } from "../config/sync-file.ts";
import { ConfigError } from "../domain/errors.ts";

const TAG = "tag:";

/**
 * By name, each once; all of them where nothing is asked for. `ConfigError` `unknown_selection` for a word that means none:
 * a misspelt one must not pass for a run that had nothing to do.
 */
export function selectSyncs(files: readonly SyncFile[], asked: readonly string[]): readonly SyncFile[] {
  if (asked.length === 0) return files;
  const tags = [...new Set(files.flatMap((file) => file.tags))].toSorted();
  const meant = new Set<SyncFile>();
  for (const word of asked) {
    const isTag = word.startsWith(TAG);
    const found = files.filter(({ sync, tags: own }) =>
      isTag ? own.includes(word.slice(TAG.length)) : sync.name === word,
    );
    if (found.length === 0)
      throw new ConfigError("unknown_selection", `No sync has the ${isTag ? "tag" : "name"} that --select gives.`, {
        remedy: knownWords(word, [...files.map(({ sync }) => sync.name), ...tags.map((tag) => `${TAG}${tag}`)]),
      });
    for (const file of found) meant.add(file);
  }
  return files.filter((file) => meant.has(file));
}

export const SELECT_OPTION = {
  flags: "--select <word>",
  description: "only these syncs, by name or as tag:nightly; may be given several times",
  isRepeatable: true,
} as const;
