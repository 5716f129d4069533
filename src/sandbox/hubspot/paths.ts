import { z } from "zod";

export const DATED_VERSIONS = ["2026-09", "2026-03"] as const;

/** `/crm/v3/lists/...` and `/crm/lists/2026-09/...`; the bare root also with a slash, as the vendor's client asks. */
export function under(area: "objects" | "lists" | "properties", path: string): readonly string[] {
  const bases = [`/crm/v3/${area}`, ...DATED_VERSIONS.map((version) => `/crm/${area}/${version}`)];
  return bases.flatMap((base) => (path === "" ? [base, `${base}/`] : [`${base}${path}`]));
}

export const noBody = z.undefined();
