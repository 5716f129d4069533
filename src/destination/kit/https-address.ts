/** The address of an API: https, or plain http to this machine alone. */
import type { ReadAddress } from "../destination-type.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

export function readHttpsAddress(text: string): ReadAddress {
  const url = URL.parse(text.trim());
  const isLocal = url !== null && LOOPBACK.test(url.hostname);
  const isPlain = url !== null && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (url === null || !isPlain || !(url.protocol === "https:" || (url.protocol === "http:" && isLocal)))
    return {
      kind: "problem",
      message: "must be an https:// address without user, query or fragment.",
      remedy: "Plain http:// is only for a sandbox on this machine, as http://127.0.0.1:4010.",
    };
  return { kind: "address", value: url.href.replace(/\/+$/u, ""), isLocal };
}
