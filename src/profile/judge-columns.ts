/** Does a relation have the columns its contract promises? */
import { closestName } from "../domain/closest-name.ts";
import type { Column } from "../warehouse/warehouse.ts";
import type { Finding } from "./profile.ts";
import { isOfType, type StagingModel } from "./staging-models.ts";

export function judgeColumns(model: StagingModel, columns: readonly Column[], rows: number): readonly Finding[] {
  const base = { model: model.name, count: rows, examples: [] };
  return model.columns.flatMap((wanted): readonly Finding[] => {
    const found = columns.find(({ name }) => name.toLowerCase() === wanted.name);
    if (found === undefined) {
      const meant = closestName(
        wanted.name,
        columns.map(({ name }) => name),
      );
      const remedy =
        meant === undefined ? "Add it to the model, as cast(null as its type) where there is none." : `Is it ${meant}?`;
      return [
        {
          ...base,
          level: "error",
          code: "column_missing",
          message: `It has no column ${wanted.name}.`,
          remedy,
        },
      ];
    }
    if (isOfType(found, wanted)) return [];
    const advice = found.type === "float" ? "A float is not exact: money is decimal. " : "";
    return [
      {
        ...base,
        level: "error",
        code: "column_type",
        message: `${wanted.name} is ${found.engineType}, not ${wanted.type}; its values were not looked at.`,
        remedy: `${advice}Cast it in the model.`,
      },
    ];
  });
}
