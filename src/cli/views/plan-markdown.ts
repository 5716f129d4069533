/** Plans as a comment on a pull request: bounded, and without personal data beyond masked samples. */
import { ALLOWABLE_GUARDS } from "../../domain/guard.ts";
import type { PlanBody, PlanDocument } from "../json/plan.ts";
import type { OrphanBody } from "../json/shared.ts";
import { maskId } from "../mask-address.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { count, counted } from "../picture/number.ts";
import { KEPT, nobodyNamed, orphanedRows, remappedUpdates, unmatchedSuppressions } from "./draw-plan.ts";
import { codeOf, folded, markdownTable, plainText, type MarkdownColumn } from "./markdown.ts";

/** GitHub takes 65,536 characters (https://docs.github.com, comments; read 2026-11-22). */
const CHARACTERS_MAX = 60_000;
const ROWS_MAX = 50;
/** What is kept free for saying that something was cut. */
const ENDING_CHARACTERS = 300;

type Zone = Pick<Canvas, "timeZone">;
type MarkdownBody = Pick<PlanBody, "syncs" | "preview" | "orphans">;

/** `zone`: in which its instants are told. */
export function markdownPlans(body: MarkdownBody, zone: Zone): string {
  const blocks = [
    heading(body),
    ...body.syncs.flatMap((sync) => syncBlocks(sync, zone)),
    ...body.orphans.map(orphanBlock),
  ];
  const shown: string[] = [];
  let length = 0;
  for (const block of blocks) {
    if (length + block.length + 2 > CHARACTERS_MAX - ENDING_CHARACTERS) break;
    shown.push(block);
    length += block.length + 2;
  }
  const missing = blocks.length - shown.length;
  if (missing > 0)
    shown.push(`_Cut: ${counted(missing, "more part")} would make this too long. \`--format csv\` gives every row._`);
  return shown.join("\n\n");
}

function heading({ syncs, preview }: MarkdownBody): string {
  const places = syncs.flatMap((sync) => sync.plan?.places ?? []);
  const sum = (key: "enter" | "update" | "leave"): number => places.reduce((total, place) => total + place[key], 0);
  const changes = sum("enter") + sum("update") + sum("leave");
  const total =
    changes === 0
      ? "nothing to send"
      : `${count(sum("enter"))} to enter, ${count(sum("update"))} to update, ${count(sum("leave"))} to leave`;
  const what = preview === null ? "Tierline plan" : "Tierline preview";
  return [`## ${what}: ${total}`, ...(preview === null ? [] : ["", explainPreview(preview)])].join("\n");
}

function explainPreview({ against, has_state: hasState }: NonNullable<PlanBody["preview"]>): string {
  const known = hasState
    ? `Compared with what was acknowledged on ${codeOf(against)}.`
    : `Nothing was ever sent on ${codeOf(against)}, so everything is new.`;
  return `${known} Nothing was stored, and no destination was asked.`;
}

/** Places that no file names, and what becomes of who is there. */
function orphanBlock(orphan: OrphanBody): string {
  const whose = orphan.in_file ? "owns places that its file does not name" : "has no file any more, and owns";
  return [
    `**${codeOf(orphan.sync)} ${whose}:**`,
    "",
    ...orphan.places.map(({ name, synced }) => `- ${codeOf(name)}: ${orphanedRows(synced, orphan.in_file)}`),
    "",
    "To give them up:",
    "",
    // Numbers and a sync's name, which holds letters, digits and underscores: nothing in it ends the block.
    "```sh",
    ...orphan.release,
    "```",
  ].join("\n");
}

function syncBlocks(sync: PlanBody["syncs"][number], zone: Zone): readonly string[] {
  const { plan, error } = sync;
  if (plan === null)
    return [`### ${codeOf(sync.sync)}`, `**No plan: ${plainText(error?.message ?? "it could not be made.")}**`];
  const number = plan.plan === null ? "" : `, plan ${plan.plan}`;
  return [
    `### ${codeOf(plan.sync)}${number}, as of ${instantOf(plan.as_of, zone)}`,
    ...guardLines(plan),
    ...(error === null ? [] : [`**${plainText(error.message)}**`]),
    ...(sync.loaded_since === null ? [] : ["**Events were loaded since this build; it does not know them.**"]),
    placeTable(plan),
    ...(plan.moves.length === 0 ? [] : [moveTable(plan)]),
    ...notSent(plan),
    ...unmatched(plan),
    ...samples(plan),
  ];
}

/** Digits and what stands between them need no other writing; anything else is no instant. */
function instantOf(instant: string, zone: Zone): string {
  const short = shortInstant(instant, zone);
  return /^[\d :+-]+$/u.test(short) ? short : plainText(short);
}

function unmatched({ sources }: PlanDocument): readonly string[] {
  const told = unmatchedSuppressions(sources.reduce((sum, source) => sum + source.unmatched, 0));
  return told === null ? [] : [told];
}

function guardLines(plan: PlanDocument): readonly string[] {
  if (plan.guards.length === 0) return [];
  const lines = plan.guards.slice(0, ROWS_MAX).map((guard) => {
    if (guard.allowed !== null)
      return `- Guard ${plainText(guard.name)} is allowed (${plainText(guard.allowed.reason)}): ${plainText(guard.message)}`;
    const isAllowable = ALLOWABLE_GUARDS.some((name) => name === guard.name);
    const remedy = isAllowable ? `To allow it: \`--allow ${guard.name} --reason "why"\`.` : "This cannot be allowed.";
    return `- **Guard ${plainText(guard.name)} stops this: ${plainText(guard.message)}** ${remedy}`;
  });
  return [lines.join("\n")];
}

const COUNTS = ["desired", "synced", "enter", "update", "leave", "unchanged", "waiting", "refused"] as const;
/** Shown where somebody is counted so. */
const OCCASIONAL = ["suppressed", "held_out", "kept"] as const;

function placeTable(plan: PlanDocument): string {
  const counts = [...COUNTS, ...OCCASIONAL.filter((key) => plan.places.some((place) => place[key] > 0))];
  const columns: MarkdownColumn[] = [
    { title: "place" },
    ...counts.map((key) => ({ title: key.replace("_", " "), align: "right" as const })),
  ];
  const rows = plan.places.map((place) => [
    `${codeOf(place.name)}${isNew(place) ? " (new)" : ""}${place.in_file ? "" : " (in no file any more)"}`,
    ...counts.map((key) => count(place[key])),
  ]);
  const unknown = plan.places.reduce((sum, place) => sum + place.enter_unknown, 0);
  const note =
    unknown === 0 ? "" : `\n\n${counted(unknown, "contact")} may be created: no record of theirs is known yet.`;
  const kept = plan.places.some((place) => place.kept > 0) ? `\n\n${KEPT}` : "";
  const remapped = remappedUpdates(plan.places);
  const nobody = nobodyNamed(plan.places).map((line) => `\n\n**${plainText(line)}**`);
  return `${markdownTable(columns, rows, ROWS_MAX)}${kept}${note}${remapped === null ? "" : `\n\n**${remapped}**`}${nobody.join("")}`;
}

/** A list that is made or taken when the plan is applied. */
function isNew(place: PlanDocument["places"][number]): boolean {
  return place.kind === "list" && place.list_id === null && place.in_file;
}

function moveTable(plan: PlanDocument): string {
  const numbers = new Map(plan.places.map((place) => [place.name, place.place]));
  const rows = plan.moves.map((move) => {
    const some = plan.samples.filter(
      (sample) =>
        sample.op === "leave" &&
        sample.move?.from === numbers.get(move.from) &&
        sample.move?.to === numbers.get(move.to),
    );
    const members = some.map((sample) => codeOf(maskId(sample.member, "…")));
    return [codeOf(move.from), codeOf(move.to), count(move.count), members.join(" ")];
  });
  const columns: MarkdownColumn[] = [
    { title: "from" },
    { title: "to" },
    { title: "members", align: "right" },
    { title: "some of them" },
  ];
  return markdownTable(columns, rows, ROWS_MAX);
}

function notSent(plan: PlanDocument): readonly string[] {
  const rows = plan.places.flatMap((place) => [
    ...Object.entries(place.refused_by).map(([reason, rowCount]) => [
      codeOf(place.name),
      codeOf(reason),
      count(rowCount),
    ]),
    ...Object.entries(place.suppressed_by).map(([reason, rowCount]) => [
      codeOf(place.name),
      codeOf(reason),
      count(rowCount),
    ]),
    ...(place.held_out > 0 ? [[codeOf(place.name), codeOf("held_out"), count(place.held_out)]] : []),
  ]);
  if (rows.length === 0) return [];
  const columns: MarkdownColumn[] = [{ title: "place" }, { title: "reason" }, { title: "rows", align: "right" }];
  return [folded("Not sent, and why", markdownTable(columns, rows, ROWS_MAX))];
}

function samples(plan: PlanDocument): readonly string[] {
  if (plan.samples.length === 0) return [];
  const names = new Map(plan.places.map((place) => [place.place, place.name]));
  const columns = ["place", "change", "member", "address", "note"].map((title) => ({ title }));
  const rows = plan.samples.map((sample) => [
    codeOf(names.get(sample.place) ?? ""),
    sample.op,
    codeOf(maskId(sample.member, "…")),
    sample.address === null ? "" : codeOf(sample.address),
    sample.note === null ? "" : `no call: ${codeOf(sample.note)}`,
  ]);
  return [folded("Some of the rows", markdownTable(columns, rows, ROWS_MAX))];
}
