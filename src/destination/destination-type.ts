/**
 * What is known of a kind of destination before any account is asked: how its part of a sync file is written, and what
 * plans and commands must respect. Light: the adapter itself is loaded by `create`, when it is needed.
 */
import type { z } from "zod";
import type { IdentifiedBy } from "../domain/identity.ts";
import type { SyncProperty } from "../domain/sync.ts";
import type { Clock } from "../platform/clock.ts";
import type { HttpSend } from "../platform/http.ts";
import type { Random } from "../platform/random.ts";
import type { Destination } from "./destination.ts";

/** With what an enumeration may hold, as of the build planned last: to be asked when it is needed, not copied. Empty for every other type. */
export type DescribedProperty = SyncProperty & { readonly options: readonly string[] };

/** One attempt at a request, free of personal data and secrets. */
export interface AttemptLine {
  readonly method: string;
  /** The path with ids and names masked. */
  readonly operation: string;
  readonly status: number;
  readonly milliseconds: number;
}

export type ReadAddress =
  | {
      readonly kind: "address";
      /** As it is used from then on, without a slash at its end. */
      readonly value: string;
      /** True when nothing leaves this machine: any cool-down may be written then. */
      readonly isLocal: boolean;
    }
  /** `message` is about the key, whose name the caller knows: a sentence that begins with "must". */
  | { readonly kind: "problem"; readonly message: string; readonly remedy: string };

export interface DestinationParts {
  /** By key of `secrets`; an optional one that the file does not name is absent. Never logged. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly address: string;
  /** The other keys of the file, as `keys` parsed them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The sync's name. */
  readonly sync: string;
  /** The target of `profiles.yml` whose models and state these are. */
  readonly target: string;
  readonly properties: readonly DescribedProperty[];
  /** False: only contacts that exist already are written. */
  readonly createContacts: boolean;
  /** The sync's own L; null: the destination's. */
  readonly coolDownMs: number | null;
  /** The share of the account's limits that this runner may use; above 0, at most 1. */
  readonly budgetShare: number;
  /** The project's folder, from which paths in its files are read. */
  readonly folder: string;
  /** The file in which a sandbox on this machine remembers, as a word of the command that starts it; null: none. */
  readonly sandboxState: string | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: HttpSend;
  /** For somebody who waits for the answer: fewer attempts, less time for each. */
  readonly isImpatient: boolean;
  readonly log: ((line: AttemptLine) => void) | null;
}

export interface DestinationType {
  /** The value of `destination.type`. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** The keys of `destination` besides `type`, each with a description: a strict object. */
  readonly keys: z.ZodObject;
  /** Of `keys`, the credentials: each names an environment variable, without a default. Optional where `keys` says so. */
  readonly secrets: readonly string[];
  /** Of `keys`, the one that says where the destination lies; it may use `{{ env_var('NAME', 'default') }}`. */
  readonly address: { readonly key: string; readonly read: (text: string) => ReadAddress };
  /** Of `keys`, those that tell two accounts apart, besides the address and the credentials. */
  readonly accountKeys: readonly string[];
  /** L: the longest a late request may still take effect. No cool-down against the real service may be shorter. */
  readonly coolDownMs: number;
  /** Written by themselves, as identity, so no mapping may name them. */
  readonly reservedProperties: readonly string[];
  /** What `Change.identity` is. */
  readonly identifiedBy: IdentifiedBy;
  /**
   * False: nobody can ask who is there. Then `contacts` and `readContacts` are never called, nothing is taken over, and
   * a lost state is mended by saying everything again.
   */
  readonly canReadBack: boolean;
  /** Loads the adapter. */
  create(parts: DestinationParts): Promise<Destination>;
}
