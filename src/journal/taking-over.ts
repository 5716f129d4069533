/** What the journal is told when a list is taken over. */
import type { TakeOverHow } from "../domain/decision.ts";

/** Everybody who is at a list when it is taken over. */
export interface TakingOver {
  readonly listId: string;
  readonly how: TakeOverHow;
  /** Distinct records; an identity is named at most once. `claimed`: theirs is ours from now on; null: it is kept. */
  readonly present: readonly {
    readonly recordId: string;
    readonly claimed: { readonly identity: string; readonly memberKey: string } | null;
  }[];
}
