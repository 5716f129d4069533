/** Memory of this process as the system counts it. */
import process from "node:process";

/** The most it ever held at once, in MB of 1,048,576 bytes. */
export function peakMemoryMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
