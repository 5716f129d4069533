-- Where a destination does not say whether a bounce or an unsubscribe is final, it counts as final.
select distinct
  customer_id,
  address as email
from {{ ref('fct_campaign_events') }}
where kind in ('bounced', 'unsubscribed')
  and coalesce(is_final, true)
  and (customer_id is not null or address is not null)
