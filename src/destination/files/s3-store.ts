/**
 * A bucket of Amazon S3, or of a server that speaks its API. An object is replaced as a whole, and read after write is
 * consistent (docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html, "data consistency model", read 2026-11-22). A
 * large file is uploaded in parts that nobody sees before the upload is completed, which is what a commit does then.
 */
import { createWriteStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { InvariantError } from "../../domain/errors.ts";
import { loadLibrary } from "./load-library.ts";
import { s3Error, statusOf } from "./s3-error.ts";
import type { FileStore, StagedFile } from "./store.ts";

export interface S3Options {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** Null: Amazon's own. */
  readonly endpoint: string | null;
  /** Null: what the SDK finds, as the role of the machine. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  /** For messages. */
  readonly address: string;
}

type Sdk = typeof import("@aws-sdk/client-s3");

/** Parts have at least 5 MiB, and there are at most 10,000 (docs: "Amazon S3 multipart upload limits", read 2026-11-22). */
const PART_BYTES_MIN = 8 * 1024 * 1024;
const PARTS_MAX = 10_000;
const NEVER_THERE = ".tierline";
/** One small object, or the completion of an upload. */
const COMMIT_TIMEOUT_MS = 20_000;

export function createS3Store(options: S3Options): FileStore {
  const { bucket, prefix, address } = options;
  let opened: Promise<{ readonly sdk: Sdk; readonly client: S3Client }> | undefined;
  const ask = async <Result>(work: (sdk: Sdk, client: S3Client) => Promise<Result>): Promise<Result> => {
    opened ??= connect(options);
    const { sdk, client } = await opened;
    try {
      return await work(sdk, client);
    } catch (error) {
      throw s3Error(error, address);
    }
  };
  const at = (path: string): Where => ({
    Bucket: bucket,
    Key: prefix === "" ? path : `${prefix}/${path}`,
  });
  const whole = (path: string): WhereWhole => ({
    ...at(path),
    // Else a browser saves the page instead of showing it.
    ...(path.endsWith(".html") ? { ContentType: "text/html; charset=utf-8" } : {}),
  });

  return {
    commitTimeoutMs: COMMIT_TIMEOUT_MS,
    check: async () => {
      // Of an object that is not there a bucket tells in words what is wrong; a HEAD, having no body, cannot.
      await ask(
        async (sdk, client) => await client.send(new sdk.GetObjectCommand(at(NEVER_THERE))).catch(unlessMissing),
      );
    },
    read: async (path) =>
      await ask(async (sdk, client) => {
        const found = await client.send(new sdk.GetObjectCommand(at(path))).catch(unlessMissing);
        return await found?.Body?.transformToString("utf8");
      }),
    fetch: async (path, folder) =>
      await ask(async (sdk, client) => {
        const found = await client.send(new sdk.GetObjectCommand(at(path))).catch(unlessMissing);
        if (found?.Body === undefined) return undefined;
        const file = join(folder, `fetched-${path.replaceAll(/[^\w.-]/gu, "-").slice(-80)}`);
        if (!(found.Body instanceof Readable))
          throw new InvariantError("body_no_stream", "The SDK gave a body that is no stream.");
        await pipeline(found.Body, createWriteStream(file, { mode: 0o600 }));
        return file;
      }),
    stage: async (path, localPath) =>
      await ask(async (sdk, client) => {
        const { size } = await stat(localPath);
        if (size <= PART_BYTES_MIN) return await stageSmall(sdk, client, whole(path), localPath, address);
        return await stageLarge(sdk, client, whole(path), { localPath, size, address });
      }),
    remove: async (path) => {
      await ask(async (sdk, client) => await client.send(new sdk.DeleteObjectCommand(at(path))));
    },
    close: async () => {
      if (opened !== undefined) (await opened).client.destroy();
    },
  };
}

async function connect({
  region,
  endpoint,
  credentials,
}: S3Options): Promise<{ readonly sdk: Sdk; readonly client: S3Client }> {
  const sdk = await loadLibrary(() => import("@aws-sdk/client-s3"), {
    scheme: "s3://",
    install: "@aws-sdk/client-s3@3",
  });
  const client = new sdk.S3Client({
    region,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === null ? {} : { credentials }),
    // Other servers than Amazon's know no trailing checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return { sdk, client };
}

interface Where {
  readonly Bucket: string;
  readonly Key: string;
}

/** Of an object that is written as a whole. */
interface WhereWhole extends Where {
  readonly ContentType?: string;
}

/** Read now: what lies on this machine may be written over before it is committed. */
async function stageSmall(
  sdk: Sdk,
  client: S3Client,
  where: WhereWhole,
  localPath: string,
  address: string,
): Promise<StagedFile> {
  const body = await readFile(localPath);
  return {
    commit: async () => {
      await committed(address, async (abortSignal) => {
        await client.send(new sdk.PutObjectCommand({ ...where, Body: body }), { abortSignal });
      });
    },
    discard: async () => {},
  };
}

async function stageLarge(
  sdk: Sdk,
  client: S3Client,
  { ContentType, ...where }: WhereWhole,
  { localPath, size, address }: { readonly localPath: string; readonly size: number; readonly address: string },
): Promise<StagedFile> {
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand({ ...where, ContentType }));
  if (UploadId === undefined) throw new InvariantError("upload_without_id", "The bucket gave an upload no id.");
  const upload = { ...where, UploadId };
  let isOpen = true;
  const discard = async (): Promise<void> => {
    if (isOpen) await client.send(new sdk.AbortMultipartUploadCommand(upload)).catch(() => undefined);
    isOpen = false;
  };
  try {
    const parts = await sendParts(sdk, client, upload, localPath, size);
    return {
      commit: async () => {
        await committed(address, async (abortSignal) => {
          const complete = new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } });
          await client.send(complete, { abortSignal });
          isOpen = false;
        });
      },
      discard,
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

interface SentPart {
  readonly ETag: string;
  readonly PartNumber: number;
}

async function sendParts(
  sdk: Sdk,
  client: S3Client,
  upload: Where & { readonly UploadId: string },
  localPath: string,
  size: number,
): Promise<SentPart[]> {
  const partBytes = Math.max(PART_BYTES_MIN, Math.ceil(size / PARTS_MAX));
  const parts: SentPart[] = [];
  for (let start = 0; start < size; start += partBytes) {
    const PartNumber = parts.length + 1;
    const Body = await readPart(localPath, start, Math.min(partBytes, size - start));
    const { ETag = "" } = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body }));
    parts.push({ ETag, PartNumber });
  }
  return parts;
}

async function readPart(path: string, start: number, bytes: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const { buffer } = await handle.read(Buffer.alloc(bytes), 0, bytes, start);
    return buffer;
  } finally {
    await handle.close();
  }
}

async function committed(address: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  try {
    await work(AbortSignal.timeout(COMMIT_TIMEOUT_MS));
  } catch (error) {
    throw s3Error(error, address);
  }
}

function unlessMissing(error: unknown): undefined {
  if (statusOf(error) === 404 && !isNoBucket(error)) return undefined;
  throw error;
}

function isNoBucket(error: unknown): boolean {
  return error instanceof Error && error.name === "NoSuchBucket";
}
