/** Files as a sync file names them. */
import { z } from "zod";
import type { DestinationType } from "../destination-type.ts";
import { OWN_COLUMNS } from "./columns.ts";
import { readFilesAddress } from "./files-address.ts";
import { DEFAULTS } from "./options.ts";

const keys = z.strictObject({
  url: z.string().describe("Where they go: a folder as ./exports, s3://bucket/prefix, or sftp://user@host/folder."),
  format: z.enum(["csv", "ndjson", "parquet"]).default("csv").describe("How files are written."),
  content: z
    .enum(["snapshot", "changes"])
    .default("snapshot")
    .describe("snapshot: one file with everybody at the place. changes: one file per batch of changes."),
  access_key_id: z
    .string()
    .optional()
    .describe("s3: {{ env_var('NAME') }}. Without it, what the machine has, as its role."),
  secret_access_key: z.string().optional().describe("s3: {{ env_var('NAME') }}."),
  region: z.string().default("us-east-1").describe("s3: the bucket's region."),
  endpoint: z.url().optional().describe("s3: a server other than Amazon's, as https://s3.example.com."),
  password: z.string().optional().describe("sftp: {{ env_var('NAME') }}."),
  private_key: z.string().optional().describe("sftp: {{ env_var('NAME') }}: the key file in base64."),
  host_key: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/u, "A host key is its fingerprint: SHA256: and 43 characters.")
    .optional()
    .describe("sftp: the server's fingerprint, as ssh-keygen -l writes it. Required there."),
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
