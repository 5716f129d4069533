/** The models over what destinations report: whose event it is, and who must not be sent any more. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DbtProject, PATIENT } from "./dbt-project.ts";
import { VECTOR_MEMBERS } from "./vector-members.ts";

vi.setConfig(PATIENT);

const COLUMNS =
  "account_id varchar, destination varchar, event_id varchar, kind varchar, campaign_id varchar, campaign_name varchar, member_id varchar, record_id varchar, address varchar, occurred_at timestamp, is_final boolean, _loaded_at timestamp";

/** One row of the raw table. */
function event(id: string, kind: string, member: string | null, address: string | null, isFinal: string): string {
  const quoted = [id, kind, member, address].map((text) => (text === null ? "null" : `'${text}'`));
  return `('1', 'hubspot', ${quoted[0]}, ${quoted[1]}, '7', null, ${quoted[2]}, null, ${quoted[3]}, timestamp '2026-11-01', ${isFinal}, timestamp '2026-11-02')`;
}

describe("campaign events", () => {
  let project: DbtProject;

  beforeAll(async () => {
    project = new DbtProject();
    project.edit("dbt_project.yml", "feedback: {+enabled: false", "feedback: {+enabled: true");
    await project.load(VECTOR_MEMBERS.slice(0, 2));
    await project.rows(`create table raw.campaign_events (${COLUMNS})`);
    // Ann and Bo have an address of their own; two customers share one.
    await project.rows(`insert into raw.customers (customer_id, email) values
      ('ann', ' Ann@Example.com'), ('bo', 'bo@example.com'), ('twin1', 'twins@example.com'), ('twin2', 'Twins@example.com')`);
    const events = [
      event("opened", "opened", null, "ann@example.com", "null"),
      event("left", "unsubscribed", null, "ann@example.com", "true"),
      event("one kind", "unsubscribed", null, "bo@example.com", "false"),
      event("full", "bounced", "bo", null, "false"),
      event("twins", "bounced", null, "twins@example.com", "true"),
      event("unknown", "bounced", "m9", null, "null"),
      event("nobody", "bounced", null, null, "true"),
    ];
    await project.rows(`insert into raw.campaign_events values ${events.join(", ")}`);
    await project.succeed(["build", "--select", "+aud_suppressed"]);
  });

  afterAll(() => project.dispose());

  test("belong to the member named, else to the one customer with that address", async () => {
    expect(await project.rows("select event_id, customer_id from fct_campaign_events order by event_id")).toEqual([
      { event_id: "full", customer_id: "bo" },
      { event_id: "left", customer_id: "ann" },
      { event_id: "nobody", customer_id: null },
      { event_id: "one kind", customer_id: "bo" },
      { event_id: "opened", customer_id: "ann" },
      { event_id: "twins", customer_id: null },
      { event_id: "unknown", customer_id: "m9" },
    ]);
  });

  test("suppress who left everything or bounced for good; what is not said counts", async () => {
    expect(await project.rows("select customer_id, email from aud_suppressed order by email, customer_id")).toEqual([
      { customer_id: "ann", email: "ann@example.com" },
      { customer_id: null, email: "twins@example.com" },
      { customer_id: "m9", email: null },
    ]);
  });
});
