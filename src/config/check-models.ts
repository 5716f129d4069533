/** Whether the models and columns that sync files name exist in the dbt project. */
import type { DbtModel } from "../domain/dbt-model.ts";
import type { Problem } from "../domain/errors.ts";
import { SUPPRESSED_ADDRESS } from "../domain/sync.ts";
import { knownWords } from "./did-you-mean.ts";
import { byPosition, refuse } from "./refuse.ts";
import type { SyncFile } from "./sync-file.ts";
import type { YamlPath } from "./yaml-source.ts";

/**
 * `ConfigError` (`unknown_model`, `unknown_column`; `invalid_sync` for several) with the place in the sync file. A column
 * is judged only where a contract makes the model's list of columns complete.
 */
export function checkAgainstModels(files: readonly SyncFile[], models: readonly DbtModel[]): void {
  const byName = new Map(models.map((model) => [model.name, model]));
  refuse(
    "invalid_sync",
    files.flatMap((file) => checkFile(file, byName).toSorted(byPosition)),
  );
}

function checkFile({ sync, source }: SyncFile, models: ReadonlyMap<string, DbtModel>): readonly Problem[] {
  const problems: Problem[] = [];
  const check = (name: string, path: YamlPath, columns: readonly (readonly [string | null, YamlPath])[]): void => {
    const model = models.get(name);
    if (model === undefined) {
      problems.push({
        code: "unknown_model",
        message: `The dbt project has no model "${name}".`,
        remedy: knownWords(name, [...models.keys()].filter(isOffered)),
        location: source.locate(path),
      });
      return;
    }
    if (!model.hasAllColumns) return;
    for (const [column, columnPath] of columns)
      if (column !== null && !model.columns.includes(column))
        problems.push({
          code: "unknown_column",
          message: `The model "${name}" has no column "${column}".`,
          remedy: knownWords(column, model.columns),
          location: source.locate(columnPath),
        });
  };
  const { members } = sync;
  check(
    members.model,
    ["members", "model"],
    [
      [members.key, ["members", "key"]],
      [members.email, ["members", "email"]],
      [members.reason, ["members", "reason"]],
      ...(sync.consent === null ? [] : [[sync.consent.column, ["consent", "column"]] as const]),
      ...sync.properties.map(({ name, column }) => [column, ["properties", name, "column"]] as const),
    ],
  );
  if (sync.suppress !== null) {
    check(sync.suppress.model, ["suppress", "model"], []);
    problems.push(...checkSuppression(sync.suppress.model, members.key, source, models));
  }
  for (const [index, { model }] of sync.audiences.entries()) {
    const path = ["audiences", index, "model"];
    check(model, path, [
      ["audience", path],
      ["customer_id", path],
    ]);
  }
  return problems;
}

/** One of the two columns is enough. */
function checkSuppression(
  name: string,
  key: string,
  source: SyncFile["source"],
  models: ReadonlyMap<string, DbtModel>,
): readonly Problem[] {
  const model = models.get(name);
  if (model === undefined || !model.hasAllColumns) return [];
  if (model.columns.includes(key) || model.columns.includes(SUPPRESSED_ADDRESS)) return [];
  return [
    {
      code: "unknown_column",
      message: `The model "${name}" names nobody: it has neither "${key}" nor "${SUPPRESSED_ADDRESS}".`,
      remedy: knownWords(key, model.columns),
      location: source.locate(["suppress", "model"]),
    },
  ];
}

/** Suggestions are models that a sync may want, not the steps towards them. */
function isOffered(name: string): boolean {
  return !/^(?:stg|int)_/u.test(name);
}
