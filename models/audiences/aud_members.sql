select
  customer_id,
  email,
  status,
  joined_at,
  tier,
  tier_name,
  balance,
  tier_since,
  tier_until,
  next_tier_name,
  amount_to_next_tier,
  amount_to_keep,
  discount_percent,
  reason_code
from {{ ref('dim_members') }}
where reason_code is null or reason_code = 'DATA_ERROR'
