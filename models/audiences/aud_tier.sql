select
  tier_name as audience,
  customer_id
from {{ ref('dim_members') }}
where tier is not null
