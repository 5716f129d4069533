/** The seeded shop: 24 months of a loyalty programme with everything that makes real data awkward. */
import { seededChance, type Chance } from "./chance.ts";
import { makeLife, makePurchase, toSecond, type Life, type Purchase } from "./make-member.ts";
import { addressOf, makePerson } from "./names.ts";
import {
  CURRENCY,
  DAY_MS,
  type CustomerRow,
  type ReceiptRow,
  type Shop,
  type ShopOptions,
  type StatusRow,
} from "./shop.ts";

const MONTH_DAYS = 30.4375;
const DAYS_AFTER = 40;

interface Member {
  readonly customerId: string;
  readonly life: Life;
}

interface Sale {
  readonly customerId: string | null;
  readonly purchase: Purchase;
}

/** The same seed and options make the same rows, to the cent. */
export function makeShop(seed: number, options: ShopOptions): Shop {
  const chance = seededChance(seed);
  const startMs = toSecond(options.endAtMs - options.months * MONTH_DAYS * DAY_MS);
  const horizonMs = options.endAtMs + (options.daysAfter ?? DAYS_AFTER) * DAY_MS;
  const members = makeMembers(chance, options, startMs, horizonMs);
  const sales: Sale[] = members.flatMap(({ customerId, life }) =>
    life.purchases.map((purchase) => ({ customerId, purchase })),
  );
  // One receipt in ten has no customer: nine of the others make one of these.
  const countAnonymous = Math.round(sales.length / 9);
  for (let index = 0; index < countAnonymous; index += 1) {
    const occurredAtMs = startMs + chance.between(0, Math.floor((horizonMs - startMs) / 1000)) * 1000;
    sales.push({ customerId: null, purchase: makePurchase(chance, occurredAtMs, 45) });
  }
  sales.sort((a, b) => a.purchase.occurredAtMs - b.purchase.occurredAtMs);
  const charges = sales.map(chargeOf);
  return {
    customers: makeCustomers(chance, members, options),
    statuses: makeStatuses(members),
    charges: withAwkwardCharges(charges, members, options.endAtMs),
    returns: makeReturns(sales, charges),
  };
}

function makeMembers(chance: Chance, options: ShopOptions, startMs: number, horizonMs: number): readonly Member[] {
  const daysAfter = Math.floor((horizonMs - options.endAtMs) / DAY_MS);
  const countLater = Math.ceil((options.members * daysAfter) / 2000);
  const historySeconds = Math.floor((options.endAtMs - startMs) / 1000);
  return Array.from({ length: options.members + countLater }, (_, index) => {
    // Two thirds were there when the programme began, in its first two months.
    const founded = chance.between(0, Math.floor((60 * DAY_MS) / 1000));
    const since = chance.happens(667) ? Math.min(founded, historySeconds) : chance.between(0, historySeconds);
    const joinedAtMs =
      index < options.members
        ? startMs + since * 1000
        : options.endAtMs + chance.between(1, Math.max(1, daysAfter * 86_400)) * 1000;
    return { customerId: `c${String(index + 1).padStart(5, "0")}`, life: makeLife(chance, joinedAtMs, horizonMs) };
  });
}

function chargeOf({ customerId, purchase }: Sale, index: number): ReceiptRow {
  const number = String(index + 1).padStart(6, "0");
  return {
    eventId: `ch-${number}`,
    customerId,
    amountCents: purchase.amountCents,
    currency: CURRENCY,
    occurredAtMs: purchase.occurredAtMs,
    orderId: `o-${number}`,
    channel: purchase.channel,
    arrivesAtMs: purchase.arrivesAtMs,
  };
}

function makeReturns(sales: readonly Sale[], charges: readonly ReceiptRow[]): readonly ReceiptRow[] {
  const refunds = sales.flatMap(({ customerId, purchase }, index) => {
    const order = charges[index];
    return purchase.refund === undefined || order === undefined
      ? []
      : [{ ...purchase.refund, customerId, orderId: order.orderId, channel: purchase.channel }];
  });
  return refunds
    .toSorted((a, b) => a.occurredAtMs - b.occurredAtMs)
    .map((refund, index) => ({ ...refund, eventId: `rt-${String(index + 1).padStart(6, "0")}`, currency: CURRENCY }));
}

function makeStatuses(members: readonly Member[]): readonly StatusRow[] {
  return members
    .flatMap(({ customerId, life }) => life.statusChanges.map((change) => ({ customerId, ...change })))
    .toSorted((a, b) => a.occurredAtMs - b.occurredAtMs)
    .map((change, index) => ({
      ...change,
      eventId: `st-${String(index + 1).padStart(5, "0")}`,
      arrivesAtMs: change.occurredAtMs,
    }));
}

/** A few have no address, two share one, and one in a hundred changes it a week after the first run. */
function makeCustomers(chance: Chance, members: readonly Member[], options: ShopOptions): readonly CustomerRow[] {
  const rows = members.map(({ customerId, life }, index): CustomerRow => {
    const person = makePerson(chance);
    const isWithoutAddress = index % 333 === 7;
    return {
      customerId,
      email: isWithoutAddress ? null : addressOf(person, customerId),
      ...person,
      createdAtMs: life.joinedAtMs,
      arrivesAtMs: life.joinedAtMs,
    };
  });
  const [first, second] = [rows[10], rows[11]];
  if (first !== undefined && second !== undefined) rows[11] = { ...second, email: first.email };
  const moved = rows
    .filter((row, index) => index % 100 === 50 && row.email !== null && row.createdAtMs < options.endAtMs)
    .map((row) => ({
      ...row,
      email: `new.${row.email ?? ""}`,
      arrivesAtMs: options.endAtMs + 7 * DAY_MS,
    }));
  return [...rows, ...moved];
}

/** In the year before the first run: one charge below zero, one in another currency; after it, one sent anew with another amount. */
function withAwkwardCharges(
  charges: readonly ReceiptRow[],
  members: readonly Member[],
  endAtMs: number,
): readonly ReceiptRow[] {
  const settled = new Set(
    members
      .filter(({ life }) => life.statusChanges.length === 1 && life.joinedAtMs < endAtMs - 200 * DAY_MS)
      .map((member) => member.customerId),
  );
  const recent = charges.filter(
    (row) =>
      row.customerId !== null &&
      settled.has(row.customerId) &&
      row.arrivesAtMs < endAtMs &&
      row.occurredAtMs > endAtMs - 150 * DAY_MS,
  );
  const negative = recent[0];
  const foreign = recent.find((row) => row.customerId !== negative?.customerId);
  const corrected = recent.findLast((row) => row.arrivesAtMs < endAtMs - 10 * DAY_MS);
  const awkward = charges.map((row) => {
    if (row === negative) return { ...row, amountCents: -row.amountCents };
    return row === foreign ? { ...row, currency: "EUR" } : row;
  });
  if (corrected === undefined) return awkward;
  const anew = { ...corrected, amountCents: corrected.amountCents + 500, arrivesAtMs: endAtMs + 12 * 3600 * 1000 };
  return [...awkward, anew];
}
