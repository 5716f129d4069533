/** What is said once the sandbox is empty: the state that was made with it is not. */
import { expect, test } from "vitest";
import { drawReset } from "../../src/cli/commands/sandbox-reset.ts";

test("the command that begins with a new state is named", () => {
  const removed = { contacts: 2, lists: 1, properties: 0, late: 1 };
  const lines = drawReset({ what: "running", removed }, "http://127.0.0.1:4010", "npx tierline");
  expect(lines[0]).toBe(
    "Removed from the sandbox at http://127.0.0.1:4010: 2 contacts, 1 list, 0 properties, 1 request still to take effect.",
  );
  expect(lines.at(-1)).toBe('  npx tierline take-over --lost-state --reason "the sandbox was reset"');
});
