/** What the staging models hold, for people: a block per model, then what should be looked into. */
import type { CheckBody, CheckedModel } from "../json/check.ts";
import { drawColumns } from "../picture/columns.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { moneyHeld } from "../picture/money.ts";
import { count, counted, percent } from "../picture/number.ts";
import { wrap } from "../picture/wrap.ts";
import { drawMonths } from "./draw-months.ts";

const INDENT = "  ";

export function drawCheck(body: CheckBody, canvas: Canvas): readonly string[] {
  const rule =
    body.programme === null
      ? "the rule is not built yet"
      : `amounts count for ${body.programme.window_hours / 24} days, in ${body.programme.currency}`;
  const lines = [`As of ${shortInstant(body.as_of)} UTC; ${rule}.`];
  for (const model of body.models) lines.push("", ...drawModel(model, canvas));
  return [...lines, "", ...drawFindings(body, canvas)];
}

function drawModel(model: CheckedModel, canvas: Canvas): readonly string[] {
  const { first_at: first, last_at: last } = model;
  const range = first === null || last === null ? "" : `, ${shortInstant(first)} to ${shortInstant(last)}`;
  const lines = [`${model.model}: ${counted(model.rows, "row")}${range}`];
  lines.push(...drawAmounts(model, canvas), ...drawNulls(model, canvas));
  const inside: Canvas = { ...canvas, columns: canvas.columns - INDENT.length };
  if (new Set(model.months.map(({ month }) => month)).size > 1) lines.push(...indent(drawMonths(model.months, inside)));
  if (model.rows > 0 && model.midnight < model.rows && model.model !== "stg_loyalty__customers") {
    const bars = model.hours.map((value, hour) => ({ label: String(hour).padStart(2, "0"), value }));
    const hours = indent(drawColumns(bars, 3, inside));
    lines.push(...hours.slice(0, -1), `${hours.at(-1) ?? ""} UTC`);
  }
  return lines;
}

function drawAmounts({ amounts, rows }: CheckedModel, canvas: Canvas): readonly string[] {
  if (amounts === null || rows === 0) return [];
  const currencies = amounts.currencies.map(
    ({ currency, rows: of }) => `${currency ?? "no currency"} ${percent(of, rows)}`,
  );
  const facts = [`sum ${moneyHeld(amounts.sum)}`];
  if (amounts.median !== null) facts.push(`half up to ${moneyHeld(amounts.median)}`);
  if (amounts.percentile_99 !== null) facts.push(`99% up to ${moneyHeld(amounts.percentile_99)}`);
  if (amounts.max !== null) facts.push(`highest ${moneyHeld(amounts.max)}`);
  const { without_customer: without } = amounts;
  const shares = `${percent(without.rows, rows)} of the rows, ${percent(Number(without.amount), Number(amounts.sum))} of the sum`;
  return [
    ...wrap(`amounts: ${facts.join(", ")}; ${currencies.slice(0, 5).join(", ")}`, canvas, INDENT),
    ...(without.rows === 0 ? [] : [`${INDENT}without a customer: ${count(without.rows)} (${shares})`]),
  ];
}

function drawNulls({ nulls, rows }: CheckedModel, canvas: Canvas): readonly string[] {
  const some = nulls.filter((one) => one.rows > 0).map((one) => `${one.column} ${percent(one.rows, rows)}`);
  return some.length === 0 ? [] : wrap(`empty: ${some.join(", ")}`, canvas, INDENT);
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${INDENT}${line}`.trimEnd());
}

function drawFindings({ findings }: CheckBody, canvas: Canvas): readonly string[] {
  const { glyphs } = canvas;
  if (findings.length === 0) return [`${glyphs.check} Nothing to look into.`];
  const marks = { error: glyphs.cross, warn: "!", info: glyphs.dot };
  const of = (level: keyof typeof marks): number => findings.filter((finding) => finding.level === level).length;
  const parts = [counted(of("error"), "error"), counted(of("warn"), "warning"), counted(of("info"), "note")];
  const lines = [`${parts.join(", ")}:`];
  for (const finding of findings) {
    const { level, code, model, examples } = finding;
    lines.push(
      "",
      `${marks[level]} ${model.replace("stg_loyalty__", "")}, ${code.replaceAll("_", " ")}: ${count(finding.count)}`,
    );
    lines.push(...wrap(`${finding.message} ${finding.remedy}`, canvas, `${INDENT}  `));
    if (examples.length > 0) lines.push(...wrap(`such as ${examples.join(", ")}`, canvas, `${INDENT}  `));
  }
  return lines;
}
