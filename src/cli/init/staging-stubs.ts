/**
 * The four models from which Tierline's begin, for a data team to fill in. A stub fails only when it is run, by a sentence
 * that names its file: the rest of the project parses and builds as before.
 */

export interface StagingStub {
  readonly name: string;
  readonly content: string;
}

interface Column {
  readonly name: string;
  /** SQL over the tables of an imagined shop. */
  readonly example: string;
  readonly note: string;
}

interface Interface {
  readonly name: string;
  readonly grain: string;
  readonly notes: readonly string[];
  readonly columns: readonly Column[];
  readonly from: string;
}

const TEXT = (column: string): string => `cast(${column} as {{ dbt.type_string() }})`;
const CENTS = (column: string): string => `{{ tierline.from_cents('${column}') }}`;
const LOCAL = (column: string): string => `{{ tierline.to_utc('${column}', 'Europe/Warsaw') }}`;

const AMOUNT_NOTES = [
  "Amounts are decimals with four places, never floats. From cents: tierline.from_cents. Already decimal:",
  "{{ tierline.amount('amount') }}, with the braces.",
  "Instants are UTC. From local time: tierline.to_utc. Already UTC: cast(paid_at as {{ dbt.type_timestamp() }}).",
];

const INTERFACES: readonly Interface[] = [
  {
    name: "stg_loyalty__customers",
    grain: "one row per customer the shop knows, member or not",
    notes: ["Joining is a status event, not a column of this table."],
    columns: [
      { name: "customer_id", example: TEXT("id"), note: "the same text in all four models; unique, never NULL" },
      { name: "email", example: TEXT("email_address"), note: "as given; NULL when unknown" },
      { name: "first_name", example: TEXT("given_name"), note: "NULL when unknown" },
      { name: "last_name", example: TEXT("family_name"), note: "NULL when unknown" },
      { name: "country", example: TEXT("country_code"), note: "NULL when unknown" },
      { name: "created_at", example: LOCAL("created_local"), note: "UTC; NULL when unknown" },
    ],
    from: "crm_customers",
  },
  {
    name: "stg_loyalty__status_events",
    grain: "one row per change of a customer's membership",
    notes: [
      "Your own words become two: active (joined, or joined again) and resigned. Leave out what is neither, as a pause;",
      "a word that is neither stops the build.",
    ],
    columns: [
      { name: "event_id", example: TEXT("change_id"), note: "unique, never NULL" },
      { name: "customer_id", example: TEXT("customer_id"), note: "whose membership" },
      {
        name: "status",
        example: "case state when 'JOINED' then 'active' when 'LEFT' then 'resigned' end",
        note: "active or resigned",
      },
      { name: "occurred_at", example: LOCAL("changed_local"), note: "UTC" },
    ],
    from: "crm_memberships where state in ('JOINED', 'LEFT')",
  },
  {
    name: "stg_loyalty__charges",
    grain: "one row per receipt",
    notes: AMOUNT_NOTES,
    columns: [
      { name: "event_id", example: TEXT("receipt_id"), note: "unique among charges, never NULL" },
      { name: "customer_id", example: TEXT("customer_id"), note: "NULL at a till without a card" },
      { name: "amount", example: CENTS("amount_cents"), note: "what was paid, not negative" },
      { name: "currency", example: TEXT("currency_code"), note: "ISO 4217; NULL means the programme's" },
      { name: "occurred_at", example: LOCAL("paid_local"), note: "UTC" },
      { name: "order_id", example: TEXT("order_number"), note: "NULL when unknown" },
      { name: "channel", example: TEXT("sales_channel"), note: "in your own words; NULL when unknown" },
      {
        name: "margin_amount",
        example: "cast(null as {{ tierline.type_amount() }})",
        note: "what was earned on it; may be negative; NULL when unknown",
      },
    ],
    from: "pos_receipts",
  },
  {
    name: "stg_loyalty__returns",
    grain: "one row per return",
    notes: AMOUNT_NOTES,
    columns: [
      { name: "event_id", example: TEXT("return_id"), note: "unique among returns, never NULL" },
      { name: "customer_id", example: TEXT("customer_id"), note: "NULL when unknown" },
      { name: "amount", example: CENTS("refunded_cents"), note: "what was paid back, not negative" },
      { name: "currency", example: TEXT("currency_code"), note: "ISO 4217; NULL means the programme's" },
      { name: "occurred_at", example: LOCAL("returned_local"), note: "UTC" },
      { name: "order_id", example: TEXT("order_number"), note: "the order returned; NULL when unknown" },
    ],
    from: "pos_returns",
  },
];

export function stagingStubs(): readonly StagingStub[] {
  return INTERFACES.map((model) => ({ name: model.name, content: stub(model) }));
}

/** A Jinja comment may hold `{{ }}`; nothing in it is read before the file is filled in. */
function stub({ name, grain, notes, columns, from }: Interface): string {
  const width = Math.max(...columns.map((column) => column.name.length));
  const described = columns.map((column) => `    ${column.name.padEnd(width)}  ${column.note}`);
  const selected = columns.map(
    (column, index) => `    ${column.example} as ${column.name}${index === columns.length - 1 ? "" : ","}`,
  );
  const [table = "", ...rest] = from.split(" where ");
  const where = rest.length === 0 ? [] : [`  where ${rest.join(" where ")}`];
  return [
    "{#",
    `  ${name}: ${grain}.`,
    "",
    "  Tierline reads these columns, in any order:",
    "",
    ...described,
    "",
    ...notes.map((line) => `  ${line}`),
    "",
    "  Replace everything in this file by a query like this one over your own tables:",
    "",
    "  select",
    ...selected,
    `  from {{ ref('${table}') }}`,
    ...where,
    "#}",
    "{% if execute %}",
    `{{ exceptions.raise_compiler_error(model.original_file_path ~ " is not filled in yet; the comment in it says how.") }}`,
    "{% endif %}",
    "",
  ].join("\n");
}
