/**
 * A folder of an SFTP server. A file is written beside, brought to the disk where the server can (fsync@openssh.com), and
 * renamed over the old one (posix-rename@openssh.com, which OpenSSH has: its PROTOCOL file, read 2026-11-22). A plain SFTP
 * rename refuses a name that is taken, so a server without that extension is refused rather than written to in two steps.
 */
import { basename, dirname, join } from "node:path";
import type { SFTPWrapper } from "ssh2";
import { SftpConnection, type SftpOptions } from "./sftp-connection.ts";
import { sftpError, SFTP_STATUS, statusOf } from "./sftp-error.ts";
import type { FileStore, StagedFile } from "./store.ts";

/** A rename, and a connection that must be made anew before it. */
const COMMIT_TIMEOUT_MS = 20_000;
/** The whole of a file on its way. */
const TRANSFER_TIMEOUT_MS = 30 * 60_000;

export interface SftpStoreOptions extends SftpOptions {
  /** Absolute, without a slash at its end; empty: the server's root. */
  readonly path: string;
}

export function createSftpStore(options: SftpStoreOptions): FileStore {
  const connection = new SftpConnection(options);
  const { address } = options;
  const at = (path: string): string => `${options.path}/${path}`;
  const short = async <Result>(work: (sftp: SFTPWrapper) => Promise<Result>): Promise<Result> =>
    await connection.ask(COMMIT_TIMEOUT_MS, work);

  return {
    commitTimeoutMs: COMMIT_TIMEOUT_MS,
    check: async () => {
      await short(async (sftp) => await isThere(sftp, options.path === "" ? "/" : options.path));
    },
    read: async (path) =>
      await short(async (sftp) => {
        if (!(await isThere(sftp, at(path)))) return undefined;
        return (await asked<Buffer>((done) => sftp.readFile(at(path), done))).toString("utf8");
      }),
    fetch: async (path, folder) =>
      await connection.ask(TRANSFER_TIMEOUT_MS, async (sftp) => {
        if (!(await isThere(sftp, at(path)))) return undefined;
        const file = join(folder, `fetched-${basename(path)}`);
        await called((done) => sftp.fastGet(at(path), file, { mode: 0o600 }, done));
        return file;
      }),
    stage: async (path, localPath) => {
      const part = at(`${dirname(path)}/.${basename(path)}.part`);
      const file = staged(connection, part, at(path), address);
      try {
        await connection.ask(TRANSFER_TIMEOUT_MS, async (sftp) => {
          await makeFolders(sftp, at(dirname(path)), options.path);
          await write(sftp, part, localPath);
        });
      } catch (error) {
        await file.discard();
        throw error;
      }
      return file;
    },
    remove: async (path) => {
      await short(async (sftp) => await called((done) => sftp.unlink(at(path), done)).catch(unlessMissing));
    },
    close: async () => connection.close(),
  };
}

function staged(connection: SftpConnection, part: string, file: string, address: string): StagedFile {
  let isCommitted = false;
  return {
    commit: async () => {
      await connection.ask(COMMIT_TIMEOUT_MS, async (sftp) => {
        await called((done) => {
          try {
            sftp.ext_openssh_rename(part, file, done);
          } catch (cause) {
            // The library throws when the server did not name the extension.
            done(sftpError(cause, address));
          }
        });
      });
      isCommitted = true;
    },
    discard: async () => {
      if (isCommitted) return;
      await connection
        .ask(COMMIT_TIMEOUT_MS, async (sftp) => await called((done) => sftp.unlink(part, done)))
        .catch(() => undefined);
    },
  };
}

async function write(sftp: SFTPWrapper, part: string, localPath: string): Promise<void> {
  await called((done) => sftp.fastPut(localPath, part, done));
  const handle = await asked<Buffer>((done) => sftp.open(part, "r+", done));
  try {
    await called((done) => {
      try {
        sftp.ext_openssh_fsync(handle, done);
      } catch {
        // Servers that cannot be asked for it decide themselves when a file reaches the disk.
        done(undefined);
      }
    });
  } finally {
    await called((done) => sftp.close(handle, done));
  }
}

/** Of what is below `root`; the root itself is the operator's to make, so that a typing error makes no tree of folders. */
async function makeFolders(sftp: SFTPWrapper, folder: string, root: string): Promise<void> {
  if (folder === root || (await isThere(sftp, folder))) return;
  await makeFolders(sftp, dirname(folder), root);
  await called((done) => sftp.mkdir(folder, done)).catch(async (error: unknown) => {
    // Somebody else may have made it meanwhile.
    if (!(await isThere(sftp, folder))) throw error;
  });
}

async function isThere(sftp: SFTPWrapper, path: string): Promise<boolean> {
  const found = await asked<unknown>((done) => sftp.stat(path, done)).catch(unlessMissing);
  return found !== undefined;
}

function unlessMissing(error: unknown): undefined {
  if (statusOf(error) === SFTP_STATUS.noSuchFile) return undefined;
  throw error;
}

/** A call of the library as a promise. */
async function called(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    start((error) => {
      if (error == null) resolve();
      else reject(error);
    });
  });
}

/** The same of a call that has a result. */
async function asked<Result>(
  start: (done: (error: Error | null | undefined, result: Result) => void) => void,
): Promise<Result> {
  return await new Promise<Result>((resolve, reject) => {
    start((error, result) => {
      if (error == null) resolve(result);
      else reject(error);
    });
  });
}
