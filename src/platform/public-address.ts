/**
 * Keeps requests off private networks. The address that is judged is the one that is connected to: a name that leads
 * elsewhere between a look and the connection (DNS rebinding) cannot pass.
 */
import type { LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** The code of the error with which a connection to a private address ends before it is made. */
export const PRIVATE_ADDRESS = "ERR_PRIVATE_ADDRESS";

/**
 * All that IANA has given out to the open internet so far (its registry "IPv6 Address Space", "Global Unicast"). Outside lie,
 * among others, addresses that hold one of IPv4 in their last bytes, as ::7f00:1.
 */
const GLOBAL_UNICAST = ipaddr.parseCIDR("2000::/3");

/** False: loopback, private, link-local, multicast, reserved, or an IPv6 address that stands for one of IPv4. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address of an IPv6 one that maps it; of the other ranges only `unicast` is the open internet.
  const found = ipaddr.process(address);
  if (found.range() !== "unicast") return false;
  return found.kind() === "ipv4" || found.match(GLOBAL_UNICAST);
}

/** A host of a URL that is an address itself is never looked up, so it is judged before. */
export function isPrivateHost(hostname: string): boolean {
  const bare = hostname.replaceAll(/^\[|\]$/gu, "");
  return isIP(bare) !== 0 && !isPublicAddress(bare);
}

/**
 * As `resolve`, but a name with any private address has none. What it answers is what was judged: a name is looked up once
 * for a connection, and the connection is made to that answer.
 */
export function lookupPublic(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, options, (error, found: string | LookupAddress[], family) => {
      if (error !== null) return callback(error, "", 0);
      const addresses = typeof found === "string" ? [found] : found.map(({ address }) => address);
      if (addresses.length > 0 && addresses.every(isPublicAddress)) return callback(null, found, family);
      callback(Object.assign(new Error("The name leads to a private address."), { code: PRIVATE_ADDRESS }), "", 0);
    });
  };
}
