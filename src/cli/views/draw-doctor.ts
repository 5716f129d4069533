/** What the doctor found, for people: one line for each thing, with what to do below it. */
import type { CheckBody, DoctorBody } from "../json/doctor.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { counted } from "../picture/number.ts";
import { padEnd, widthOf } from "../picture/width.ts";
import { wrap, wrapAdvice } from "../picture/wrap.ts";

export function drawDoctor(body: DoctorBody, canvas: Canvas): readonly string[] {
  const names = Math.max(0, ...body.checks.map(({ check }) => widthOf(check)));
  const syncs = [...new Set(body.checks.map(({ sync }) => sync))];
  const lines = syncs.flatMap((sync, index) => [
    ...(index === 0 ? [] : [""]),
    ...(sync === null ? [] : [sync]),
    ...body.checks.filter((one) => one.sync === sync).flatMap((one) => drawCheck(one, names, canvas)),
  ]);
  return [...lines, "", summarize(body)];
}

function drawCheck({ result, check, message, remedy }: CheckBody, names: number, canvas: Canvas): readonly string[] {
  const head = `  ${padEnd(markOf(result, canvas), 2)} ${padEnd(check, names)}  `;
  const indent = " ".repeat(widthOf(head));
  const said = wrap(message, canvas, indent).map((line, at) => (at === 0 ? head + line.slice(indent.length) : line));
  return [...said, ...(remedy === null ? [] : wrapAdvice(remedy, canvas, indent))];
}

function markOf(result: CheckBody["result"], { glyphs }: Canvas): string {
  return { ok: glyphs.check, warn: "!", fail: glyphs.cross, skip: glyphs.dot }[result];
}

function summarize({ counts, is_offline: isOffline }: DoctorBody): string {
  const parts = [`${counts.ok} fine`];
  if (counts.warn > 0) parts.push(counted(counts.warn, "warning"));
  if (counts.fail > 0) parts.push(counted(counts.fail, "failure"));
  if (counts.skip > 0) parts.push(`${counts.skip} not to be looked at`);
  return `${parts.join(", ")}${isOffline ? "; no destination was asked" : ""}.`;
}
