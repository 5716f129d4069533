/** `cents` of a dialect whose casts name a decimal's digits: widened first, so that the multiplication cannot overflow. */
import type { Dialect } from "./dialect.ts";

export function exactCents(textType: string): Dialect["cents"] {
  return (expression, scale, round) => {
    const whole = `${round}(cast(${expression} as decimal(38, ${scale})) * cast(100 as decimal(3, 0)))`;
    return `cast(cast(${whole} as decimal(36, 0)) * cast('0.01' as decimal(2, 2)) as ${textType})`;
  };
}
