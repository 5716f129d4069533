with numbers as (
  -- A hundred years of months: more than any programme has run, and still a handful of rows.
  {{ dbt.generate_series(1200) }}
),

months as (
  select
    {{ tierline.add_months('1 - cast(generated_number as ' ~ dbt.type_int() ~ ')', tierline.month_start(tierline.as_of())) }} as ended_at
  from numbers
),

history as (
  select min(started_at) as began_at from {{ ref('int_spells_paired') }}
)

select months.ended_at
from months
cross join history
where months.ended_at > history.began_at
