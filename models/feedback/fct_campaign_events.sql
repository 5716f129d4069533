with events as (
  select account_id, destination, event_id, kind, campaign_id, campaign_name, member_id, address, occurred_at, is_final
  from {{ ref('stg_loyalty__campaign_events') }}
),

-- An address that several customers carry names none of them.
addresses as (
  select lower(trim(email)) as address, min(customer_id) as customer_id
  from {{ ref('stg_loyalty__customers') }}
  where trim(email) <> ''
  group by lower(trim(email))
  having count(distinct customer_id) = 1
)

select
  events.account_id,
  events.destination,
  events.event_id,
  events.kind,
  events.campaign_id,
  events.campaign_name,
  coalesce(events.member_id, addresses.customer_id) as customer_id,
  events.address,
  events.occurred_at,
  events.is_final
from events
left join addresses on addresses.address = events.address
