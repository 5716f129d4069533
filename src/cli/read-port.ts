import { ConfigError } from "../domain/errors.ts";

/** `ConfigError` `usage` when the text is no port number. */
export function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
  throw new ConfigError("usage", "--port is not a port number.", { remedy: "Name one from 0 to 65535." });
}
