/**
 * Amounts as people read them, from decimals as text. What a member has is rounded down, so that nobody is shown 300.00
 * and called White; what is missing is rounded up, so that it suffices.
 */

export function moneyHeld(amount: string): string {
  return group(roundDown(amount));
}

export function moneyMissing(amount: string): string {
  return group(negate(roundDown(negate(amount))));
}

/** Towards minus infinity, two places. */
function roundDown(amount: string): string {
  const { sign, whole, fraction } = split(amount);
  const cents = BigInt(whole + fraction.slice(0, 2));
  const isExact = /^0*$/u.test(fraction.slice(2));
  return centsText(sign === "-" ? -(isExact ? cents : cents + 1n) : cents);
}

function centsText(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  return `${cents <= -1n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function negate(amount: string): string {
  if (/^-?[0.]+$/u.test(amount)) return amount.replace("-", "");
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

function split(amount: string): { readonly sign: string; readonly whole: string; readonly fraction: string } {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/u.exec(amount);
  if (found === null) throw new RangeError("An amount must be plain decimal text.");
  return { sign: found[1] ?? "", whole: found[2] ?? "0", fraction: (found[3] ?? "").padEnd(2, "0") };
}

function group(amount: string): string {
  const [whole = "", cents = ""] = amount.split(".");
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/gu, ",")}.${cents}`;
}
