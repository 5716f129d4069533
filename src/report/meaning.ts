/** What an audience means, in a sentence. */
import type { Level } from "./tier-history.ts";
import { TIER_MODEL } from "./read-tier-history.ts";

/** What a dbt project says of a model. */
export interface ModelMeaning {
  readonly description: string;
  /** `meta.audiences` of the model: a sentence for each of its audiences. */
  readonly audiences: Readonly<Record<string, string>>;
}

export interface MeaningSources {
  readonly meanings: ReadonlyMap<string, ModelMeaning>;
  readonly tiers: { readonly levels: readonly Level[] } | undefined;
}

/** The data team's own sentence, else what the rules say of a tier, else the model's description; null: none of them. */
export function meaningOf(model: string, name: string, { meanings, tiers }: MeaningSources): string | null {
  const said = meanings.get(model);
  const own = said !== undefined && Object.hasOwn(said.audiences, name) ? said.audiences[name] : undefined;
  if (own !== undefined && own.trim() !== "") return oneLine(own);
  const level = model === TIER_MODEL ? tiers?.levels.find((one) => one.name === name) : undefined;
  if (level !== undefined) return meaningOfLevel(level);
  const description = oneLine(said?.description ?? "");
  return description === "" ? null : description;
}

function meaningOfLevel({ minBalance, nextMinBalance }: Level): string {
  const [from, to] = [minBalance, nextMinBalance].map((amount) => (amount === null ? null : plainAmount(amount)));
  if (from == null) return to == null ? "Every member." : `Members with a balance below ${to}.`;
  return to == null ? `Members with a balance of ${from} or more.` : `Members with a balance from ${from} up to ${to}.`;
}

/** `1000.0000` → `1,000`; `999.5000` → `999.50`. */
function plainAmount(amount: string): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/gu, ",");
  const cents = fraction.replace(/0+$/u, "");
  return cents === "" ? grouped : `${grouped}.${cents.padEnd(2, "0")}`;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/gu, " ");
}
