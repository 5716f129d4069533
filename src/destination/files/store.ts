/**
 * Where files lie: a folder, a bucket, an SFTP server. A file is first staged, which nobody sees, and then committed, which
 * is quick and replaces what was there as a whole: a reader sees the old file or the new one, never a part.
 *
 * Paths are relative to the destination's address, with `/` between folders. Errors are `ConfigError` where the operator
 * can help (`target_full`, `target_unwritable`, `target_missing`, `authentication`), else `TransientError` `target_unreachable`.
 */

export interface StagedFile {
  /** Durable once it resolves. Rejected: it may have taken effect all the same. */
  commit(): Promise<void>;
  /** Takes away what was staged. Never rejects; after a commit it does nothing. */
  discard(): Promise<void>;
}

export interface FileStore {
  /** The longest that one commit takes. */
  readonly commitTimeoutMs: number;
  /** Reads only: is the place of the files there, or can it be made? */
  check(): Promise<void>;
  /** A small file as text; undefined: not there. */
  read(path: string): Promise<string | undefined>;
  /** The file on this machine, in `folder` or where it lies; undefined: not there. */
  fetch(path: string, folder: string): Promise<string | undefined>;
  /** Copies a file of this machine to where it only needs to be committed. */
  stage(path: string, localPath: string): Promise<StagedFile>;
  /** Resolves also when it is not there. */
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}
