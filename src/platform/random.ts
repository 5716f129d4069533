/** The only source of randomness. Tests inject a seeded one. */
import { randomBytes, randomInt } from "node:crypto";

export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** 32 hexadecimal digits, unique in practice. */
  id(): string;
}

export const systemRandom: Random = {
  fraction: () => randomInt(0, 2 ** 47) / 2 ** 47,
  id: () => randomBytes(16).toString("hex"),
};
