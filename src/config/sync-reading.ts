/** What reading a sync file is given besides its text. */
import type { Environment } from "../platform/environment.ts";

export interface SyncReading {
  readonly environment: Environment;
  /** `needed`: a credential that is not set is a problem. `unused`: it is not looked at, and `token` is empty. */
  readonly credentials: "needed" | "unused";
}
