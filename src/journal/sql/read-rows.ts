/** Turns rows of the state into the values of the journal's contract. */
import type { Change, Op, Wave } from "../../domain/change.ts";
import { InvariantError } from "../../domain/errors.ts";
import type { Place } from "../../domain/place.ts";
import type { PlanHead, PlanState } from "../../domain/plan.ts";
import type { Outcome } from "../../domain/receipt.ts";
import type { Row } from "../../warehouse/warehouse.ts";
import type { RunRecord } from "../journal.ts";
import type { PlanRow } from "../plan-row.ts";
import { booleanOf, integerOf, optionalIntegerOf, optionalTextOf, textOf } from "./row-cells.ts";
import { propertyColumns } from "./statements/member-columns.ts";
import { parseAllowance, parsePlanCounts, parsePropertyNames } from "./stored-json.ts";

const OPS: readonly Op[] = ["enter", "update", "leave"];
const OUTCOMES: readonly Outcome[] = ["accepted", "refused", "withheld", "unsettled"];
const PLAN_STATES: readonly PlanState[] = ["planned", "applying", "closed"];
const WAVES: readonly Wave[] = [1, 2, 3];

export function readPlace(row: Row): Place {
  return {
    placeNo: integerOf(row, "place_no"),
    sync: textOf(row, "sync"),
    kind: textOf(row, "kind") === "contact" ? "contact" : "list",
    accountId: textOf(row, "account_id"),
    listId: optionalTextOf(row, "list_id"),
    name: textOf(row, "name"),
    model: optionalTextOf(row, "model"),
    audience: optionalTextOf(row, "audience"),
    isCreatedByUs: booleanOf(row, "is_created_by_us"),
    takenAtMs: optionalIntegerOf(row, "taken_at_ms"),
  };
}

export function readRun(row: Row): RunRecord {
  const allowance = optionalTextOf(row, "allowance");
  return {
    runNo: integerOf(row, "run_no"),
    startedAtMs: integerOf(row, "started_at_ms"),
    finishedAtMs: optionalIntegerOf(row, "finished_at_ms"),
    asOf: optionalTextOf(row, "as_of"),
    exitCode: optionalIntegerOf(row, "exit_code"),
    allowance: allowance === null ? null : parseAllowance(allowance),
  };
}

/** A plan's head and what only this journal needs of it. */
export interface StoredHead {
  readonly head: PlanHead;
  readonly properties: readonly string[];
  /** Its rows were dropped long after it was closed. */
  readonly isDropped: boolean;
}

export function readPlan(row: Row): StoredHead {
  return {
    head: {
      planNo: integerOf(row, "plan_no"),
      sync: textOf(row, "sync"),
      runNo: integerOf(row, "run_no"),
      state: oneOf(PLAN_STATES, textOf(row, "state")),
      definitionHash: textOf(row, "definition_hash"),
      invocationId: textOf(row, "invocation_id"),
      asOf: textOf(row, "as_of"),
      afterPlanNo: integerOf(row, "after_plan_no"),
      fence: integerOf(row, "fence"),
      madeAtMs: integerOf(row, "made_at_ms"),
      applyingAtMs: optionalIntegerOf(row, "applying_at_ms"),
      closedAtMs: optionalIntegerOf(row, "closed_at_ms"),
      counts: parsePlanCounts(textOf(row, "counts")),
    },
    properties: parsePropertyNames(textOf(row, "properties")),
    isDropped: optionalIntegerOf(row, "dropped_at_ms") !== null,
  };
}

export function readChange(row: Row, isContact: boolean, properties: readonly string[]): Change {
  return {
    ordinal: integerOf(row, "ordinal"),
    wave: oneOf(WAVES, integerOf(row, "wave")),
    placeNo: integerOf(row, "place_no"),
    op: readOp(textOf(row, "op")),
    identity: textOf(row, "identity"),
    memberKey: optionalTextOf(row, "member_key") ?? textOf(row, "identity"),
    recordId: optionalTextOf(row, "record_id"),
    address: optionalTextOf(row, "address"),
    isAddressChanged: booleanOf(row, "is_address_changed"),
    properties: isContact ? readProperties(row, properties) : {},
  };
}

/** Columns by number, made once: making them anew for each row took a third of a page's time. */
const PROPERTY_COLUMNS = propertyColumns(200);

function readProperties(row: Row, names: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, name] of names.entries())
    values[name] = textOf(row, PROPERTY_COLUMNS[index] ?? `property_${index + 1}`);
  return values;
}

export function readPlanRow(row: Row, isContact: boolean, properties: readonly string[]): PlanRow {
  const outcome = optionalTextOf(row, "outcome");
  return {
    ...readChange(row, isContact, properties),
    isCalled: booleanOf(row, "is_called"),
    note: optionalTextOf(row, "note"),
    move: readMove(row),
    receipt: outcome === null ? null : { outcome: readOutcome(outcome), reason: optionalTextOf(row, "reason") },
  };
}

function readMove(row: Row): PlanRow["move"] {
  const fromPlaceNo = optionalIntegerOf(row, "move_from_place_no");
  const toPlaceNo = optionalIntegerOf(row, "move_to_place_no");
  if (fromPlaceNo === null || toPlaceNo === null) return null;
  // Who leaves a place under one address and enters it under another does not move.
  return fromPlaceNo === toPlaceNo ? null : { fromPlaceNo, toPlaceNo };
}

export function readOp(text: string): Op {
  return oneOf(OPS, text);
}

export function readOutcome(text: string): Outcome {
  return oneOf(OUTCOMES, text);
}

function oneOf<Value extends string | number>(values: readonly Value[], given: string | number): Value {
  const found = values.find((value) => value === given);
  if (found === undefined) throw new InvariantError("journal_cell", `The state holds the unknown word ${given}.`);
  return found;
}
