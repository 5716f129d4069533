/** A row with the profile it is written to, and how. */
import type { Change } from "../../domain/change.ts";
import { PROFILE_BYTES_MAX } from "./options.ts";
import { typeProperties } from "./property-values.ts";
import type { ProfileBody } from "./requests.ts";
import type { Session } from "./session.ts";

export interface Target {
  readonly row: Change;
  /** Null: a new profile. */
  readonly recordId: string | null;
  /** The reason of an acceptance; null: a plain one. */
  readonly acceptedAs: string | null;
  readonly body: ProfileBody;
  /** The body as JSON. */
  readonly json: string;
}

export interface TargetParts {
  readonly row: Change;
  readonly recordId: string | null;
  readonly acceptedAs?: string;
  /** Sent as the profile's address, or to find it by. */
  readonly email?: string | null;
  /** The member id is left out where the profile carries another one, or none that is ours to give. */
  readonly isOurs?: boolean;
  readonly properties: Readonly<Record<string, string>>;
}

/** Undefined: the row cannot be sent and has its receipt. */
export function makeTarget(session: Session, parts: TargetParts): Target | undefined {
  const { row, recordId, acceptedAs = null, email = null, isOurs = true } = parts;
  const typed = typeProperties(parts.properties, session.properties);
  if (typed.kind === "mistyped") {
    const message = `The value of ${typed.name} is no ${typed.type}.`;
    session.refuse(row, { reason: "klaviyo_mistyped_value", message });
    return undefined;
  }
  const body: ProfileBody = {
    type: "profile",
    ...(recordId === null ? {} : { id: recordId }),
    attributes: {
      ...(email === null ? {} : { email }),
      ...(isOurs ? { external_id: row.identity } : {}),
      ...(Object.keys(typed.values).length === 0 ? {} : { properties: typed.values }),
    },
    // The import does not clear by null (bulk import guide, read 2026-11-22); the specification has `unset` for that.
    ...(typed.unset.length === 0 ? {} : { meta: { patch_properties: { unset: typed.unset } } }),
  };
  const json = JSON.stringify(body);
  if (Buffer.byteLength(json) > PROFILE_BYTES_MAX) {
    session.refuse(row, { reason: "klaviyo_profile_too_large", message: "Klaviyo takes at most 100 KB a profile." });
    return undefined;
  }
  return { row, recordId, acceptedAs, body, json };
}
