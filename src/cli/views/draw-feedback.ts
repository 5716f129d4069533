/** What became of campaigns, account by account. */
import type { FeedbackBody } from "../json/feedback.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { count } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";

export function drawFeedback({ accounts }: FeedbackBody, canvas: Canvas): readonly string[] {
  const read = accounts.filter(({ error, reports }) => reports && error === null);
  const silent = accounts.filter(({ reports }) => !reports);
  return [
    ...(read.length === 0 ? [] : drawRead(read, canvas)),
    ...silent.map(({ destination, syncs }) => `${destination} (${syncs.join(", ")}) reports nothing of campaigns.`),
  ];
}

function drawRead(read: FeedbackBody["accounts"], canvas: Canvas): readonly string[] {
  return drawTable(
    {
      columns: [
        { title: "account" },
        { title: "syncs" },
        { title: "from", isWhole: true },
        { title: "until", isWhole: true },
        { title: "events", align: "right" },
        { title: "new", align: "right" },
      ],
      rows: read.map(({ account, destination, syncs, read_from, read_until, events, added }) => [
        `${destination} ${account}`,
        syncs.join(", "),
        read_from === null ? "" : shortInstant(read_from, canvas),
        read_until === null ? "" : shortInstant(read_until, canvas),
        count(events),
        count(added),
      ]),
    },
    canvas,
  );
}
