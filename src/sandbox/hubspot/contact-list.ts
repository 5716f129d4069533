/** A list ("segment" in the vendor's pages) of contacts. */
import type { Members } from "./members.ts";

export type ProcessingType = "MANUAL" | "DYNAMIC" | "SNAPSHOT";

export interface ContactList {
  readonly listId: string;
  name: string;
  readonly processingType: ProcessingType;
  readonly createdAtMs: number;
  updatedAtMs: number;
  listVersion: number;
  readonly members: Members;
}
