/** A take-over, as its JSON document tells it and for people. */
import type { TakeOverHow } from "../../domain/decision.ts";
import type { KnownBy, Recognised } from "../../domain/recognition.ts";
import type { ListSeen } from "../../engine/look-at-list.ts";
import type { ListTaken } from "../../engine/take-over.ts";
import type { TakeOverBody } from "../json/take-over.ts";
import { count, counted } from "../picture/number.ts";

/** `answer` null: no build could be read. `tierline`: how the user starts it. */
export function describeTakeOver(
  answer: ListSeen | ListTaken | null,
  how: TakeOverHow | null,
  tierline: string,
): TakeOverBody {
  if (answer === null) return { list: null, moved_aside: null, next: [] };
  const { sync, spec, placeNo, people, listId } = answer;
  const number = (test: (one: Recognised) => boolean): number => people.filter(test).length;
  const by = (name: KnownBy): number => number(({ known }) => known?.by === name);
  const command = `${tierline} take-over ${sync} "${spec.name}"`;
  return {
    list: {
      sync,
      place: placeNo,
      name: spec.name,
      list_id: listId,
      present: people.length,
      known: { identity: by("identity"), record: by("record"), address: by("address") },
      known_stay: number(({ known }) => known?.isDesired === true),
      known_leave: number(({ known }) => known?.isDesired === false),
      ambiguous: number(({ isAmbiguous }) => isAmbiguous),
      strangers: number(({ known, isAmbiguous }) => known === null && !isAmbiguous),
      taken: how,
    },
    moved_aside: null,
    next:
      how === null ? ["--keep", "--claim"].map((flag) => `${command} ${flag} --reason "why"`) : [`${tierline} plan`],
  };
}

export function drawTakeOver({ list, next }: TakeOverBody): readonly string[] {
  if (list === null) return [];
  const { identity, record, address } = list.known;
  const known = identity + record + address;
  const lines = [
    `${list.name} (${list.list_id}) holds ${counted(list.present, "contact")}:`,
    `  ${count(known)} known to the programme (${count(identity)} by our property, ${count(record)} by record, ${count(address)} by address)`,
    `      ${counted(list.known_stay, "of them belongs", "of them belong")} there, ${counted(list.known_leave, "does", "do")} not`,
    `  ${counted(list.strangers, "stranger")}`,
  ];
  if (list.ambiguous > 0) lines.push(`  ${count(list.ambiguous)} who could be several customers: kept`);
  lines.push("");
  if (list.taken === "keep") return [...lines, "Taken over: all of them are kept and never left."];
  if (list.taken === "claim")
    return [
      ...lines,
      `Taken over: ${leaving(list.known_leave)} with the next plan, if its guards agree; the rest stays.`,
    ];
  const [keep = "", claim = ""] = next;
  return [
    ...lines,
    "Nothing was changed. Choose one:",
    `  ${keep}`,
    `      ${list.present === 1 ? "the one there stays" : `all ${count(list.present)} stay`} for good`,
    `  ${claim}`,
    `      ${leaving(list.known_leave)} with the next plan, if its guards agree; ${counted(list.present - list.known_leave, "stays", "stay")}`,
  ];
}

function leaving(contacts: number): string {
  return counted(contacts, "leaves", "leave");
}
