/** Empties an account: of a sandbox that runs, else of its state file. Ids go on, so that none is ever given twice. */
import type { HttpSend } from "../platform/http.ts";
import type { Removed } from "./hubspot/portal.ts";
import { newPortal } from "./hubspot/portal.ts";
import { portalFrom, portalState } from "./hubspot/state.ts";
import { RESET_HEADER, RESET_PATH } from "./page/sandbox-page.ts";
import { readState, writeState } from "./state-file.ts";

export interface EmptySandboxOptions {
  /** Where one may run, as `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly send: HttpSend;
  /** Emptied when none runs there. */
  readonly stateFile?: string;
  readonly nowMs: number;
}

export type Emptied =
  | { readonly kind: "emptied"; readonly what: "running" | "file"; readonly removed: Removed }
  /** Stable codes; nothing was changed. */
  | {
      readonly kind: "refused";
      readonly code: "sandbox_not_running" | "not_a_sandbox" | "state_missing" | "state_damaged";
      readonly message: string;
      readonly remedy: string;
    };

const TIMEOUT_MS = 10_000;

/** Rejects as `send` does, but for a connection refused: then none runs. */
export async function emptySandbox(options: EmptySandboxOptions): Promise<Emptied> {
  const { url, send, stateFile, nowMs } = options;
  const answer = await askRunning(url, send);
  if (answer === "not_running")
    return stateFile === undefined
      ? refused("sandbox_not_running", `No sandbox runs at ${url}.`, "Name its --port, or its --state file.")
      : await emptyFile(stateFile, nowMs);
  if (answer !== "stranger") return { kind: "emptied", what: "running", removed: answer };
  return refused("not_a_sandbox", `What listens at ${url} is no sandbox of Tierline's.`, "Name the sandbox's --port.");
}

async function askRunning(url: string, send: HttpSend): Promise<Removed | "not_running" | "stranger"> {
  let body: string;
  try {
    const headers = { [RESET_HEADER]: "reset" };
    const answer = await send({ method: "POST", url: `${url}${RESET_PATH}`, headers, timeoutMs: TIMEOUT_MS });
    if (answer.status !== 200) return "stranger";
    body = answer.body;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "connection_refused") return "not_running";
    throw error;
  }
  return readRemoved(body) ?? "stranger";
}

function readRemoved(body: string): Removed | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const removed: unknown = Object(parsed)["removed"];
    const read = (name: keyof Removed): number => Number(Object(removed)[name]);
    const counts = {
      contacts: read("contacts"),
      lists: read("lists"),
      properties: read("properties"),
      late: read("late"),
    };
    return Object.values(counts).every((count) => Number.isSafeInteger(count)) ? counts : undefined;
  } catch {
    return undefined;
  }
}

async function emptyFile(stateFile: string, nowMs: number): Promise<Emptied> {
  const read = await readState(stateFile);
  if (read.kind === "absent")
    return refused(
      "state_missing",
      `There is no state file ${stateFile}.`,
      "Name the file the sandbox was started with.",
    );
  if (read.kind === "damaged")
    return refused(
      "state_damaged",
      `The state in ${stateFile} cannot be read: ${read.problem}.`,
      "Move the file away: a sandbox that finds none starts anew.",
    );
  const { state } = read;
  const before = portalFrom(state);
  await writeState(stateFile, portalState(newPortal(nowMs, before.lastIds), state.today, []));
  const removed = {
    contacts: before.contacts.size,
    lists: before.lists.size,
    properties: [...before.properties.values()].filter(({ hubspotDefined }) => !hubspotDefined).length,
    late: state.late.length,
  };
  return { kind: "emptied", what: "file", removed };
}

function refused(code: (Emptied & { readonly kind: "refused" })["code"], message: string, remedy: string): Emptied {
  return { kind: "refused", code, message, remedy };
}
