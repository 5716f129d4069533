/** One line of dbt's JSON log. Warnings of Python and tracebacks stand between them: those are no events. */
import { z } from "zod";

const lineSchema = z.object({
  info: z.object({ name: z.string(), level: z.string(), msg: z.string(), invocation_id: z.string() }),
  data: z
    .object({
      index: z.number().optional(),
      total: z.number().optional(),
      num_models: z.number().optional(),
      status: z.string().optional(),
      exc: z.string().optional(),
      spec_raw: z.string().optional(),
      node_info: z
        .object({
          node_name: z.string().optional(),
          resource_type: z.string().optional(),
          node_status: z.string().optional(),
        })
        .optional(),
    })
    .catch({}),
});

export type DbtLogLine = z.infer<typeof lineSchema>;

export function parseLogLine(line: string): DbtLogLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** How far a build is. */
export interface DbtProgress {
  readonly is: "started" | "finished";
  /** From 1. */
  readonly index: number;
  readonly total: number;
  /** The model, seed, snapshot or test. */
  readonly node: string;
  /** dbt's word for what it is. */
  readonly resource: string;
  /** dbt's word for how it ended; empty while it runs. */
  readonly status: string;
}

/** Undefined for lines that are about no node. */
export function progressOf({ info, data }: DbtLogLine): DbtProgress | undefined {
  const total = data.total ?? data.num_models;
  const node = data.node_info?.node_name;
  if (data.index === undefined || total === undefined || node === undefined) return undefined;
  const is = info.name === "LogStartLine" ? "started" : "finished";
  const status = is === "started" ? "" : (data.node_info?.node_status ?? "");
  return { is, index: data.index, total, node, resource: data.node_info?.resource_type ?? "", status };
}
