/** The files that package.json's `files` and npm's own rules publish, compiled code aside. */
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** npm publishes these whatever `files` says. */
const ALWAYS = ["LICENSE", "README.md", "package.json"] as const;

const manifest = z.object({ files: z.array(z.string()) });

/** Relative to the repository, sorted. An entry that matches nothing is an error. */
export function publishedFiles(): readonly string[] {
  const { files } = manifest.parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
  const listed = files
    .filter((entry) => entry !== "dist")
    .flatMap((entry) => {
      const found = globSync([entry, `${entry}/**`], { cwd: ROOT }).filter((path) =>
        statSync(join(ROOT, path)).isFile(),
      );
      if (found.length === 0) throw new Error(`package.json publishes ${entry}, which is not there`);
      return found;
    });
  return [...new Set([...ALWAYS, ...listed])].toSorted();
}
