/** Every command, in the order in which a new user meets them. */
import type { Command } from "./command.ts";
import { initCommand } from "./commands/init.ts";

export const commands: readonly Command[] = [initCommand];
