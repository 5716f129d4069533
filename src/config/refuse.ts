/** Turns what was found into the one exception that carries it. */
import { ConfigError, type Problem } from "../domain/errors.ts";

const PROBLEMS_MAX = 20;

/** Throws unless `problems` is empty. */
export function refuse(code: string, problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first !== undefined) throw problemError(code, [first, ...others]);
}

/** One problem speaks for itself; several are counted and carried along. */
export function problemError(code: string, problems: readonly [Problem, ...Problem[]]): ConfigError {
  const [first] = problems;
  if (problems.length === 1)
    return new ConfigError(first.code, first.message, {
      ...(first.remedy === undefined ? {} : { remedy: first.remedy }),
      ...(first.location === undefined ? {} : { location: first.location }),
      causes: problems,
    });
  const files = new Set(problems.map((problem) => problem.location?.file).filter((file) => file !== undefined));
  return new ConfigError(code, `There are ${problems.length} errors in ${[...files].join(", ")}.`, {
    remedy: "Mend what is listed; nothing was sent.",
    causes: problems.slice(0, PROBLEMS_MAX),
  });
}

/** In the order of the file. */
export function byPosition(a: Problem, b: Problem): number {
  const line = (a.location?.line ?? 0) - (b.location?.line ?? 0);
  return line === 0 ? (a.location?.column ?? 0) - (b.location?.column ?? 0) : line;
}
