/** A real folder whose commits may be lost, lost after they were done, or done late. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TransientError } from "../../src/domain/errors.ts";
import { createLocalStore } from "../../src/destination/files/local-store.ts";
import type { FileStore } from "../../src/destination/files/store.ts";
import type { Random } from "../../src/platform/random.ts";

export interface LyingStore {
  readonly root: string;
  readonly store: FileStore;
  /** Everything that is still on its way takes effect now. */
  settleLate(): void;
}

export function createLyingStore(random: Random, shareOf: (fault: "timeout" | "lost" | "late") => number): LyingStore {
  const root = mkdtempSync(join(tmpdir(), "tierline-test-files-"));
  const store = createLocalStore(root);
  let late: (() => void)[] = [];
  return {
    root,
    settleLate: () => {
      for (const one of late) one();
      late = [];
    },
    store: {
      ...store,
      stage: async (path, localPath) => {
        const staged = await store.stage(path, localPath);
        const bytes = readFileSync(localPath);
        return {
          ...staged,
          commit: async () => {
            let left = random.fraction();
            const strikes = (fault: "timeout" | "lost" | "late"): boolean => {
              const isHit = left >= 0 && left < shareOf(fault);
              left -= shareOf(fault);
              return isHit;
            };
            if (strikes("timeout")) throw noAnswer();
            if (strikes("late")) {
              late.push(() => {
                mkdirSync(dirname(join(root, path)), { recursive: true });
                writeFileSync(join(root, path), bytes);
              });
              throw noAnswer();
            }
            await staged.commit();
            if (strikes("lost")) throw noAnswer();
          },
        };
      },
    },
  };
}

function noAnswer(): TransientError {
  return new TransientError("target_unreachable", "No answer came.");
}
