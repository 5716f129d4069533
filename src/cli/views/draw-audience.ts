/** One audience for people: what it means, its size, and on the way to each list how many are left. */
import { reasonWords } from "../../report/reason-words.ts";
import type { AudienceBody, AudienceShape } from "../json/audiences.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { count, counted } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";
import { wrap } from "../picture/wrap.ts";

type Route = AudienceShape["goes_to"][number];

export function drawAudience({ audience, exported, exports }: AudienceBody, canvas: Canvas): readonly string[] {
  return [
    ...wrap(`${audience.audience} (${audience.model}): ${audience.meaning ?? "no description."}`, canvas),
    ...wrap(drawSizes(audience, canvas), canvas),
    ...audience.goes_to.flatMap((route) => ["", ...drawRoute(route, canvas)]),
    ...(audience.goes_to.length === 0 ? ["", "It goes nowhere: no sync names a list for it."] : []),
    ...(exported === null ? drawExports(exports, canvas) : ["", ...drawExported(exported, canvas)]),
  ];
}

function drawSizes({ size, as_of: asOf, earlier }: AudienceShape, canvas: Canvas): string {
  if (size === null || asOf === null) return "There is no build to count it: tierline status says why.";
  const before = earlier.flatMap((one) => (one.size === null ? [] : [`${count(one.size)} ${one.days_ago} days ago`]));
  return `${[`${counted(size, "member")} as of ${shortInstant(asOf, canvas)}`, ...before].join(", ")}.`;
}

function drawRoute(route: Route, canvas: Canvas): readonly string[] {
  const last = route.last_delivered_at;
  const when = last === null ? "nothing delivered yet" : `last delivered ${shortInstant(last, canvas)}`;
  const title = `${route.destination}: ${route.list} (${route.sync}), ${when}${route.paused ? ", held back" : ""}`;
  return [...wrap(title, canvas), ...drawFunnel(route, canvas), ...drawReasons(route, canvas)];
}

function drawFunnel({ funnel, destination }: Route, canvas: Canvas): readonly string[] {
  if (funnel === null) return [];
  const steps = [
    ["in the audience", funnel.named],
    ["may be contacted", funnel.sendable],
    ["have an address", funnel.addressed],
    [`known to ${destination}`, funnel.matched],
    ["on the list", funnel.on_list],
  ] as const;
  const right = { align: "right" as const };
  return drawTable(
    {
      columns: [{ title: "of its members" }, { title: "", ...right }, { title: "", ...right }],
      rows: steps.map(([name, members], index) => {
        const lost = (steps[index - 1]?.[1] ?? members) - members;
        return [name, count(members), lost === 0 ? "" : `-${count(lost)}`];
      }),
    },
    canvas,
  );
}

function drawReasons({ funnel, not_sent: notSent }: Route, canvas: Canvas): readonly string[] {
  const before = [
    ["suppressed", funnel?.suppressed ?? 0],
    ["no_consent", funnel?.no_consent ?? 0],
    ["held_out", funnel?.held_out ?? 0],
  ] as const;
  return [
    ...before.flatMap(([reason, members]) =>
      members === 0 ? [] : wrap(`${count(members)} not sent because ${reasonWords(reason)}.`, canvas),
    ),
    ...notSent.flatMap(({ is, reason, count: members }) =>
      wrap(`${count(members)} ${is === "waiting" ? "waiting:" : "not sent because"} ${reasonWords(reason)}.`, canvas),
    ),
  ];
}

function drawExported(exported: NonNullable<AudienceBody["exported"]>, canvas: Canvas): readonly string[] {
  const { file, rows, without_address: without, sync, by } = exported;
  const some = without === 0 ? "" : ` ${counted(without, "of them has", "of them have")} no address.`;
  return wrap(
    `Wrote ${counted(rows, "member")} to ${file}, for your eyes alone: who is suppressed, did not agree or is held out by ${sync} is not in it.${some} Recorded with ${by} and the reason.`,
    canvas,
  );
}

function drawExports(exports: AudienceBody["exports"], canvas: Canvas): readonly string[] {
  if (exports.length === 0) return [];
  const lines = exports.flatMap(({ at, by, rows, reason }) =>
    wrap(`${shortInstant(at, canvas)} ${by}: ${counted(rows, "member")}, ${reason}`, canvas, "  "),
  );
  return ["", "Taken out as a file before:", ...lines];
}
