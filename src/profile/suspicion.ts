import type { Finding } from "./profile.ts";

/** A question to the warehouse, and what to say when its answer is not empty. */
export interface Suspicion extends Pick<Finding, "level" | "code" | "model" | "remedy"> {
  readonly sql: string;
  /** `rows` of all suspects together. */
  message(count: number, rows: number): string;
}
