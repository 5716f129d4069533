/** What the figures alone say: no further statement is needed. */
import { smellNight, smellsOfDates, smellShift } from "./judge-hours.ts";
import type { Finding, Level, Programme } from "./profile.ts";
import type { Figures } from "./read-figures.ts";
import type { StagingName } from "./staging-models.ts";

export function judgeFigures(figures: readonly Figures[], programme: Programme | null): readonly Finding[] {
  return [
    ...figures.flatMap(judgeEmpty),
    ...figures.flatMap((one) => judgeCurrencies(one, programme)),
    ...figures.flatMap(judgeAnonymous),
    ...figures.flatMap(judgeTimeOfDay),
    ...judgeShifts(figures),
  ];
}

const EMPTY_LEVELS: Readonly<Record<StagingName, Level>> = {
  stg_loyalty__customers: "warn",
  stg_loyalty__status_events: "error",
  stg_loyalty__charges: "warn",
  stg_loyalty__returns: "info",
};

function judgeEmpty({ model, rows }: Figures): readonly Finding[] {
  if (rows > 0) return [];
  const without = model === "stg_loyalty__status_events" ? " Without one nobody is a member." : "";
  return [
    {
      level: EMPTY_LEVELS[model],
      code: "empty",
      model,
      count: 0,
      message: `It has no row.${without}`,
      remedy: "Load the events, or check where the model reads from.",
      examples: [],
    },
  ];
}

function judgeCurrencies({ model, rows, amounts }: Figures, programme: Programme | null): readonly Finding[] {
  if (amounts === null || programme === null) return [];
  const others = amounts.currencies.filter(({ currency }) => currency !== null && currency !== programme.currency);
  if (others.length === 0) return [];
  const count = others.reduce((total, other) => total + other.rows, 0);
  const isAll = count === rows;
  return [
    {
      level: isAll ? "error" : "warn",
      code: "other_currency",
      model,
      count,
      message: `Amounts in ${others.map(({ currency }) => currency).join(", ")}, but the programme's currency is ${programme.currency}: they do not count.`,
      remedy: isAll
        ? "If it is the programme's, write it into tier_policies.csv; if not, convert the amounts in the model."
        : "Convert them in the model; left as they are, their members' tiers are unknown.",
      examples: [],
    },
  ];
}

function judgeAnonymous({ model, rows, amounts }: Figures): readonly Finding[] {
  if (amounts === null || amounts.anonymous.rows === 0) return [];
  const isAll = amounts.anonymous.rows === rows;
  return [
    {
      level: isAll ? "error" : "info",
      code: "without_customer",
      model,
      count: amounts.anonymous.rows,
      message: isAll ? "No row names a customer." : "They name no customer: kept, and in nobody's balance.",
      remedy: isAll ? "Check which column holds the customer." : "Nothing, if these are sales without a card.",
      examples: [],
    },
  ];
}

function judgeTimeOfDay(figures: Figures): readonly Finding[] {
  const { model, midnight, rows, firstAt, lastAt } = figures;
  if (rows >= 20 && firstAt !== null && firstAt === lastAt)
    return [
      {
        level: "info",
        code: "one_instant",
        model,
        count: rows,
        message: "All of it happened at one instant.",
        remedy: "Nothing, if it was taken over from somewhere then.",
        examples: [],
      },
    ];
  if (smellsOfDates(figures))
    return [
      {
        level: "warn",
        code: "dates_as_instants",
        model,
        count: midnight,
        message: "Nearly all instants are exactly midnight: dates may have been taken for instants.",
        remedy: "Look for the time of day; an entry at the very instant of joining does not count.",
        examples: [],
      },
    ];
  const share = smellNight(figures.hours);
  if (share === null) return [];
  return [
    {
      level: "warn",
      code: "night_hours",
      model,
      count: [1, 2, 3, 4].reduce((total, hour) => total + (figures.hours[hour] ?? 0), 0),
      message: `${Math.round(share * 100)}% of it happens between 01:00 and 05:00 UTC: the time zone may have been applied twice or not at all.`,
      remedy: "Compare a few rows with the till; nothing, if your shop is awake then.",
      examples: [],
    },
  ];
}

/** Everything is compared with charges, of which there are most. Rows at midnight have a rule of their own. */
function judgeShifts(figures: readonly Figures[]): readonly Finding[] {
  const charges = figures.find(({ model }) => model === "stg_loyalty__charges");
  if (charges === undefined || smellsOfDates(charges)) return [];
  return figures.flatMap((one): readonly Finding[] => {
    if (one === charges || smellsOfDates(one)) return [];
    const shift = smellShift(charges.hours, one.hours);
    if (shift === null) return [];
    const hours = Math.abs(shift) === 1 ? "1 hour" : `${Math.abs(shift)} hours`;
    return [
      {
        level: "warn",
        code: "hours_shifted",
        model: one.model,
        count: one.rows,
        message: `Its hours of day look like those of charges, ${hours} ${shift > 0 ? "later" : "earlier"}: one of the two may not be UTC.`,
        remedy: "Compare a few rows with their source, and convert in the model.",
        examples: [],
      },
    ];
  });
}
