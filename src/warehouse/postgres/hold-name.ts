/**
 * A name held by an advisory lock of one long transaction, on a connection of its own. A lock of the session would be held
 * twice without a word by whoever got the same connection from the pool (seen: two of three said yes), and a pooling proxy
 * would lend it to others.
 */
import type { Client } from "pg";
import type { Hold } from "../warehouse.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { translateError } from "./translate-error.ts";

/** Undefined: somebody else holds it. */
export async function holdName(pool: ConnectionPool, name: string): Promise<Hold | undefined> {
  const client = await pool.take();
  try {
    await client.query("begin");
    await client.query("set local idle_in_transaction_session_timeout = 0");
    const { rows } = await client.query("select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as is_held", [name]);
    if (rows[0]?.is_held === true) return holdOf(pool, client);
    await giveBack(pool, client);
    return undefined;
  } catch (error) {
    await giveBack(pool, client).catch(() => undefined);
    throw translateError(error);
  }
}

function holdOf(pool: ConnectionPool, client: Client): Hold {
  let isHeld = true;
  let isGiven = false;
  const lose = (): void => {
    isHeld = false;
  };
  client.once("end", lose);
  client.once("error", lose);
  // Many requests ask at once, and the driver is to be given one statement at a time: it will queue none from its version 9 on.
  let asked: Promise<unknown> = Promise.resolve();
  return {
    isHeld: async () => {
      // Asked of the server itself: a connection that died in silence would still look whole from here.
      asked = asked.then(() => (isHeld ? client.query("select 1") : undefined)).catch(lose);
      await asked;
      return isHeld;
    },
    release: async () => {
      isHeld = false;
      if (isGiven) return;
      isGiven = true;
      client.off("end", lose);
      client.off("error", lose);
      await asked;
      await giveBack(pool, client);
    },
  };
}

/** Ends the transaction, and the lock with it. A connection that is gone has lost both. */
async function giveBack(pool: ConnectionPool, client: Client): Promise<void> {
  try {
    await client.query("rollback").catch(() => undefined);
  } finally {
    await pool.give(client);
  }
}
