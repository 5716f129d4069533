/**
 * Every row of a plan as CSV: RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180, read 2026-11-22), without addresses. A
 * cell that a spreadsheet would take for a formula gets an apostrophe before it: https://owasp.org/www-community/attacks/CSV_Injection
 * (read 2026-11-22) names = + - @, tab and carriage return.
 */
import { shownRecordId, type IdentifiedBy } from "../../domain/identity.ts";
import type { PlanRow } from "../../journal/plan-row.ts";

export interface CsvPlan {
  readonly sync: string;
  /** Null: a preview. */
  readonly planNo: number | null;
  readonly identifiedBy: IdentifiedBy;
  readonly places: readonly { readonly placeNo: number; readonly name: string; readonly listId: string | null }[];
}

const COLUMNS = [
  "plan",
  "sync",
  "ordinal",
  "wave",
  "place",
  "list_id",
  "op",
  "customer_id",
  "record_id",
  "from_list",
  "to_list",
  "called",
  "note",
  "outcome",
  "reason",
];

export function csvHead(): string {
  return csvLine(COLUMNS);
}

/** The lines of one page, each with its end. */
export function csvPage(plan: CsvPlan, rows: readonly PlanRow[]): string {
  const places = new Map(plan.places.map((place) => [place.placeNo, place]));
  const nameOf = (placeNo: number | undefined): string =>
    placeNo === undefined ? "" : (places.get(placeNo)?.name ?? "");
  return rows
    .map((row) =>
      csvLine([
        plan.planNo,
        plan.sync,
        row.ordinal,
        row.wave,
        nameOf(row.placeNo),
        places.get(row.placeNo)?.listId ?? null,
        row.op,
        row.memberKey,
        shownRecordId(row.recordId, plan.identifiedBy),
        nameOf(row.move?.fromPlaceNo),
        nameOf(row.move?.toPlaceNo),
        row.isCalled,
        row.note,
        row.receipt?.outcome ?? null,
        row.receipt?.reason ?? null,
      ]),
    )
    .join("");
}

export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: string | number | boolean | null): string {
  const text = cell === null ? "" : String(cell);
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
