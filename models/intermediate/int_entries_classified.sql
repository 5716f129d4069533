with events as (
  select
    event_id, 'charge' as kind, customer_id, {{ tierline.amount('amount') }} as amount, currency, occurred_at, order_id, channel, margin_amount
  from {{ ref('stg_loyalty__charges') }}
  union all
  select
    event_id, 'return' as kind, customer_id, {{ tierline.amount('amount') }} as amount, currency, occurred_at, order_id,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ tierline.type_amount() }}) as margin_amount
  from {{ ref('stg_loyalty__returns') }}
),

compared as (
  select
    events.event_id,
    events.kind,
    events.customer_id,
    events.order_id,
    events.amount,
    events.channel,
    events.margin_amount,
    coalesce(upper(trim(events.currency)), policies.currency) as currency,
    policies.currency as policy_currency,
    policies.window_hours,
    events.occurred_at,
    members.joined_at
  from events
  cross join {{ ref('int_policies_selected') }} as policies
  left join {{ ref('int_members_joined') }} as members on members.customer_id = events.customer_id
),

classified as (
  select
    event_id,
    kind,
    customer_id,
    order_id,
    amount,
    currency,
    case kind when 'return' then -amount else amount end as signed_amount,
    occurred_at,
    channel,
    margin_amount,
    window_hours,
    case
      when customer_id is null then 'anonymous'
      when joined_at is null then 'not_a_member'
      when occurred_at <= joined_at then 'before_join'
      when occurred_at > {{ tierline.as_of() }} then 'future'
      when amount is null or amount < 0 then 'invalid_amount'
      when currency <> policy_currency then 'other_currency'
    end as excluded_reason
  from compared
)

select
  {{ dbt.concat(['kind', "'-'", 'event_id']) }} as entry_id,
  event_id,
  kind,
  customer_id,
  order_id,
  amount,
  currency,
  signed_amount,
  occurred_at,
  -- An invalid entry has a window too: as long as it would have counted, its member's tier is unknown.
  case
    when excluded_reason is null or excluded_reason in ('invalid_amount', 'other_currency')
      then {{ tierline.add_hours('window_hours', 'occurred_at') }}
  end as leaves_at,
  excluded_reason,
  channel,
  margin_amount
from classified
