/** Who runs this process, as the operating system knows it. */
import { userInfo } from "node:os";
import process from "node:process";

/**
 * The account's name; `uid 1000` where no name belongs to it, as in a container that was started with a number;
 * undefined where there are no numbers either.
 */
export function accountName(read: () => { readonly username: string } = userInfo): string | undefined {
  try {
    const { username } = read();
    if (username !== "") return username;
  } catch {
    // Node throws a SystemError when /etc/passwd has no line for the number: the number is then all there is to tell.
  }
  const uid = process.getuid?.();
  return uid === undefined ? undefined : `uid ${uid}`;
}
