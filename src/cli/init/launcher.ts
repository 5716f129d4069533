/**
 * What `npx tierline` finds in a shop's folder: a small file of our own instead of a link, since npx would go and ask a
 * registry for a package called tierline when a link led nowhere.
 */

/** Relative to the shop's folder. */
export const LAUNCHER_PATH = "node_modules/.bin/tierline";

/** Plain JavaScript for every Node from 20 on. `.bin` has no package.json above it that says module, so it is CommonJS. */
export function launcher(packageDirectory: string): string {
  return `#!/usr/bin/env node
// Written by \`tierline init\`. Starts the Tierline this folder was made from.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const home = ${JSON.stringify(packageDirectory)};
const bin = join(home, "bin", "tierline.js");
if (existsSync(bin)) import(pathToFileURL(bin).href);
else {
  const text = "Tierline is not at " + home + " any more.";
  const remedy = "Where it is now, run: node bin/tierline.js init " + JSON.stringify(join(__dirname, "..", ".."));
  const error = { code: "tierline_moved", message: text, remedy, location: null, problems: [] };
  if (process.argv.includes("--json"))
    console.log(JSON.stringify({ schema_version: 1, command: "tierline", exit_code: 3, error }));
  console.error("error: " + text + "\\n\\n  " + remedy);
  process.exitCode = 3;
}
`;
}
