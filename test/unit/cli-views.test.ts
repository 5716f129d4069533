/** What people see, kept as files to be looked at: plan, run, status, doctor, explain and load, in Unicode and in ASCII. */
import { expect, test } from "vitest";
import { ASCII, UNICODE, type Canvas } from "../../src/cli/picture/glyphs.ts";
import { widthOf } from "../../src/cli/picture/width.ts";
import { describeAudience } from "../../src/cli/views/describe-audience.ts";
import { drawAudience } from "../../src/cli/views/draw-audience.ts";
import { drawAudiences } from "../../src/cli/views/draw-audiences.ts";
import { drawCheck } from "../../src/cli/views/draw-check.ts";
import { drawDoctor } from "../../src/cli/views/draw-doctor.ts";
import { drawLoad } from "../../src/cli/views/draw-load.ts";
import { drawMember } from "../../src/cli/views/draw-member.ts";
import { drawPlan } from "../../src/cli/views/draw-plan.ts";
import { drawRun } from "../../src/cli/views/draw-run.ts";
import { drawStatus } from "../../src/cli/views/draw-status.ts";
import { check } from "../support/sample-check.ts";
import { doctor } from "../support/sample-doctor.ts";
import { load, plan, run } from "../support/sample-documents.ts";
import { member } from "../support/sample-member.ts";
import { golden, lapsed } from "../support/sample-report.ts";
import { status } from "../support/sample-status.ts";

const audiences = [golden, lapsed].map(describeAudience);
const [audience] = audiences;
const exports = [{ sync: "hubspot_tiers", at: "2026-06-01T06:00:00.000Z", by: "kim", reason: "gift boxes", rows: 164 }];

const VIEWS: Readonly<Record<string, (canvas: Canvas) => readonly string[]>> = {
  plan: (canvas) => drawPlan(plan, canvas),
  run: (canvas) => drawRun(run, canvas, "tierline"),
  status: (canvas) => drawStatus(status, canvas),
  doctor: (canvas) => drawDoctor(doctor, canvas),
  explain: (canvas) => drawMember(member, canvas),
  check: (canvas) => drawCheck(check, canvas),
  audiences: (canvas) => drawAudiences({ audiences }, canvas),
  audience: (canvas) => (audience === undefined ? [] : drawAudience({ audience, exported: null, exports }, canvas)),
  load: (canvas) => drawLoad(load, ["An event is never changed.", null], canvas),
};

test.each(Object.entries(VIEWS))("%s looks as it did, within 80 columns", async (name, draw) => {
  for (const [alphabet, glyphs] of [
    ["unicode", UNICODE],
    ["ascii", ASCII],
  ] as const) {
    const lines = draw({ columns: 80, glyphs });
    for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(80);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`pictures/${name}.${alphabet}.txt`);
  }
});

test("ASCII pictures are ASCII but for names", () => {
  for (const draw of Object.values(VIEWS))
    for (const line of draw({ columns: 80, glyphs: ASCII }))
      expect(line.replaceAll(/会[員シルバ]*ー?/gu, "")).toMatch(/^[\x20-\x7e]*$/u);
});
