/** What PostgreSQL and its driver say, in our four classes. The server's words depend on its language; its codes do not. */
import { engineWords } from "../../domain/engine-words.ts";
import { ConfigError, ContractError, TierlineError, TransientError } from "../../domain/errors.ts";

type Make = (message: string, cause: unknown) => TierlineError;

export function translateError(cause: unknown): TierlineError {
  if (cause instanceof TierlineError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = codeOf(cause);
  const make = byCode.get(code) ?? byCode.get(code.slice(0, 2));
  if (make !== undefined) return make(message, cause);
  if (LOST.test(message)) return unreachable(message, cause);
  if (/certificate|self.signed|altname/iu.test(`${code} ${message}`)) return untrusted(message, cause);
  if (/does not support SSL/u.test(message)) return unencrypted(message, cause);
  return new ContractError(
    "warehouse_statement",
    `PostgreSQL refused a statement${code === "" ? "" : ` (${code})`}: ${engineWords(message, false)}`,
  );
}

/** What the driver says of a connection that is gone, without a code. */
const LOST =
  /Connection terminated|Connection ended|not queryable|connection timeout|timeout expired|Timeout acquiring a connection/u;

const unreachable: Make = (_message, cause) =>
  new TransientError("warehouse_unreachable", "The PostgreSQL server cannot be reached, or the connection was lost.", {
    cause,
    remedy: "Check host, port and sslmode in profiles.yml and whether the server runs, then try again.",
  });

const refused: Make = (_message, cause) =>
  new ConfigError("warehouse_authentication", "The PostgreSQL server does not accept this user with this password.", {
    cause,
    remedy: "Check user and password in profiles.yml, and the server's pg_hba.conf for this machine.",
  });

const untrusted: Make = (_message, cause) =>
  new ConfigError("warehouse_certificate", "The PostgreSQL server's certificate is not trusted.", {
    cause,
    remedy: "Name the authority that signed it as sslrootcert in profiles.yml.",
  });

export const isUnencrypted = (error: unknown): boolean =>
  error instanceof ConfigError && error.code === "warehouse_unencrypted";

const unencrypted: Make = (_message, cause) =>
  new ConfigError("warehouse_unencrypted", "The PostgreSQL server does not encrypt connections.", {
    cause,
    remedy: "Let the server encrypt, or write sslmode: prefer (or disable) in profiles.yml.",
  });

export const poolingProxy = (): ConfigError =>
  new ConfigError("pooling_proxy", "Between here and PostgreSQL stands a pooling proxy, such as PgBouncer.", {
    remedy: "Write the server's own host and port into profiles.yml: settings of a session would not hold.",
  });

const missing: Make = (message, cause) =>
  new ConfigError("relation_missing", `PostgreSQL: ${engineWords(message, true)}.`, {
    cause,
    remedy: "Build the models first. If they are there, check schema and search_path in profiles.yml.",
  });

const forbidden: Make = (message, cause) =>
  new ConfigError("warehouse_permission", `PostgreSQL: ${engineWords(message, true)}.`, {
    cause,
    remedy: grantFor(message),
  });

const exhausted: Make = (_message, cause) =>
  new TransientError("warehouse_exhausted", "The PostgreSQL server ran out of memory, disk space or connections.", {
    cause,
    remedy: "Free some on the server, then try again.",
  });

const conflict: Make = (_message, cause) =>
  new TransientError("warehouse_conflict", "Two transactions changed the same rows at once.", { cause });

/**
 * PgBouncer refuses a greeting with settings it does not hand on, in words of its own
 * (https://www.pgbouncer.org/config.html, `ignore_startup_parameters`).
 */
const proxyOrUnreachable: Make = (message, cause) =>
  message.includes("unsupported startup parameter") ? poolingProxy() : unreachable(message, cause);

/** SQLSTATE, or its class, or the system's own word for a connection that failed. */
const byCode: ReadonlyMap<string, Make> = new Map<string, Make>([
  ...["08", "57P01", "57P02", "57P03", "57P05", "25P03"].map((code) => [code, unreachable] as const),
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].map(
    (code) => [code, unreachable] as const,
  ),
  ["08P01", proxyOrUnreachable],
  ["28", refused],
  [
    "3D000",
    (message, cause) =>
      new ConfigError("warehouse_missing", `PostgreSQL: ${engineWords(message, true)}.`, {
        cause,
        remedy: "Check dbname in profiles.yml, or create the database.",
      }),
  ],
  ["42P01", missing],
  ["3F000", missing],
  ["42501", forbidden],
  [
    "55P03",
    (_message, cause) =>
      new TransientError("warehouse_locked", "Somebody else's lock in PostgreSQL was not given up in time.", {
        cause,
        remedy: "Look for its holder in pg_stat_activity (pg_blocking_pids), then try again.",
      }),
  ],
  [
    "57014",
    (message, cause) =>
      /timeout/u.test(message)
        ? new TransientError("warehouse_timeout", "A statement took longer than it may and was cancelled.", {
            cause,
            remedy: "Look whether the server is busy, then try again.",
          })
        : new TransientError("warehouse_cancelled", "Somebody cancelled a statement in PostgreSQL.", { cause }),
  ],
  ["40", conflict],
  ["53", exhausted],
]);

/** Who lacks it is the user of profiles.yml. */
function grantFor(message: string): string {
  const [, kind = "", name = "…"] = message.match(/for (\w+(?: view)?) "?([^"\s]+)"?/u) ?? [];
  if (kind === "schema") return `grant usage, create on schema ${name} to the user of profiles.yml.`;
  if (kind === "database")
    return `grant create on database ${name} to the user of profiles.yml, or let an administrator create the schema for that user.`;
  if (kind === "sequence" || kind === "function")
    return `grant the right on ${kind} ${name} to the user of profiles.yml.`;
  return `grant select on ${name} to the user of profiles.yml; of Tierline's own tables that user must be the owner.`;
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  // Node tries every address of a host and reports all that failed.
  if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  return "";
}
