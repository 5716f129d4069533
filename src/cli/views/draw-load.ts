/** What a load brought, or why it brought nothing, for people. */
import type { OtherCurrencies } from "../find-other-currencies.ts";
import type { LoadBody } from "../json/load.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { count, counted } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";
import { wrap } from "../picture/wrap.ts";

/** `advice`: what else is to be known; null for nothing. */
export function drawLoad(body: LoadBody, advice: readonly (string | null)[], canvas: Canvas): readonly string[] {
  const figures = ["rows", "loaded", "known", "conflicts", ...(body.quarantine === null ? [] : QUARANTINED)] as const;
  const columns = [
    { title: "table" },
    ...figures.map((title) => ({ title, align: "right" as const })),
    { title: "file" },
  ];
  const rows = body.tables.map((table) => [
    table.table,
    ...figures.map((figure) => count(table[figure])),
    table.file ?? canvas.glyphs.dot,
  ]);
  const lines = [...drawTable({ columns, rows }, canvas)];
  const remarks = body.tables.flatMap((table) => [
    ...(table.replaced > 0 ? [`${counted(table.replaced, "customer")} changed: the latest row counts.`] : []),
    ...(table.further_columns.length > 0
      ? [`Also kept as text from ${table.table}: ${table.further_columns.join(", ")}.`]
      : []),
  ]);
  const ignored = body.ignored.filter((name) => !/^readme\b/iu.test(name));
  if (ignored.length > 0) remarks.push(`Left alone: ${ignored.join(", ")}.`);
  remarks.push(...advice.filter((one) => one !== null));
  if (body.quarantine !== null) remarks.push(describeQuarantine(body.quarantine));
  if (remarks.length > 0) lines.push("", ...remarks.flatMap((remark) => wrap(remark, canvas)));
  if (body.problems.length > 0) lines.push("", ...drawLoadProblems(body, canvas));
  return lines;
}

/** Null: all charges count. A few slips want no other rule; most of them in another currency do. */
export function adviseCurrency(found: OtherCurrencies | null): string | null {
  if (found === null) return null;
  const { charges, others, rules } = found;
  const wrong = others.reduce((sum, other) => sum + other.charges, 0);
  const [they, them, are] = wrong === 1 ? ["It does", "it", "it is"] : ["They do", "them", "they are"];
  const text =
    `${counted(wrong, "charge is", "charges are")} in ${others.map(({ currency }) => currency).join(", ")} (of ` +
    `${count(charges)}), and the rules count ${rules.currencies.join(", ")} alone. ${they} not count, and the tier of ` +
    `whoever made ${them} is unknown while ${are} in the window.`;
  if (wrong * 2 <= charges) return text;
  return `${text} If that is your currency, write it into ${rules.policyFile} before you build.`;
}

const QUARANTINED = ["quarantined"] as const;

function describeQuarantine({ rows, added, kept, open }: NonNullable<LoadBody["quarantine"]>): string {
  if (rows === 0)
    return kept === 0 ? "No row is bad." : `No row is bad; ${count(open)} of earlier loads are not mended.`;
  const known = rows === added ? "" : ` (${count(rows - added)} were there already)`;
  return (
    `${counted(rows, "row")} could not be loaded and ${rows === 1 ? "is" : "are"} kept whole in raw.quarantine${known}; ` +
    `${count(open)} of ${count(kept)} there are not mended. Mend them where they are made and load them again.`
  );
}

export function drawLoadProblems(body: LoadBody, canvas: Canvas): readonly string[] {
  const lines = body.problems.flatMap((problem) => {
    const place =
      problem.row === null
        ? [problem.file, problem.line].filter((part) => part !== null).join(":")
        : `${problem.file}, row ${count(problem.row)}`;
    const what = [problem.column, problem.value].filter((part) => part !== null).join(" = ");
    return [`  ${place}${what === "" ? "" : `  ${what}`}`, ...wrap(`${problem.why} ${problem.remedy}`, canvas, "    ")];
  });
  return body.problems_more === 0 ? lines : [...lines, `  and ${count(body.problems_more)} more`];
}
