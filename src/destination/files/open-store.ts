import { resolve } from "node:path";
import { ConfigError, InvariantError } from "../../domain/errors.ts";
import { parseFilesAddress, type FilesAddress } from "./files-address.ts";
import { createLocalStore } from "./local-store.ts";
import { createS3Store } from "./s3-store.ts";
import { createSftpStore } from "./sftp-store.ts";
import type { SftpOptions } from "./sftp-connection.ts";
import type { FileStore } from "./store.ts";

export interface StoreOptions {
  /** As it was checked. */
  readonly address: string;
  /** The project's folder. */
  readonly folder: string;
  /** By key beside the address; what is not named there is absent. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly region: string;
  readonly endpoint: string | null;
  readonly hostKey: string | null;
}

/**
 * Nothing is reached before the first file is asked for. `ConfigError` `missing_key` where the address needs a key that
 * is not beside it.
 */
export function openStore(options: StoreOptions): FileStore {
  const place = parseFilesAddress(options.address);
  if (typeof place === "string") throw new InvariantError("address_unchecked", `The address of files ${place}`);
  switch (place.kind) {
    case "local":
      return createLocalStore(resolve(options.folder, place.path));
    case "s3":
      return openBucket(place, options);
    case "sftp":
      return createSftpStore({ ...place, ...loginOf(options), address: options.address });
    default:
      return place satisfies never;
  }
}

function openBucket(
  { bucket, prefix }: Extract<FilesAddress, { kind: "s3" }>,
  { address, region, endpoint, secrets }: StoreOptions,
): FileStore {
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey } = secrets;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
    throw missing(address, "access_key_id and secret_access_key, or neither");
  const credentials =
    accessKeyId === undefined || secretAccessKey === undefined ? null : { accessKeyId, secretAccessKey };
  return createS3Store({ bucket, prefix, region, endpoint, credentials, address });
}

function loginOf({ address, hostKey, secrets }: StoreOptions): Pick<SftpOptions, "hostKey" | "login"> {
  const { password, private_key: privateKey } = secrets;
  if (hostKey === null) throw missing(address, "host_key: the server's fingerprint, as SHA256:…");
  if (privateKey !== undefined) return { hostKey, login: { privateKey: decodeKey(privateKey) } };
  if (password !== undefined) return { hostKey, login: { password } };
  throw missing(address, "password or private_key");
}

/** A variable of one line holds a key of many: in base64. */
function decodeKey(text: string): string {
  const key = Buffer.from(text, "base64").toString("utf8");
  if (key.includes("PRIVATE KEY")) return key;
  throw new ConfigError("private_key", "The variable that private_key names holds no private key in base64.", {
    remedy: 'export SFTP_KEY="$(base64 -w0 < key_file)"',
  });
}

function missing(address: string, what: string): ConfigError {
  return new ConfigError("missing_key", `${address} needs ${what}.`, {
    remedy: "Add it beside the address: in the sync's destination, or under report:; docs/files.md shows how.",
  });
}
