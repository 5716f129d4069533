/** Switches the models over Tierline's state on in a copy of the package, with a state of a few rows in `schema`. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function watchState(folder: string, schema: string): void {
  cpSync(join(import.meta.dirname, "fill_state.sql"), join(folder, "macros/fill_state.sql"));
  const path = join(folder, "dbt_project.yml");
  const text = readFileSync(path, "utf8");
  const watched = text
    .replace("\nvars:\n", `\nvars:\n  state_schema: ${schema}\n`)
    .replace("\non-run-end:", '\n  - "{{ tierline.fill_state() }}"\non-run-end:');
  if (watched.split("\n").length !== text.split("\n").length + 2) throw new Error("dbt_project.yml has another shape");
  writeFileSync(path, watched);
}
