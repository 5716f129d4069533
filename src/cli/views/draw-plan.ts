/** A plan for people. */
import { ALLOWABLE_GUARDS } from "../../domain/guard.ts";
import { REASON } from "../../domain/receipt.ts";
import type { PlanBody, PlanDocument } from "../json/plan.ts";
import type { GuardBody, MoveBody, OrphanBody, PlaceBody } from "../json/shared.ts";
import { asStarted } from "../started-as.ts";
import { maskId } from "../mask-address.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { bytes, count, counted, duration } from "../picture/number.ts";
import { shortInstant } from "../picture/instant.ts";
import { drawTable, type TableColumn } from "../picture/table.ts";
import { widthOf } from "../picture/width.ts";
import { wrap } from "../picture/wrap.ts";

/** Columns that are shown only when one place has something to tell there. */
const NAME_CELLS_MIN = 14;
const OCCASIONAL = ["kept"] as const;
const ALWAYS = ["desired", "synced", "enter", "update", "leave", "unchanged", "waiting", "refused"] as const;

/** What the column means, where somebody is counted so. */
export const KEPT = "kept: who was there before Tierline, and is never removed.";

export function drawPlan(plan: PlanDocument, canvas: Canvas): readonly string[] {
  const what = plan.plan === null ? "Preview" : `Plan ${plan.plan}`;
  const lines = [
    `${what} of ${plan.sync}, as of ${shortInstant(plan.as_of, canvas)}`,
    "",
    ...drawPlaces(plan.places, canvas),
  ];
  if (plan.moves.length > 0) lines.push("", "Who changes list:", ...drawMoves(plan.moves, canvas));
  if (plan.samples.length > 0) lines.push("", "Some of the rows:", ...drawSamples(plan, canvas));
  const refused = drawNotSent(plan.places, canvas);
  if (refused.length > 0) lines.push("", "Not sent:", ...refused);
  const unmatched = unmatchedSuppressions(plan.sources.reduce((sum, source) => sum + source.unmatched, 0));
  if (unmatched !== null) lines.push("", ...wrap(unmatched, canvas));
  if (plan.guards.length > 0) lines.push("", ...drawGuards(plan.guards, plan.places, canvas));
  lines.push("", ...wrap(summarize(plan), canvas));
  if (plan.scanned_bytes !== null)
    lines.push(...wrap(`Making it scans ${bytes(plan.scanned_bytes)} in the warehouse.`, canvas));
  return lines;
}

/** Where it gets narrow, columns without a figure give way to the names. */
export function drawPlaces(places: readonly PlaceBody[], canvas: Canvas): readonly string[] {
  const present = new Set([...ALWAYS, ...OCCASIONAL].filter((key) => places.some((place) => place[key] > 0)));
  const wanted = [...ALWAYS, ...OCCASIONAL.filter((key) => present.has(key))];
  const shown = [...wanted];
  const names = Math.max(NAME_CELLS_MIN, ...places.map((place) => widthOf(place.name)));
  const width = (): number =>
    shown.reduce(
      (sum, key) => sum + 1 + Math.max(key.length, ...places.map((place) => count(place[key]).length)),
      names,
    );
  for (const key of wanted.toReversed())
    if (width() > canvas.columns && !present.has(key)) shown.splice(shown.indexOf(key), 1);
  const columns: TableColumn[] = [
    { title: "place" },
    ...shown.map((key): TableColumn => ({ title: key, align: "right" })),
  ];
  const rows = places.map((place) => [place.name, ...shown.map((key) => count(place[key]))]);
  const gone = places.filter((place) => !place.in_file);
  const remapped = remappedUpdates(places);
  return [
    ...drawTable({ columns, rows }, canvas),
    ...(shown.includes("kept") ? wrap(KEPT, canvas) : []),
    ...(remapped === null ? [] : ["", ...wrap(remapped, canvas)]),
    ...nobodyNamed(places).flatMap((line) => ["", ...wrap(line, canvas)]),
    ...gone.flatMap((place) => wrap(`${place.name} stands in no sync file any more.`, canvas)),
  ];
}

/** Why an edited sync file updates everybody; null where none does. */
export function remappedUpdates(places: readonly Pick<PlaceBody, "mapping_changed">[]): string | null {
  const updates = places.reduce((sum, place) => sum + place.mapping_changed, 0);
  if (updates === 0) return null;
  return `${counted(updates, "update")}: mapping changed (members or properties in the sync file), so each contact is written again.`;
}

/** Lists for which their model names nobody, as when an audience is misspelt in the sync file; one sentence or two each. */
export function nobodyNamed(places: readonly PlaceBody[]): readonly string[] {
  return places
    .filter(({ kind, in_file, desired, suppressed, held_out }) => {
      return kind === "list" && in_file && desired + suppressed + held_out === 0;
    })
    .map(({ name, leave }) => {
      const leaves = leave === 0 ? "" : `, and ${counted(leave, "row leaves", "rows leave")}`;
      return `${name}: its model names nobody${leaves}. Should somebody be there, compare the audience in the sync file with the model's.`;
    });
}

/** Perhaps people whom a suppress model names in another form than the members' model; null where there are none. */
export function unmatchedSuppressions(rows: number): string | null {
  if (rows === 0) return null;
  const named = counted(rows, "row of the suppress model names", "rows of the suppress model name");
  return `${named} no member. Should one, write it there as the members' model does.`;
}

export function drawMoves(moves: readonly MoveBody[], canvas: Canvas): readonly string[] {
  const width = Math.max(0, ...moves.map((move) => count(move.count).length));
  return moves.map((move) => `  ${count(move.count).padStart(width)}  ${move.from} ${canvas.glyphs.arrow} ${move.to}`);
}

function drawSamples(plan: PlanDocument, canvas: Canvas): readonly string[] {
  const names = new Map(plan.places.map((place) => [place.place, place.name]));
  const rows = plan.samples.map((sample) => [
    `  ${names.get(sample.place) ?? ""}`,
    sample.op,
    maskId(sample.member, canvas.glyphs.ellipsis),
    (sample.address ?? "").replace("…", canvas.glyphs.ellipsis),
    drawSampleNote(sample, names, canvas),
  ]);
  const columns = ["  place", "change", "member", "address", ""].map((title) => ({ title }));
  return drawTable({ columns, rows }, canvas);
}

function drawSampleNote(
  { note, move, op }: PlanDocument["samples"][number],
  names: ReadonlyMap<number, string>,
  canvas: Canvas,
): string {
  if (note !== null) return `no call: ${note}`;
  if (move === null) return "";
  const other = names.get(op === "leave" ? move.to : move.from) ?? "";
  return op === "leave" ? `${canvas.glyphs.arrow} ${other}` : `from ${other}`;
}

/** One line per reason: where, and how many. */
export function drawNotSent(places: readonly PlaceBody[], canvas: Canvas): readonly string[] {
  const told = places.map(({ name, refused_by, suppressed_by, held_out }) => ({
    name,
    by: { ...refused_by, ...suppressed_by, ...heldOut(held_out) },
  }));
  const reasons = new Set(told.flatMap(({ by }) => Object.keys(by)));
  return [...reasons].flatMap((reason) => {
    const where = told
      .filter(({ by }) => (by[reason] ?? 0) > 0)
      .map(({ name, by }) => `${name} ${count(by[reason] ?? 0)}`);
    return wrap(`${reason}: ${where.join(", ")}`, canvas, "  ");
  });
}

function heldOut(rows: number): Readonly<Record<string, number>> {
  return rows === 0 ? {} : { [REASON.heldOut]: rows };
}

export function drawGuards(
  guards: readonly GuardBody[],
  places: readonly PlaceBody[],
  canvas: Canvas,
): readonly string[] {
  const { check, cross } = canvas.glyphs;
  return guards.flatMap((guard) => {
    const place = places.find((one) => one.place === guard.place);
    const where = place === undefined ? "" : ` (${place.name})`;
    if (guard.allowed !== null)
      return wrap(`${check} guard ${guard.name}${where} allowed: ${guard.allowed.reason}`, canvas);
    const isAllowable = ALLOWABLE_GUARDS.some((name) => name === guard.name);
    return [
      ...wrap(`${cross} guard ${guard.name}${where} stops this: ${guard.message}`, canvas),
      isAllowable ? `  To allow it: --allow ${guard.name} --reason "why"` : "  This cannot be allowed.",
    ];
  });
}

function summarize(plan: PlanDocument): string {
  const changes = plan.places.reduce((sum, place) => sum + place.enter + place.update + place.leave, 0);
  if (changes === 0) return "Nothing to send.";
  const unknown = plan.places.reduce((sum, place) => sum + place.enter_unknown, 0);
  const created = unknown === 0 ? "" : ` ${counted(unknown, "contact")} may be created.`;
  if (plan.calls === null) return `${counted(changes, "change")}.${created}`;
  const time =
    plan.seconds_expected === null || plan.seconds_expected < 1
      ? "within seconds"
      : `about ${duration(plan.seconds_expected * 1000)}`;
  return `${counted(changes, "change")} in ${counted(plan.calls, "write call")}, ${time} at the destination's limits.${created}`;
}

/** All plans of a command, and what state knows beside them. `command`: how the user starts Tierline. */
export function drawPlans(body: PlanBody, canvas: Canvas, command: string): readonly string[] {
  const lines: string[] = body.preview === null ? [] : [...wrap(introduce(body.preview), canvas)];
  for (const sync of body.syncs) {
    if (lines.length > 0) lines.push("");
    if (sync.closed_plan !== null) lines.push(unfinished(sync.closed_plan, sync.sync), "");
    if (sync.plan !== null) lines.push(...drawPlan(sync.plan, canvas));
    if (sync.loaded_since !== null)
      lines.push(
        "",
        ...wrap(`Loaded at ${shortInstant(sync.loaded_since, canvas)}, and in no build yet. To see it here:`, canvas),
        asStarted("  tierline build, then tierline plan", command),
      );
  }
  return [...lines, ...drawOrphans(body.orphans, canvas)];
}

function introduce({ against, has_state: hasState }: NonNullable<PlanBody["preview"]>): string {
  const known = hasState
    ? `Compared with what was acknowledged on ${against}`
    : `Nothing was ever sent on ${against}, so everything is new`;
  return `${known}; nothing is stored, and no destination was asked.`;
}

/** What a runner that died leaves behind. */
export function unfinished(planNo: number, sync: string): string {
  return `Plan ${planNo} of ${sync} had not ended; what is uncertain is said again.`;
}

/** What becomes of the rows of a place that no file names: a plan takes them off, if allowed to; without a file none does. */
export function orphanedRows(rows: number, isSyncInFile: boolean): string {
  if (!isSyncInFile) return counted(rows, "row stays where it is", "rows stay where they are");
  return `${counted(rows, "row leaves", "rows leave")} if a plan is allowed to, and ${rows === 1 ? "stays" : "stay"} if it is released`;
}

export function drawOrphans(orphans: readonly OrphanBody[], canvas: Canvas): readonly string[] {
  return orphans.flatMap((orphan) => {
    return [
      "",
      orphan.in_file
        ? `${orphan.sync} owns places that its file does not name:`
        : `${orphan.sync} has no file any more, and owns:`,
      ...orphan.places.flatMap(({ place, name, synced }) =>
        wrap(`place ${place}, ${name}: ${orphanedRows(synced, orphan.in_file)}.`, canvas, "  "),
      ),
      "  To give them up:",
      ...orphan.release.map((command) => `    ${command}`),
    ];
  });
}
