/** Files as a sync file names them. */
import { z } from "zod";
import type { DestinationType } from "../destination-type.ts";
import { filePlaceKeys } from "../file-place-keys.ts";
import { OWN_COLUMNS } from "./columns.ts";
import { readFilesAddress } from "./files-address.ts";
import { DEFAULTS } from "./options.ts";

const { url, ...place } = filePlaceKeys;

const keys = z.strictObject({
  url,
  format: z.enum(["csv", "ndjson", "parquet"]).default("csv").describe("How files are written."),
  content: z
    .enum(["snapshot", "changes"])
    .default("snapshot")
    .describe("snapshot: one file with everybody at the place. changes: one file per batch of changes."),
  ...place,
});

export const FILES: DestinationType = {
  name: "files",
  title: "Files",
  keys,
  secrets: ["access_key_id", "secret_access_key", "password", "private_key"],
  address: { key: "url", read: readFilesAddress },
  accountKeys: ["endpoint"],
  coolDownMs: DEFAULTS.coolDownMs,
  reservedProperties: [...OWN_COLUMNS],
  identifiedBy: "member",
  canReadBack: false,
  create: async (parts) => {
    const [{ createFiles }, { openStore }] = await Promise.all([import("./files.ts"), import("./open-store.ts")]);
    const { address, folder, secrets } = parts;
    const { format, content, region, endpoint, host_key: hostKey } = keys.omit({ url: true }).parse(parts.options);
    return createFiles({
      address,
      store: openStore({ address, folder, secrets, region, endpoint: endpoint ?? null, hostKey: hostKey ?? null }),
      content,
      format,
      sync: parts.sync,
      target: parts.target,
      properties: parts.properties,
      ...(parts.coolDownMs === null ? {} : { coolDownMs: parts.coolDownMs }),
      clock: parts.clock,
    });
  },
};
