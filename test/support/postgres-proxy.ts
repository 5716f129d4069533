/** Stands between a client and a PostgreSQL server: it can cut every connection, and pose as a pooling proxy. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface PostgresProxy {
  readonly port: number;
  /** Every connection of this moment ends without a word. */
  cut(): void;
  close(): Promise<void>;
}

export async function openProxy(
  server: { readonly host: string; readonly port: number },
  { pooling }: { readonly pooling?: "lenient" | "strict" } = {},
): Promise<PostgresProxy> {
  const open = new Set<Socket>();
  const listener = createServer((client) => {
    if (pooling === "strict") {
      client.on("data", (bytes: Buffer) => {
        if (bytes.length === ENCRYPTION_QUESTION_LENGTH) client.write("N");
        else client.end(REFUSED_GREETING);
      });
      return;
    }
    const upstream = connect(server.port, server.host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.on("error", () => undefined);
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on("data", (bytes: Buffer) => {
      client.write(pooling === "lenient" ? renameProcess(bytes) : bytes);
    });
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    cut,
    close: async () => {
      cut();
      listener.close();
      await once(listener, "close");
    },
  };
}

/** A client asks first whether it may encrypt, in 8 bytes; its greeting is longer. */
const ENCRYPTION_QUESTION_LENGTH = 8;

/** What PgBouncer 1.18 says to a greeting with settings that it was not told to ignore: `E`, the length, then fields. */
const REFUSAL = "SFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
const REFUSED_GREETING = Buffer.concat([
  Buffer.from([0x45, 0, 0, 0, REFUSAL.length + 4]),
  Buffer.from(REFUSAL, "latin1"),
]);

/** `K`, the length 12, then the process and a key: PgBouncer gives its clients numbers of its own. */
function renameProcess(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (at >= 0) bytes.writeInt32BE(-7, at + 5);
  return bytes;
}
