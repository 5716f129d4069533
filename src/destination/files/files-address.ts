/** Where files lie, as a sync file says it: a folder, `s3://bucket/prefix`, `sftp://user@host/folder`. */
import type { ReadAddress } from "../destination-type.ts";

export type FilesAddress =
  /** `path`: as written; from the project's folder unless it is absolute. */
  | { readonly kind: "local"; readonly path: string }
  /** `prefix`: without slashes at its ends; may be empty. */
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string }
  | {
      readonly kind: "sftp";
      readonly user: string;
      readonly host: string;
      readonly port: number;
      /** Absolute. */
      readonly path: string;
    };

const SFTP_PORT = 22;
/** Names of buckets (docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, read 2026-11-22). */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;

export function readFilesAddress(text: string): ReadAddress {
  const found = parseFilesAddress(text);
  if (typeof found === "string")
    return {
      kind: "problem",
      message: found,
      remedy: "Write a folder as ./exports, s3://bucket/prefix, or sftp://user@host/folder.",
    };
  return { kind: "address", value: text.trim().replace(/(?<=.)\/+$/u, ""), isLocal: found.kind === "local" };
}

/** A sentence that begins with "must" when it is none. */
export function parseFilesAddress(text: string): FilesAddress | string {
  const trimmed = text.trim();
  const scheme = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\//iu.exec(trimmed)?.groups?.["scheme"]?.toLowerCase();
  if (scheme === undefined)
    return trimmed === "" || /[\r\n\0]/u.test(trimmed)
      ? "must say where the files go."
      : { kind: "local", path: trimmed };
  const url = URL.parse(trimmed);
  if (url === null || url.search !== "" || url.hash !== "") return "must be an address without query or fragment.";
  if (url.password !== "") return "must hold no password: that comes from the environment.";
  const path = decodeURIComponent(url.pathname);
  if (path.split("/").includes("..")) return "must not lead upwards.";
  if (scheme === "s3") {
    if (!BUCKET.test(url.host) || url.username !== "") return "must name a bucket, as s3://bucket/prefix.";
    return { kind: "s3", bucket: url.host, prefix: path.replaceAll(/^\/+|\/+$/gu, "") };
  }
  if (scheme === "sftp") {
    if (url.username === "" || url.hostname === "") return "must name a user and a host, as sftp://user@host/folder.";
    const port = url.port === "" ? SFTP_PORT : Number(url.port);
    const folder = path.replace(/\/+$/u, "");
    return { kind: "sftp", user: decodeURIComponent(url.username), host: url.hostname, port, path: folder };
  }
  return "must be a folder, or begin with s3:// or sftp://.";
}
