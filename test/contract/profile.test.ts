/** What a profile finds in four small tables whose faults are known one by one. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileStaging, type ProfileRequest } from "../../src/profile/profile-staging.ts";
import type { Finding, ModelProfile, Profile } from "../../src/profile/profile.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";

const AS_OF = "2024-06-30T12:00:00Z";
const RELATIONS: ProfileRequest["relations"] = new Map([
  ["stg_loyalty__customers", "customers"],
  ["stg_loyalty__status_events", "statuses"],
  ["stg_loyalty__charges", "charges"],
  ["stg_loyalty__returns", "returns"],
]);

let warehouse: Warehouse;
let profile: Profile;
beforeAll(async () => {
  warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
  for (const sql of FAULTY) await warehouse.run(sql);
  profile = await profileStaging(warehouse, {
    asOf: AS_OF,
    relations: RELATIONS,
    programme: { currency: "PLN", windowHours: 365 * 24 },
  });
});
afterAll(() => warehouse.close());

const FAULTY = [
  `create table customers as select * from (values
    ('c1', 'a@example.com', null, null, 'PL', timestamp '2023-01-01 10:00'),
    ('c2', null, null, null, 'PL', timestamp '2023-02-01 10:00'),
    ('c2', null, null, null, 'DE', null),
    ('c3', null, null, null, null, timestamp '1900-01-01 00:00')
  ) as t(customer_id, email, first_name, last_name, country, created_at)`,
  `create table statuses as select * from (values
    ('s1', 'c1', 'active', timestamp '2024-01-01 09:00'),
    ('s2', 'c1', 'active', timestamp '2024-01-02 09:00'),
    ('s3', 'c2', 'resigned', timestamp '2024-01-01 09:00'),
    ('s4', 'c3', 'active', timestamp '2024-01-01 09:00'),
    ('s5', 'c3', 'resigned', timestamp '2024-01-01 09:00'),
    ('s6', 'c4', 'paused', timestamp '2024-01-01 09:00'),
    ('s7', null, 'active', timestamp '2024-01-01 09:00')
  ) as t(event_id, customer_id, status, occurred_at)`,
  // c1 joined on 1 January 2024; the window at AS_OF begins on 1 July 2023.
  `create table charges as select event_id, customer_id, cast(amount as numeric(18,4)) as amount, currency,
    cast(occurred_at as timestamp) as occurred_at, order_id, null::varchar as channel, null::numeric(18,4) as margin_amount
  from (values
    ('e1', 'c1', 10, null, '2024-02-01 10:00', 'o1'),
    ('e2', 'c1', 20.5, 'pln ', '2024-02-01 11:00', 'o2'),
    ('e3', 'c1', 30, 'EUR', '2024-03-01 11:00', 'o3'),
    ('e4', 'c1', -4, null, '2024-03-01 11:30', 'o4'),
    ('e4', 'c1', null, null, '2024-03-01 11:30', 'o4'),
    ('e5', null, 40, null, '2024-03-01 12:00', null),
    ('e6', 'x@example.com', 0, null, '2024-07-01 00:00', 'o5'),
    (null, 'c9', 1, null, '2024-03-01 12:00', 'o6'),
    ('e8', 'c2', -1, null, '2024-03-01 12:00', 'o7')
  ) as t(event_id, customer_id, amount, currency, occurred_at, order_id)`,
  `create table returns as select event_id, customer_id, cast(amount as numeric(18,4)) as amount, currency,
    cast(occurred_at as timestamp) as occurred_at, order_id
  from (values
    ('r1', 'c1', 4, null, '2024-03-02 10:00', 'o1'),
    ('r2', 'c1', 6.01, null, '2024-03-02 10:00', 'o1'),
    ('r3', 'c1', 20.5, null, '2024-03-02 10:00', 'o2'),
    ('r4', 'c1', 1, null, '2024-03-02 10:00', 'o99'),
    ('r5', null, 1, null, '2024-03-02 10:00', null)
  ) as t(event_id, customer_id, amount, currency, occurred_at, order_id)`,
];

function modelNamed(name: ModelProfile["model"]): ModelProfile {
  const found = profile.models.find(({ model }) => model === name);
  if (found === undefined) throw new Error(`${name} was not looked at.`);
  return found;
}

const short = ({ level, code, model, count, examples }: Finding): readonly unknown[] => [
  level,
  code,
  model.replace("stg_loyalty__", ""),
  count,
  examples,
];

describe("a profile", () => {
  it("finds each fault, the worst first, with ids that show no address", () => {
    expect(profile.findings.map(short)).toEqual([
      ["error", "duplicate_id", "customers", 1, ["c2"]],
      ["error", "value_missing", "status_events", 1, ["s7"]],
      ["error", "duplicate_id", "charges", 1, ["e4"]],
      ["error", "value_missing", "charges", 1, []],
      ["error", "unknown_status", "status_events", 1, ["paused"]],
      ["warn", "other_currency", "charges", 1, []],
      ["warn", "too_early", "customers", 1, ["c3"]],
      ["warn", "future", "charges", 1, ["e6"]],
      ["warn", "amount_missing", "charges", 1, ["e4"]],
      ["warn", "amount_negative", "charges", 2, ["e4", "e8"]],
      ["warn", "unknown_customer", "status_events", 1, ["c4"]],
      ["warn", "unknown_customer", "charges", 2, ["c9", "***@***"]],
      ["warn", "resigned_first", "status_events", 1, ["c2"]],
      ["warn", "status_contradiction", "status_events", 1, ["c3"]],
      ["warn", "return_too_large", "returns", 1, ["o1"]],
      ["warn", "members_with_invalid_amount", "charges", 1, ["c1"]],
      ["warn", "members_with_other_currency", "charges", 1, ["c1"]],
      ["info", "without_customer", "charges", 1, []],
      ["info", "without_customer", "returns", 1, []],
      ["info", "amount_zero", "charges", 1, ["e6"]],
      ["info", "status_repeated", "status_events", 1, ["c1"]],
      ["info", "return_without_order", "returns", 1, ["r5"]],
      ["info", "return_of_unknown_order", "returns", 1, ["r4"]],
    ]);
  });

  it("counts rows, ids, NULLs, months and hours", () => {
    const charges = modelNamed("stg_loyalty__charges");
    expect([charges.rows, charges.keys, charges.midnight]).toEqual([9, 7, 1]);
    expect(charges.nulls.filter(({ rows }) => rows > 0)).toEqual([
      { column: "event_id", rows: 1 },
      { column: "customer_id", rows: 1 },
      { column: "amount", rows: 1 },
      { column: "currency", rows: 7 },
      { column: "order_id", rows: 1 },
      { column: "channel", rows: 9 },
      { column: "margin_amount", rows: 9 },
    ]);
    expect([charges.firstAt, charges.lastAt]).toEqual(["2024-02-01T10:00:00Z", "2024-07-01T00:00:00Z"]);
    expect(charges.months).toEqual([
      { month: "2024-02", rows: 2 },
      { month: "2024-03", rows: 6 },
      { month: "2024-07", rows: 1 },
    ]);
    expect(charges.hours.map((rows, hour) => [hour, rows]).filter(([, rows]) => rows !== 0)).toEqual([
      [0, 1],
      [10, 1],
      [11, 4],
      [12, 3],
    ]);
  });

  it("adds amounts exactly", () => {
    // 10 + 20.5 + 30 − 4 + 40 + 0 + 1 − 1 = 96.5; in order −4 −1 0 1 10 20.5 30 40, the fourth is the median of eight.
    expect(modelNamed("stg_loyalty__charges").amounts).toEqual({
      sum: "96.5000",
      median: "1.0000",
      percentile99: "40.0000",
      max: "40.0000",
      zero: 1,
      negative: 2,
      missing: 1,
      tooFine: 0,
      anonymous: { rows: 1, amount: "40.0000" },
      currencies: [
        { currency: null, rows: 7 },
        { currency: "EUR", rows: 1 },
        { currency: "PLN", rows: 1 },
      ],
    });
    expect(modelNamed("stg_loyalty__returns").amounts?.sum).toBe("32.5100");
  });

  it("without the rule in force compares nothing with it", async () => {
    const { findings } = await profileStaging(warehouse, { asOf: AS_OF, relations: RELATIONS, programme: null });
    expect(findings.filter(({ code }) => /currency|^members_/u.test(code))).toEqual([]);
  });
});

describe("staging models of somebody else", () => {
  it("with columns missing, of other types or too fine are looked at all the same", async () => {
    await warehouse.run(`create table own_charges as select * from (values
      (1, 'c1', 1.23456::numeric(20,6), timestamp '2024-02-01 10:00', '12'),
      (2, 'c1', 2::numeric(20,6), timestamp '2024-02-01 10:00', 'x')
    ) as t(EVENT_ID, customer, amount, occurred_at, margin_amount)`);
    const { findings, models } = await profileStaging(warehouse, {
      asOf: AS_OF,
      relations: new Map([["stg_loyalty__charges", "own_charges"]]),
      programme: null,
    });
    expect(models).toMatchObject([{ rows: 2, keys: 2, amounts: { sum: "3.234560", anonymous: { rows: 2 } } }]);
    expect(findings.map(({ level, code, message }) => [level, code, message])).toEqual([
      ["error", "column_missing", "It has no column customer_id."],
      ["error", "column_missing", "It has no column currency."],
      ["error", "column_missing", "It has no column order_id."],
      ["error", "column_missing", "It has no column channel."],
      ["error", "column_type", "margin_amount is VARCHAR, not decimal; its values were not looked at."],
      ["error", "without_customer", "No row names a customer."],
      ["error", "amount_too_fine", "The amount has more than 4 decimals: the contract's numeric(18,4) would round it."],
    ]);
  });

  it("that are empty say so", async () => {
    await warehouse.run("create table no_statuses as select * from statuses where false");
    const { findings } = await profileStaging(warehouse, {
      asOf: AS_OF,
      relations: new Map([["stg_loyalty__status_events", "no_statuses"]]),
      programme: null,
    });
    expect(findings.map(short)).toEqual([["error", "empty", "status_events", 0, []]]);
  });
});
