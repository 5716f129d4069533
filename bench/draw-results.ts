/** The table of a run, and its rows as they come. */
import { drawTable } from "../src/cli/picture/table.ts";
import type { Canvas } from "../src/cli/picture/glyphs.ts";
import type { Aim, Measurement, Unit } from "./benchmark.ts";
import type { Machine } from "./machine.ts";

export interface Result {
  readonly benchmark: string;
  /** Null when the benchmark failed. */
  readonly measurement: Measurement | null;
  readonly failure: string | null;
}

export function ratioOf({ value, baseline }: Measurement): number | null {
  return baseline === null || baseline.value === 0 ? null : value / baseline.value;
}

/** Null: there is no aim. */
export function isMet(measurement: Measurement): boolean | null {
  const { aim, value } = measurement;
  if (aim === null) return null;
  const judged = aim.of === "ratio" ? ratioOf(measurement) : value;
  if (judged === null) return false;
  return aim.is === "at_most" ? judged <= aim.limit : judged >= aim.limit;
}

export function drawResult({ benchmark, measurement, failure }: Result): string {
  if (measurement === null) return `${benchmark}: failed: ${failure}`;
  const { what, note } = measurement;
  const parts = [valueCell(measurement), ratioCell(measurement), aimCell(measurement), note];
  return `${benchmark}: ${what}: ${parts.filter((part) => part !== "").join("; ")}`;
}

export function drawResults(
  results: readonly Result[],
  machine: Machine,
  scale: number,
  canvas: Canvas,
): readonly string[] {
  const { date, cores, processor, memory_gb: memory, system, node, duckdb, dbt, tierline } = machine;
  return [
    `Tierline ${tierline}, ${date}: ${cores} cores (${processor}), ${memory} GB, ${system}, Node ${node}, DuckDB ${duckdb}, dbt ${dbt ?? "not found"}`,
    ...(scale === 1 ? [] : [`At scale ${scale}: a quick look. The aims are about scale 1.`]),
    "",
    ...drawTable(
      {
        columns: [
          { title: "benchmark" },
          { title: "measured" },
          { title: "value", align: "right" },
          { title: "ratio to the same run's", align: "left" },
          { title: "aim", align: "left" },
        ],
        rows: results.map(rowOf),
      },
      canvas,
    ),
    "",
    ...results.flatMap(({ benchmark, measurement, failure }) => {
      if (measurement === null) return [`${benchmark}: failed: ${failure}`];
      return measurement.note === "" ? [] : [`${benchmark}: ${measurement.what}: ${measurement.note}`];
    }),
  ];
}

function rowOf({ benchmark, measurement }: Result): readonly string[] {
  if (measurement === null) return [benchmark, "failed, see below", "", "", ""];
  return [benchmark, measurement.what, valueCell(measurement), ratioCell(measurement), aimCell(measurement)];
}

function valueCell({ value, unit }: Measurement): string {
  return figure(value, unit);
}

function ratioCell(measurement: Measurement): string {
  const ratio = ratioOf(measurement);
  const { baseline, unit } = measurement;
  if (ratio === null || baseline === null) return "";
  return `${ratio.toFixed(2)} × ${baseline.what} (${figure(baseline.value, unit)})`;
}

function aimCell(measurement: Measurement): string {
  const { aim, unit } = measurement;
  if (aim === null) return "";
  const limit = aim.of === "ratio" ? `${aim.limit} ×` : figure(aim.limit, unit);
  return `${isMet(measurement) === true ? "met" : "MISSED"}: ${sign(aim)} ${limit}`;
}

function sign({ is }: Aim): string {
  return is === "at_most" ? "≤" : "≥";
}

function figure(value: number, unit: Unit): string {
  const digits = unit === "s" ? 2 : unit === "%" || unit === "×" ? 1 : 0;
  const text = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text} ${unit}`;
}
