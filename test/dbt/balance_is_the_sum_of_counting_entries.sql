-- Two ways to one number: the running sum over change points, and the entries that count at as_of, simply added.
with summed as (
  select customer_id, sum(signed_amount) as balance
  from {{ ref('fct_entries') }}
  where is_counting
  group by customer_id
)

select members.customer_id, members.balance, summed.balance as summed_balance
from {{ ref('dim_members') }} as members
left join summed on summed.customer_id = members.customer_id
where coalesce(members.balance, 0) <> coalesce(summed.balance, 0)
