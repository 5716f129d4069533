/** What `tierline init` made, and what is left to do. */
import { relative } from "node:path";
import type { InitBody } from "../json/init.ts";
import { wrap } from "../picture/wrap.ts";
import type { World } from "../world.ts";

/** Where the user is, and what they see. */
type Seat = Pick<World, "directory" | "terminal">;

export function drawInit(world: Seat, body: InitBody): readonly string[] {
  const folder = relative(world.directory, body.directory) || "this folder";
  const { check, dot } = world.terminal.canvas.glyphs;
  const made = body.kind === "shop" ? `Made ${folder}:` : `Joined Tierline to the dbt project in ${folder}:`;
  return [
    body.written.length === 0 ? `Nothing was missing in ${folder}.` : made,
    ...body.written.map((path) => `  ${check} ${path}`),
    ...body.kept.map((path) => `  ${dot} ${path} was there and stays as it is`),
    "",
    ...drawRules(world, body),
    ...drawVariables(world, body),
    ...(body.kind === "shop" ? SHOP_STEPS : ownSteps(body)),
    "",
    ...body.next.second_terminal.map((line) => `  ${line}`),
    "",
    "and in this one (the sandbox takes any token that is not empty):",
    "",
    ...body.next.this_terminal.map((line) => `  ${line}`),
  ];
}

/** First of all: a shop with another currency would find every tier unknown after its first build. */
function drawRules(world: Seat, { kind, rules }: InitBody): readonly string[] {
  if (rules === null || rules.currencies.length === 0) return [];
  const [policies = "", levels = ""] = rules.files;
  const before = kind === "shop" ? "load" : "build";
  const text =
    `The rules count amounts in ${rules.currencies.join(", ")} and no other currency. Is yours another, change it in ` +
    `${policies} before you ${before}; thresholds and names stand in ${levels}.`;
  return [...wrap(text, world.terminal.canvas), ""];
}

function drawVariables(world: Seat, { to_set: toSet }: InitBody): readonly string[] {
  if (toSet.length === 0) return [];
  const text = `profiles.yml takes the connection from the environment: set ${toSet.join(", ")}, and what else differs from its defaults.`;
  return [...wrap(text, world.terminal.canvas), ""];
}

const SHOP_STEPS = [
  "Put your files into data/ (data/README.md says which). Then, in a second terminal,",
  "so that there is a HubSpot to talk to:",
];

function ownSteps({ to_add: toAdd, to_fill_in: toFillIn, dbt }: InitBody): readonly string[] {
  const added = toAdd.flatMap(({ file, lines, why }) => [
    `Add to ${file}, ${why}:`,
    "",
    ...lines.map((line) => `  ${line}`),
    "",
  ]);
  const filled =
    toFillIn.length === 0
      ? []
      : ["Fill in, each by a query over your own tables:", ...toFillIn.map((path) => `  ${path}`), ""];
  const missing =
    dbt === null ? ["No dbt that fits was found from here: activate its environment before you build.", ""] : [];
  return [...added, ...filled, ...missing, "Then, in a second terminal, so that there is a HubSpot to talk to:"];
}
