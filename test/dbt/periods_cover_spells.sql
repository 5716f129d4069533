-- Within each spell the periods follow each other without gap or overlap, from its first instant to its last.
with periods as (
  select
    periods.customer_id,
    spells.started_at,
    spells.ended_at,
    periods.valid_from,
    periods.valid_to,
    periods.tier,
    lag(periods.valid_to) over (partition by periods.customer_id, spells.started_at order by periods.valid_from) as previous_valid_to,
    lead(periods.valid_from) over (partition by periods.customer_id, spells.started_at order by periods.valid_from) as next_valid_from,
    lag(periods.tier) over (partition by periods.customer_id, spells.started_at order by periods.valid_from) as previous_tier
  from {{ ref('int_spells_paired') }} as spells
  left join {{ ref('fct_tier_periods') }} as periods
    on periods.customer_id = spells.customer_id
    and periods.valid_from >= spells.started_at
    and periods.valid_from < spells.ended_at
),

wrong as (
  select customer_id, valid_from, valid_to
  from periods
  where valid_from is null
    or valid_from >= valid_to
    or valid_from <> coalesce(previous_valid_to, started_at)
    or (next_valid_from is null and valid_to <> ended_at)
    or (previous_valid_to is not null and coalesce(tier, -1) = coalesce(previous_tier, -1))
),

-- A period outside every spell would not have been looked at above.
counts as (
  select
    (select count(*) from {{ ref('fct_tier_periods') }}) as count_all,
    (select count(*) from periods where valid_from is not null) as count_seen
)

select customer_id, valid_from, valid_to from wrong
union all
select 'periods outside every spell', null, null from counts where count_all <> count_seen
