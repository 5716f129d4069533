/**
 * The end of a connection, for whoever waits for an answer on it. The driver tells its own queries. A cursor that has all its
 * rows and waits for the server's last word, one that is being closed, and a COPY that is being given up are not told:
 * they would wait for ever and keep their place in the pool (seen: eight of eight within two seconds of cut connections).
 */
import type { Client } from "pg";
import { translateError } from "./translate-error.ts";

const gone = new WeakSet<Client>();

/** Once for each connection, when it begins. */
export function noticeEnd(client: Client): void {
  client.once("end", () => gone.add(client));
}

/** `TransientError` `warehouse_unreachable` when the connection ends before the answer is there. */
export async function orItsEnd<Answer>(client: Client, answer: Promise<Answer>): Promise<Answer> {
  const end = Promise.withResolvers<never>();
  const lose = (): void => {
    end.reject(translateError(new Error("Connection terminated")));
  };
  if (gone.has(client)) lose();
  client.once("end", lose);
  try {
    return await Promise.race([answer, end.promise]);
  } finally {
    client.off("end", lose);
  }
}
