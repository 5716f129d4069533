/**
 * What a command prints past its world, as a library may. It would stand on a user's terminal, beside the one JSON document;
 * within the tests' process nobody would see it.
 */
import { expect } from "vitest";

const strays: string[] = [];

type Print = (...words: never[]) => unknown;

/** From now on whatever is printed by this process is noted, and printed as before. */
export function listenForStrays(): void {
  for (const name of ["debug", "error", "info", "log", "trace", "warn"] as const) listenTo(console, name);
  for (const stream of [process.stdout, process.stderr]) listenTo(stream, "write");
}

function listenTo<Name extends string>(printer: Record<Name, Print>, name: Name): void {
  printer[name] = new Proxy<Print>(printer[name], {
    apply: (target, self, words: unknown[]) => {
      strays.push(String(words[0]));
      return Reflect.apply(target, self, words);
    },
  });
}

/** `words`: the command. Of two at once either tells. */
export function expectNothingStray(words: readonly string[]): void {
  expect(strays.splice(0), `printed by ${words.join(" ")}`).toEqual([]);
}
