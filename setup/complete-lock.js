/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out.
 *
 * npm writes a lock from what the registry in use offers. A mirror that keeps only its own platform's binaries leaves the
 * others out, and then `npm ci` refuses the lock as incomplete everywhere. Run this after every `npm install` that changes
 * the lock: `node setup/complete-lock.js`. An added entry has no integrity: npm adds it where the package can be read.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PLATFORM =
  /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/;

/**
 * The optional packages that no entry of the lock answers, by the path where npm would put them.
 * @param {{packages: Record<string, {optionalDependencies?: Record<string, string>, dev?: boolean}>}} lock
 * @returns {Record<string, object>}
 */
export function missingOptionalPackages(lock) {
  const missing = {};
  for (const [path, entry] of Object.entries(lock.packages))
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {}))
      if (!isAnswered(lock, path, name))
        missing[`node_modules/${name}`] = describePackage(name, version, entry.dev === true);
  return missing;
}

function isAnswered(lock, path, name) {
  for (
    let folder = path;
    ;
    folder = folder.includes("/node_modules/") ? folder.replace(/\/node_modules\/(?!.*\/node_modules\/).*$/, "") : ""
  ) {
    if (lock.packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === "") return false;
  }
}

function describePackage(name, version, isDevelopmentOnly) {
  const found = PLATFORM.exec(name);
  if (found === null) throw new Error(`${name} names no platform; add it to package-lock.json by hand.`);
  const [, os, cpu, flavour = ""] = found;
  const libc = flavour.startsWith("musl") ? "musl" : "glibc";
  return {
    version,
    cpu: [cpu],
    ...(isDevelopmentOnly ? { dev: true } : {}),
    ...(os === "linux" ? { libc: [libc] } : {}),
    optional: true,
    os: [os],
  };
}

function completeLock(file) {
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const missing = missingOptionalPackages(lock);
  const entries = Object.entries({ ...lock.packages, ...missing });
  lock.packages = Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  return Object.keys(missing).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const added = completeLock(fileURLToPath(new URL("../package-lock.json", import.meta.url)));
  process.stderr.write(`${added} optional packages of other platforms added to package-lock.json.\n`);
}
