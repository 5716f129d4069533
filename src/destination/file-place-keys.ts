/** The keys by which people say where files lie: in a sync's destination, and where the report is published. */
import { z } from "zod";

export const filePlaceKeys = {
  url: z.string().describe("Where they go: a folder as ./exports, s3://bucket/prefix, or sftp://user@host/folder."),
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
} as const;
