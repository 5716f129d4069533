/** `FAULT_SEED` repeats a failing history (with `FAULT_HISTORIES=1`). */
import { it } from "vitest";
import { AddressHistory } from "./address-history.ts";

const FIRST_SEED = Number(process.env["FAULT_SEED"] ?? 1);
const HISTORIES = Number(process.env["FAULT_HISTORIES"] ?? 300);

it(`everybody is where the models say after ${HISTORIES} histories of addresses that change hands`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed += 1)
    await new AddressHistory(seed).play().catch((cause: unknown) => {
      throw new Error(`seed ${seed} ends wrong`, { cause });
    });
  process.stdout.write(`address histories: ${HISTORIES} from seed ${FIRST_SEED}\n`);
}, 120_000);
