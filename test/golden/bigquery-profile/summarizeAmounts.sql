select sum(amount) as sum_amount,
  array_agg(amount ignore nulls order by amount)[safe_offset(cast(ceil(cast('0.5' as numeric) * count(amount)) as int64) - 1)] as median_amount,
  array_agg(amount ignore nulls order by amount)[safe_offset(cast(ceil(cast('0.99' as numeric) * count(amount)) as int64) - 1)] as percentile_99_amount,
  max(amount) as max_amount,
  count(case when amount = 0 then 1 end) as count_zero,
  count(case when amount < 0 then 1 end) as count_negative,
  count(case when amount <> round(amount, 4) then 1 end) as count_too_fine,
  count(case when customer_id is null then 1 end) as count_anonymous,
  sum(case when customer_id is null then amount end) as anonymous_amount
from staging.charges as t;
