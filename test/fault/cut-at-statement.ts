/** Sees every statement that goes to PostgreSQL under one application's name, and cuts its connections at one of them. */
import { Client } from "pg";

export interface Watched {
  /** The statements that were given to the driver, in their order. */
  readonly texts: readonly string[];
  /** From now on nothing is seen or cut. */
  end(): void;
}

export interface Cut {
  /** From 1. */
  readonly nth: number;
  /** Before the driver gets the statement, or as soon as it has it. */
  readonly moment: "before" | "during";
  readonly cut: () => void;
}

export function watchStatements(applicationName: string, cut?: Cut): Watched {
  const texts: string[] = [];
  const prototype: object = Client.prototype;
  const query: unknown = Reflect.get(prototype, "query");
  if (typeof query !== "function") throw new Error("The client of pg has no query any more.");
  Reflect.set(prototype, "query", function (this: object, ...given: unknown[]): unknown {
    const start = (): unknown => Reflect.apply(query, this, given);
    if (nameOf(this) !== applicationName) return start();
    texts.push(textOf(given[0]));
    if (cut === undefined || texts.length !== cut.nth) return start();
    if (cut.moment === "before") cut.cut();
    const started = start();
    if (cut.moment === "during") cut.cut();
    return started;
  });
  return { texts, end: () => void Reflect.set(prototype, "query", query) };
}

function nameOf(client: object): unknown {
  return get(get(client, "connectionParameters"), "application_name");
}

/** Of a text, or of a query, a cursor or a COPY that holds one. */
function textOf(given: unknown): string {
  return String(typeof given === "string" ? given : get(given, "text"));
}

function get(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;
}
