/** Why a stand-in did not start. */
import { codeOf } from "./state-file.ts";

/** What the operator must change; stable codes. */
export interface RefusedSandbox {
  readonly kind: "refused";
  readonly code: "fault_unknown" | "state_damaged" | "state_unwritable" | "port_taken" | "port_unavailable";
  readonly message: string;
  readonly remedy: string;
}

export function refused(code: RefusedSandbox["code"], message: string, remedy: string): RefusedSandbox {
  return { kind: "refused", code, message, remedy };
}

export function unknownFault(problem: string): RefusedSandbox {
  return refused("fault_unknown", problem, "Write for example --fault 429=0.05,lost=0.01,late=0.01:20s.");
}

export function portRefused(port: number, error: unknown): RefusedSandbox {
  const code = codeOf(error);
  return code === "EADDRINUSE"
    ? refused(
        "port_taken",
        `Port ${port} is taken.`,
        "Stop what listens there, or choose another with --port and let the sync's base_url name it (the one of `tierline init`: export HUBSPOT_URL=http://127.0.0.1:PORT). Until then a run speaks to whatever listens there.",
      )
    : refused("port_unavailable", `Port ${port} cannot be opened (${code}).`, "Choose another with --port.");
}
