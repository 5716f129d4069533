/** Puts the page at its place: first into the history, then as the newest, each replaced as a whole. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FileStore } from "../../destination/files/store.ts";
import { withTemporaryDirectory } from "../../platform/temporary-directory.ts";

export interface PageName {
  /** Without its extension. */
  readonly name: string;
  /** `2026-07-01`; null for no history. A second page of a day replaces the first. */
  readonly day: string | null;
  /** Epoch milliseconds: this machine's clock. */
  readonly nowMs: number;
}

/** The paths below the place. Rejects as the store does; the newest page is then the old one or the new one, never a part. */
export async function publishReport(
  store: FileStore,
  page: string,
  { name, day, nowMs }: PageName,
): Promise<readonly string[]> {
  const paths = [...(day === null ? [] : [`history/${name}-${day}.html`]), `${name}.html`];
  return withTemporaryDirectory("page", nowMs, async (folder) => {
    const file = join(folder, "page.html");
    await writeFile(file, page);
    for (const path of paths) {
      const staged = await store.stage(path, file);
      try {
        await staged.commit();
      } finally {
        await staged.discard();
      }
    }
    return paths;
  });
}
