/** Takes away what live runs made, by what was written down; never anything whose name a live run did not give. */
import { rmSync } from "node:fs";
import { readCreated } from "./created-things.ts";
import type { LiveContact } from "./live-account.ts";
import { LiveAccount } from "./live-account.ts";
import type { LiveSetting } from "./live-setting.ts";
import { PREFIX } from "./live-setting.ts";

export interface CleanedUp {
  readonly contacts: number;
  readonly lists: number;
}

/** Rejects when the account is another, or something could not be taken away: the record file stays then. */
export async function cleanUp(setting: LiveSetting): Promise<CleanedUp> {
  const created = readCreated(setting.recordFile);
  if (Object.values(created).every((names) => names.length === 0)) return { contacts: 0, lists: 0 };
  const account = new LiveAccount(setting);
  if ((await account.accountId()) !== setting.accountId) throw new Error("The token is of another account.");
  const found = [
    ...(await account.find(null, created.record)),
    ...(await account.find("email", created.address)),
    ...(await account.find("loyalty_member_id", created.member)),
  ].filter(isOurs);
  const records = [...new Set(found.map(({ id }) => id))];
  await account.archive(records);
  let lists = 0;
  for (const name of created.list.filter((one) => one.startsWith(PREFIX))) {
    const listId = await account.listNamed(name);
    if (listId === undefined) continue;
    await account.deleteList(listId);
    lists += 1;
  }
  rmSync(setting.recordFile, { force: true });
  return { contacts: records.length, lists };
}

/** Whatever was read must itself bear the name of a live run. */
function isOurs({ properties }: LiveContact): boolean {
  return [properties["email"], properties["loyalty_member_id"]].some((text) => text?.startsWith(PREFIX) === true);
}
