/** A shop of a few members whose tiers are worked by hand, as files and as a folder that `tierline init` made. */
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTierline, type RunOptions } from "./run-tierline.ts";

/** Everything happened before this instant. */
export const AS_OF = "2024-06-30T12:00:00Z";
const JOINED_AT = "2024-01-01T00:00:00Z";

export interface SmallMember {
  readonly id: string;
  /** Default: `<id>@example.com`. Empty: none. */
  readonly email?: string;
  /** What was spent on 1 March 2024, as decimal text. */
  readonly spent: string;
  readonly isResigned?: boolean;
}

/** Writes the four files of these members into `data/`. */
export async function writeFiles(folder: string, members: readonly SmallMember[]): Promise<void> {
  const data = join(folder, "data");
  await mkdir(data, { recursive: true });
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(data, `${name}.csv`), `${lines.join("\n")}\n`);
  await write("customers", [
    "customer_id,email,first_name,last_name,country,created_at",
    ...members.map(({ id, email }) => `${id},${email ?? `${id}@example.com`},A,B,PL,${JOINED_AT}`),
  ]);
  await write("loyalty_status", [
    "event_id,customer_id,status,occurred_at",
    ...members.map(({ id }) => `s-${id},${id},active,${JOINED_AT}`),
    ...members
      .filter((member) => member.isResigned === true)
      .map(({ id }) => `q-${id},${id},resigned,2024-05-01T00:00:00Z`),
  ]);
  await write("charges", [
    "event_id,customer_id,amount,currency,occurred_at,order_id",
    ...members.map(({ id, spent }) => `c-${id}-${spent},${id},${spent},PLN,2024-03-01T00:00:00Z,o-${id}-${spent}`),
  ]);
  await write("returns", ["event_id,customer_id,amount,currency,occurred_at,order_id"]);
}

/**
 * A folder outside the repository, made by `tierline init`. `coolDown`: of its sync, instead of the sandbox's 30 s.
 * `warehouse`: default DuckDB.
 */
export async function makeShopFolder(options: {
  readonly coolDown?: string;
  readonly warehouse?: "postgres" | "bigquery";
}): Promise<{ readonly folder: string; readonly env: NonNullable<RunOptions["env"]> }> {
  const parent = await mkdtemp(join(tmpdir(), "tierline-shop-"));
  const env = { XDG_STATE_HOME: join(parent, "state"), HUBSPOT_TOKEN: "sandbox" };
  const engine = options.warehouse === undefined ? [] : ["--warehouse", options.warehouse];
  const made = await runTierline(["init", "my-shop", ...engine], { cwd: parent, env });
  if (made.code !== 0) throw new Error(made.stderr);
  const folder = join(parent, "my-shop");
  if (options.coolDown !== undefined) {
    const file = join(folder, "syncs", "hubspot_tiers.yml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("cool_down: 30s", `cool_down: ${options.coolDown}`));
  }
  return { folder, env };
}

/** A second target beside dev, with all its settings. Resolves to what takes it away again. */
export async function addTarget(folder: string, name: string): Promise<() => Promise<void>> {
  const profiles = join(folder, "profiles.yml");
  const text = await readFile(profiles, "utf8");
  const dev = /^( +)dev:\n((?:\1 +.*\n?)+)/mu.exec(text);
  if (dev === null) throw new Error("The profile has no target dev.");
  const [block, indent, settings] = dev;
  await writeFile(profiles, text.replace(block, `${block.trimEnd()}\n${indent}${name}:\n${settings}`));
  return () => writeFile(profiles, text);
}
