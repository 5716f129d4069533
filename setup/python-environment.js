/**
 * Python environments from hash-locked requirements. The installer is `uv` (from PATH, else from the package index in the
 * locked version) and, where that cannot be had, pip: the same files, ten times slower.
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installerEnvironment } from "./installer-environment.js";
import { SetupError, runCommand } from "./run-command.js";

/**
 * `folder`: where, in the project. `pins`: what is wanted by name; beside it lies the lock made from it. dbt for BigQuery
 * stands apart, because it brings half a gigabyte that nobody else needs.
 */
const ENVIRONMENTS = {
  dbt: { folder: ".venv", holds: "dbt", pins: "requirements.in", minorMin: 10 },
  "dbt-bigquery": { folder: ".venv-bigquery", holds: "dbt for BigQuery", pins: "bigquery.in", minorMin: 10 },
  "bigquery-emulator": {
    folder: ".venv-bigquery-emulator",
    holds: "the BigQuery emulator",
    pins: "bigquery-emulator.in",
    minorMin: 11,
  },
  sqlfluff: { folder: ".venv-sqlfluff", holds: "SQLFluff", pins: "sqlfluff.in", minorMin: 10 },
};

/** @typedef {keyof typeof ENVIRONMENTS} EnvironmentName */

const MINOR_MAX = 13;
const INSTALLER = fileURLToPath(new URL("installer.txt", import.meta.url));
const CANDIDATES = ["python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];
const DESCRIBE = [
  "import importlib.util as u, json, sys",
  "print(json.dumps([list(sys.version_info[:3]), u.find_spec('venv') is not None and u.find_spec('ensurepip') is not None]))",
].join("\n");

/** @returns {name is EnvironmentName} */
export function isEnvironmentName(name) {
  return Object.hasOwn(ENVIRONMENTS, name);
}

/**
 * What it holds, and the folder that it is or becomes.
 * @param {string} folder
 * @param {EnvironmentName} name
 */
export function describeEnvironment(folder, name) {
  const { holds, folder: own } = ENVIRONMENTS[name];
  return { holds, path: join(folder, own) };
}

/**
 * True when the folder's environment holds these requirements on a Python that is still there.
 * @param {string} folder
 * @param {EnvironmentName} name
 */
export function isPythonReady(folder, name) {
  const environment = describeEnvironment(folder, name).path;
  try {
    if (lstatSync(environment).isSymbolicLink()) return true; // Somebody else's, as in a worktree: used as it is.
    if (!existsSync(stampFile(environment))) return holdsPinnedPackages(environment, name);
    const stamp = JSON.parse(readFileSync(stampFile(environment), "utf8"));
    const python = realpathSync(join(environment, "bin", "python"));
    return stamp.requirements === requirementsHash(name) && stamp.python === python;
  } catch {
    return false; // Missing, cut short, or its Python is gone.
  }
}

/** An environment that the operator made serves when it holds the pinned versions; it is never changed. */
function holdsPinnedPackages(environment, name) {
  const pins = readFileSync(pinsFile(name), "utf8")
    .split("\n")
    .filter((line) => line.includes("=="));
  return readdirSync(join(environment, "lib")).some((python) =>
    pins.every((pin) => {
      const [distribution, version] = pin.split("==");
      const installed = `${distribution.replaceAll("-", "_")}-${version}.dist-info`;
      return existsSync(join(environment, "lib", python, "site-packages", installed));
    }),
  );
}

/**
 * Makes the environment anew, whatever an interrupted set-up left there.
 * @param {string} folder
 * @param {EnvironmentName} name
 * @param {(line: string) => void} report
 */
export async function installPython(folder, name, report) {
  const environment = describeEnvironment(folder, name).path;
  const python = await findPython(folder, name);
  clearOwn(environment, name);
  const hasUv = (await runCommand("uv", ["--version"], { folder })).code === 0;
  await makeEnvironment(python, environment, hasUv, folder);
  await installRequirements(environment, name, hasUv, folder, report);
  const target = realpathSync(join(environment, "bin", "python"));
  writeFileSync(stampFile(environment), JSON.stringify({ requirements: requirementsHash(name), python: target }));
}

function describeWanted(named) {
  return named === undefined || named === "" ? "Python" : `The Python that TIERLINE_PYTHON names (${named})`;
}

/** The stamp is written empty first and filled last, so an environment of ours is known as ours at every instant. */
function clearOwn(environment, name) {
  if (existsSync(environment) && !existsSync(stampFile(environment)) && readdirSync(environment).length > 0)
    throw new SetupError(
      `${environment} is there already, was not made by Tierline and lacks the pinned versions.`,
      `Install them there (${join(environment, "bin", "pip")} install -r ${lockFile(name)}), or move that environment away.`,
    );
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(environment, { recursive: true });
  writeFileSync(stampFile(environment), "{}");
}

/** The newest supported Python on PATH (or the one `TIERLINE_PYTHON` names) that can make environments. */
async function findPython(folder, name) {
  const { holds, minorMin } = ENVIRONMENTS[name];
  const named = process.env.TIERLINE_PYTHON;
  const others = [];
  let incomplete;
  for (const program of named === undefined || named === "" ? CANDIDATES : [named]) {
    const result = await runCommand(program, ["-c", DESCRIBE], { folder });
    if (result.code !== 0) continue;
    const [version, canMakeEnvironments] = JSON.parse(result.output.trim().split("\n").at(-1));
    const shown = `${program} (${version.join(".")})`;
    if (version[0] !== 3 || version[1] < minorMin || version[1] > MINOR_MAX) others.push(shown);
    else if (canMakeEnvironments) return { program, version: `${version[0]}.${version[1]}` };
    else incomplete ??= `${program}: apt install python${version[0]}.${version[1]}-venv`;
  }
  if (incomplete !== undefined)
    throw new SetupError(
      `Python is there, but not its modules venv and ensurepip (${incomplete.split(":")[0]}).`,
      `Install them (Debian and Ubuntu: ${incomplete.split(": ")[1]}) and start again.`,
    );
  throw new SetupError(
    others.length === 0
      ? `${describeWanted(named)} was not found.`
      : `${sentenceStart(holds)} needs Python 3.${minorMin} to 3.${MINOR_MAX}; found only ${others.join(", ")}.`,
    "Install one (Debian and Ubuntu: apt install python3 python3-venv) or name it in TIERLINE_PYTHON, and start again.",
  );
}

async function makeEnvironment(python, environment, hasUv, folder) {
  const made = hasUv
    ? await runCommand("uv", ["venv", "--quiet", "--allow-existing", "--python", python.program, environment], {
        folder,
        environment: { ...process.env, UV_PYTHON_DOWNLOADS: "never" },
      })
    : { code: 1 };
  if (made.code === 0) return;
  const result = await runCommand(python.program, ["-m", "venv", environment], { folder });
  if (result.code !== 0)
    throw new SetupError(
      `${python.program} could not make an environment in ${environment}.`,
      `Mend what Python says above (Debian and Ubuntu: apt install python${python.version}-venv) and start again.`,
      result.output,
    );
}

async function installRequirements(environment, name, hasUv, folder, report) {
  const bin = join(environment, "bin");
  const pip = existsSync(join(bin, "pip"));
  const options = pip ? await installerEnvironment(join(bin, "pip"), folder) : process.env;
  const path = { ...options, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` };
  const canUseUv = hasUv || (pip && (await pipInstall(bin, INSTALLER, folder)).code === 0);
  if (canUseUv) {
    const python = join(bin, "python");
    const words = ["pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lockFile(name)];
    const result = await runCommand("uv", words, { folder, environment: path });
    if (result.code === 0) return;
    if (!pip) throw installFailure(name, result.output);
  }
  report("uv could not be used; installing with pip, which takes longer …");
  const result = await pipInstall(bin, lockFile(name), folder);
  if (result.code !== 0) throw installFailure(name, result.output);
}

function pipInstall(bin, file, folder) {
  const words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", file];
  return runCommand(join(bin, "python"), words, { folder });
}

function installFailure(name, output) {
  return new SetupError(
    `${sentenceStart(ENVIRONMENTS[name].holds)} could not be installed.`,
    "Mend what the installer says above (often the network or the package index) and start again.",
    output,
  );
}

function requirementsHash(name) {
  return createHash("sha256")
    .update(readFileSync(lockFile(name)))
    .digest("hex");
}

function pinsFile(name) {
  return fileURLToPath(new URL(ENVIRONMENTS[name].pins, import.meta.url));
}

function lockFile(name) {
  return pinsFile(name).replace(/\.in$/, ".txt");
}

function sentenceStart(text) {
  return text.startsWith("the ") ? `T${text.slice(1)}` : text;
}

function stampFile(environment) {
  return join(environment, "tierline-setup.json");
}
