-- A member's tier at as_of is the one whose bounds hold the balance, and its period in the history says the same.
select members.customer_id, members.tier, members.balance
from {{ ref('dim_members') }} as members
left join {{ ref('int_levels_bounded') }} as levels on levels.tier = members.tier
left join {{ ref('fct_tier_periods') }} as periods
  on periods.customer_id = members.customer_id and periods.valid_from = members.tier_since
where (members.tier is null and members.reason_code is null)
  or (members.tier is not null and members.reason_code is not null)
  or members.balance < levels.min_balance
  or members.balance >= levels.next_min_balance
  or (members.tier is not null and (periods.tier is null or periods.tier <> members.tier))
  or members.amount_to_keep < 0
  or members.amount_to_next_tier <= 0
