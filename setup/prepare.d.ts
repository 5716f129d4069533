/** Types of prepare.js for our TypeScript. */
export interface Prepared {
  /** The project's own Node 24. */
  readonly node: string;
  readonly dbt: string;
}

/** Makes the clone ready. Rejects with an error named `SetupError` that carries `remedy` and `output`. */
export function prepare(options?: {
  readonly parts?: readonly ("npm" | "python")[];
  readonly report?: (line: string) => void;
}): Promise<Prepared>;

/** Makes `<folder>/.venv` with dbt and returns dbt's path. Rejects like `prepare`. */
export function preparePython(folder: string, report?: (line: string) => void): Promise<string>;
