/** A state with one sync over members of a table, as dbt would have left it: what the diff and its pages are measured on. */
import { CONTACT_PLACE_NAME, type Place } from "../src/domain/place.ts";
import type { PlanHead } from "../src/domain/plan.ts";
import { isHeldElsewhere, type Lease } from "../src/journal/journal.ts";
import type { DesiredProperty } from "../src/journal/sql/desired-relations.ts";
import { openSqlJournal } from "../src/journal/sql/open-sql-journal.ts";
import type { SqlJournal } from "../src/journal/sql/sql-journal.ts";
import { systemClock } from "../src/platform/clock.ts";
import { systemRandom } from "../src/platform/random.ts";
import { openDuckDb, type DuckDbOptions } from "../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../src/warehouse/warehouse.ts";

export const SYNC = "tiers";
const MEMBERS = "models.aud_members";

export interface PlanWorld {
  readonly warehouse: Warehouse;
  readonly journal: SqlJournal;
  readonly lease: Lease;
  readonly place: Place;
  /** The next plan over the members as they are now. */
  plan(): Promise<PlanHead>;
  close(): Promise<void>;
}

/** `members` rows of key, address, reason, tier, balance and date. */
export async function openPlanWorld(
  path: string,
  members: number,
  options: Pick<DuckDbOptions, "memoryLimit"> = {},
): Promise<PlanWorld> {
  const warehouse = await openDuckDb(path, { access: "write", ...options });
  await warehouse.run("create schema models");
  await warehouse.run(`create table ${MEMBERS} as
select 'c' || lpad(i::varchar, 8, '0') as customer_id, 'member.' || i || '@example.com' as email, cast(null as varchar) as reason_code,
  case i % 4 when 0 then 'Base' when 1 then 'Silver' when 2 then 'Golden' else 'Platinum' end as tier_name,
  cast((i * 7919) % 100000 / 100 as decimal(18,4)) as balance,
  cast(date '2026-01-01' + cast(i % 365 as integer) as date) as tier_until
from range(${members}) as t(i)`);
  const journal = await openSqlJournal({
    warehouse,
    schema: "tierline",
    clock: systemClock,
    random: systemRandom,
    source: { read: (work) => work("models") },
    position: null,
    target: "bench",
  });
  const lease = await journal.acquire(SYNC);
  if (isHeldElsewhere(lease)) throw new Error("The lease of a new state is held.");
  const spec = { kind: "contact", name: CONTACT_PLACE_NAME, model: null, audience: null } as const;
  const place = await journal.propose(lease, spec, "account");
  await journal.record(lease, place.placeNo, { listId: null, count: 0, isCreatedByUs: false }, nobody());
  return {
    warehouse,
    journal,
    lease,
    place,
    plan: () => plan(journal, lease, place),
    close: async () => {
      await lease.end();
      await warehouse.close();
    },
  };
}

async function* nobody(): AsyncGenerator<string> {}

async function plan(journal: SqlJournal, lease: Lease, place: Place): Promise<PlanHead> {
  const runNo = await journal.beginRun(lease);
  return journal.plan(lease, {
    sync: SYNC,
    runNo,
    definitionHash: "definition",
    invocationId: "build",
    asOf: "2026-01-01T00:00:00Z",
    places: [{ place, isInFile: true, countAtDestination: null }],
    desired: {
      members: {
        model: "aud_members",
        relation: MEMBERS,
        key: "customer_id",
        email: "email",
        reason: "reason_code",
        consent: null,
        properties: [
          property("string", "tier_name", "text", null),
          property("number", "balance", "decimal", 4),
          property("date", "tier_until", "date", null),
        ],
      },
      suppress: null,
      audiences: [],
    },
    coolDownMs: 0,
    onLeave: "clear",
    properties: ["loyalty_tier", "loyalty_balance", "loyalty_until"],
    mappingHash: "mapping",
  });
}

function property(
  type: DesiredProperty["type"],
  name: string,
  columnType: DesiredProperty["column"]["type"],
  scale: number | null,
): DesiredProperty {
  return {
    type,
    format: type === "number" ? "floor2" : null,
    column: { name, type: columnType, scale, engineType: columnType },
  };
}
