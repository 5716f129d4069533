/** Every audience for people: a table, then what each means. */
import type { AudienceShape, AudiencesBody } from "../json/audiences.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { count } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";
import { wrap } from "../picture/wrap.ts";

export function drawAudiences({ audiences }: AudiencesBody, canvas: Canvas): readonly string[] {
  if (audiences.length === 0) return ["No audience: no sync names a model of lists."];
  const right = { align: "right" as const };
  const columns = [
    { title: "audience" },
    { title: "now", ...right },
    { title: "7 days ago", ...right },
    { title: "30 days ago", ...right },
    { title: "goes to" },
    { title: "last delivered" },
  ];
  const rows = audiences.flatMap((audience) => rowsOf(audience, canvas));
  return [
    ...drawTable({ columns, rows }, canvas),
    "",
    ...audiences.flatMap((audience) => wrap(`${audience.audience}: ${audience.meaning ?? "no description."}`, canvas)),
    "",
    ...wrap(sourceOf(audiences, canvas), canvas),
  ];
}

/** One per list it goes to; figures stand in the first. */
function rowsOf(audience: AudienceShape, canvas: Canvas): readonly (readonly string[])[] {
  const { dot } = canvas.glyphs;
  const earlier = audience.earlier.map(({ size }) => (size === null ? dot : count(size)));
  const figures = [audience.audience, audience.size === null ? dot : count(audience.size), ...earlier];
  const routes = audience.goes_to.map(({ destination, list, last_delivered_at: at }) => [
    `${destination}: ${list}`,
    at === null ? "never" : shortInstant(at, canvas).slice(0, 16),
  ]);
  const [first = ["nowhere", dot], ...others] = routes;
  return [[...figures, ...first], ...others.map((route) => ["", "", "", "", ...route])];
}

function sourceOf(audiences: AudiencesBody["audiences"], canvas: Canvas): string {
  const asOf = audiences.find(({ as_of }) => as_of !== null)?.as_of ?? null;
  if (asOf === null) return "No build could be counted: tierline status says why.";
  const found = new Set(audiences.flatMap(({ earlier }) => earlier.flatMap(({ from }) => from ?? [])));
  const parts = [
    ...(found.has("tier_periods") ? ["from the members' tier periods"] : []),
    ...(found.has("plan") ? ["from the newest plan before that day"] : []),
  ];
  const how =
    parts.length === 0 ? "Nothing tells earlier sizes yet." : `Earlier sizes are counted ${parts.join(", or ")}.`;
  return `As of ${shortInstant(asOf, canvas)}. ${how}`;
}
