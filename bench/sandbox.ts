/** The other process of a delivery: HubSpot's stand-in. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export const sandboxConfig = z.object({ requestsPerTenSeconds: z.int(), latencyMs: z.int() });
export type SandboxConfig = z.infer<typeof sandboxConfig>;

const reportSchema = z.object({
  contacts: z.int(),
  /** Of all lists together. */
  listMembers: z.int(),
  requests: z.int(),
  /** Answers 429. */
  tooMany: z.int(),
});
export type SandboxReport = z.infer<typeof reportSchema>;

export interface Sandbox {
  readonly url: string;
  report(): Promise<SandboxReport>;
  end(): Promise<void>;
}

export async function startSandbox(config: SandboxConfig): Promise<Sandbox> {
  const child = fork(fileURLToPath(new URL("sandbox-process.ts", import.meta.url)), [JSON.stringify(config)]);
  const { url } = z.object({ url: z.string() }).parse(await messageOf(child));
  const ask = async (what: "report" | "end"): Promise<SandboxReport> => {
    const answer = messageOf(child);
    child.send(what);
    return z.object({ report: reportSchema }).parse(await answer).report;
  };
  return {
    url,
    report: () => ask("report"),
    end: async () => {
      const ended = once(child, "exit");
      await ask("end");
      await ended;
    },
  };
}

async function messageOf(child: ChildProcess): Promise<unknown> {
  const [message]: unknown[] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error("The stand-in ended by itself.");
    }),
  ]);
  return message;
}
