/** One connection to an SFTP server, made when it is needed and made anew once it broke. */
import { createHash } from "node:crypto";
import type { Client, SFTPWrapper } from "ssh2";
import { TransientError } from "../../domain/errors.ts";
import { loadLibrary } from "./load-library.ts";
import { hostKeyDiffers, sftpError } from "./sftp-error.ts";

export interface SftpOptions {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** `SHA256:…`, as `ssh-keygen -l` writes it: the only host key that is accepted. */
  readonly hostKey: string;
  readonly login: { readonly password: string } | { readonly privateKey: string };
  /** For messages. */
  readonly address: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;

interface Opened {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
}

export class SftpConnection {
  readonly #options: SftpOptions;
  #opened: Promise<Opened> | undefined;

  constructor(options: SftpOptions) {
    this.#options = options;
  }

  /**
   * Runs one piece of work, bounded in time. After a failure the connection is let go: nothing that was still on its way
   * is sent by it any more.
   */
  async ask<Result>(timeoutMs: number, work: (sftp: SFTPWrapper) => Promise<Result>): Promise<Result> {
    const { address } = this.#options;
    this.#opened ??= this.#connect();
    try {
      const { sftp } = await this.#opened;
      return await within(timeoutMs, address, work(sftp));
    } catch (error) {
      const translated = sftpError(error, address);
      if (translated instanceof TransientError) this.close();
      throw translated;
    }
  }

  close(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.then(({ client }) => client.destroy()).catch(() => undefined);
  }

  async #connect(): Promise<Opened> {
    const { user, host, port, hostKey, login, address } = this.#options;
    const { default: ssh2 } = await loadLibrary(() => import("ssh2"), { scheme: "sftp://", install: "ssh2@1" });
    const client = new ssh2.Client();
    let shown: string | null = null;
    try {
      const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
        client.on("error", reject);
        client.on("close", () => {
          this.#opened = undefined;
          reject(new TransientError("target_unreachable", `The connection to ${address} was closed.`));
        });
        client.on("ready", () => {
          // A file is many small questions, each of which would wait for the answer to the one before it (Nagle).
          client.setNoDelay();
          client.sftp((error, opened) => {
            if (error === undefined) resolve(opened);
            else reject(error);
          });
        });
        client.connect({
          host,
          port,
          username: user,
          ...login,
          readyTimeout: CONNECT_TIMEOUT_MS,
          keepaliveInterval: KEEP_ALIVE_MS,
          hostVerifier: (key: Buffer) => {
            shown = fingerprintOf(key);
            return shown === hostKey;
          },
        });
      });
      return { client, sftp };
    } catch (error) {
      client.destroy();
      this.#opened = undefined;
      if (shown !== null && shown !== hostKey) throw hostKeyDiffers(address, shown);
      throw error;
    }
  }
}

/** As OpenSSH writes it: base64 without padding. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/u, "")}`;
}

async function within<Result>(timeoutMs: number, address: string, work: Promise<Result>): Promise<Result> {
  const deadline = AbortSignal.timeout(timeoutMs);
  return await new Promise<Result>((resolve, reject) => {
    deadline.addEventListener("abort", () => {
      reject(new TransientError("target_unreachable", `${address} did not answer within ${timeoutMs} ms.`));
    });
    work.then(resolve, reject);
  });
}
