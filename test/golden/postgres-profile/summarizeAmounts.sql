select sum(amount) as sum_amount,
  percentile_disc(0.5) within group (order by amount) as median_amount,
  percentile_disc(0.99) within group (order by amount) as percentile_99_amount,
  max(amount) as max_amount,
  count(case when amount = 0 then 1 end) as count_zero,
  count(case when amount < 0 then 1 end) as count_negative,
  count(case when amount <> round(amount, 4) then 1 end) as count_too_fine,
  count(case when customer_id is null then 1 end) as count_anonymous,
  sum(case when customer_id is null then amount end) as anonymous_amount
from staging.charges as t;
