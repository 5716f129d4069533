/** The npm packages of a clone, Node 24 among them (the npm package `node`). */
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError, runCommand } from "./run-command.js";

/** Where the project's own Node is once the packages are there. */
export function projectNode(root) {
  return join(root, "node_modules", "node", "bin", "node");
}

/**
 * True when every package of the lock that this platform needs is installed in the lock's version.
 * @param {string} root
 */
export function areNpmPackagesReady(root) {
  if (isLink(join(root, "node_modules"))) return true; // Somebody else's, as in a worktree: used as it is.
  const installed = readJson(join(root, "node_modules", ".package-lock.json"));
  const wanted = readJson(join(root, "package-lock.json"));
  if (installed === undefined || wanted === undefined || !existsSync(projectNode(root))) return false;
  return Object.entries(wanted.packages).every(
    ([path, entry]) => path === "" || entry.optional === true || installed.packages[path]?.version === entry.version,
  );
}

/** Installs exactly what package-lock.json says. Your npm configuration counts: nothing of it is overridden. */
export async function installNpmPackages(root) {
  const environment = { ...process.env, PATH: pathWithout(join(root, "node_modules", ".bin")) };
  // Errors only: the starting Node may be older than a package wants, but it only carries out this step.
  const result = await runCommand("npm", ["ci", "--loglevel=error", "--no-audit", "--no-fund"], {
    folder: root,
    environment,
  });
  if (!result.isFound)
    throw new SetupError("npm was not found.", "Install Node.js 20 or newer with npm (Debian: apt install npm).");
  if (result.code !== 0)
    throw new SetupError(
      "npm could not install the packages.",
      "Mend what npm says above and start again.",
      result.output,
    );
  if (!existsSync(projectNode(root)))
    throw new SetupError(
      "npm did not set up the package `node`, which brings the Node that runs Tierline.",
      "Its install script must run (npm's setting ignore-scripts forbids it): npm rebuild node --ignore-scripts=false",
    );
}

/** npm must not run on the Node that it is about to replace. */
function pathWithout(folder) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((entry) => entry !== folder)
    .join(delimiter);
}

function isLink(path) {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // Missing or cut short: not ready.
  }
}
