/** How a list and an audience differ, for people. */
import { reasonWords } from "../../report/reason-words.ts";
import type { CompareBody } from "../json/compare.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { count, counted } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";
import { wrap } from "../picture/wrap.ts";

type Reason = CompareBody["only_list"]["by"][number];

export function drawCompare(body: CompareBody, canvas: Canvas): readonly string[] {
  const { list, audience, both, only_audience: missing, only_list: extra, left_out: out } = body;
  const right = { align: "right" as const };
  const rows = [
    ["on the list and in the audience", count(both)],
    ["only in the audience", count(missing.count)],
    ["only on the list", count(extra.count)],
    ["in the audience, but nothing is sent to them", count(out.count)],
  ];
  const why = [...section("Only in the audience", missing.by), ...section("Only on the list", extra.by)];
  return [
    ...wrap(
      `${body.destination}: ${list.name} (${counted(list.count, "contact")}${list.writable ? "" : `, ${list.kind}`})`,
      canvas,
    ),
    ...wrap(
      `${audience} of ${body.model}, as of ${shortInstant(body.as_of, canvas)}, by the rules of ${body.sync}`,
      canvas,
    ),
    "",
    ...drawTable({ columns: [{ title: "" }, { title: "people", ...right }], rows }, canvas),
    ...[...why, ...section("Nothing is sent to", out.by)].flatMap((line) => (line === "" ? [""] : wrap(line, canvas))),
    "",
    "Nothing was written. Everybody by id: --csv.",
  ];
}

function section(title: string, reasons: readonly Reason[]): readonly string[] {
  if (reasons.length === 0) return [];
  return ["", `${title}:`, ...reasons.map((one) => `  ${count(one.count)} because ${wordsOf(one)}`)];
}

const WORDS: Readonly<Record<string, string>> = {
  missing: "they are not on the list yet; a run would add them",
  no_audience: "they are in no audience of this model",
  unknown_contact: "the programme does not know the contact",
  ambiguous_contact: "the contact could be several customers",
};

function wordsOf({ reason, audience }: Reason): string {
  if (reason === "other_audience") return `they are in ${audience ?? "another audience"}`;
  return Object.hasOwn(WORDS, reason) ? (WORDS[reason] ?? reason) : reasonWords(reason);
}
