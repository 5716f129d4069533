/** Runs the tour and puts its output into README.md: `npm run readme`. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { levelTour, replaceBlock } from "../src/demo/readme-block.ts";

const readme = fileURLToPath(new URL("../README.md", import.meta.url));
const bin = fileURLToPath(new URL("../bin/tierline.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tierline-readme-"));
try {
  const output = execFileSync(process.execPath, [bin, "demo"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, LC_ALL: "C.UTF-8", TERM: "xterm" },
  });
  writeFileSync(readme, replaceBlock(readFileSync(readme, "utf8"), levelTour(output)));
} finally {
  rmSync(folder, { recursive: true });
}
