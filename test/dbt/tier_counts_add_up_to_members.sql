-- Per tier, what agg_tier_counts says of as_of is what dim_members holds; no tier and no month is missing.
with counted as (
  select tier, count(*) as count_members
  from {{ ref('dim_members') }}
  where tier is not null
  group by tier
),

compared as (
  select levels.tier, counts.count_members, coalesce(counted.count_members, 0) as expected_members
  from {{ ref('int_levels_bounded') }} as levels
  left join {{ ref('agg_tier_counts') }} as counts on counts.tier = levels.tier and not counts.is_month_end
  left join counted on counted.tier = levels.tier
),

-- Month ends by comparing with every period, which agg_tier_counts avoids.
month_ends as (
  select months.ended_at, levels.tier, count(periods.tier) as expected_members
  from {{ ref('int_months_ended') }} as months
  cross join {{ ref('int_levels_bounded') }} as levels
  left join {{ ref('fct_tier_periods') }} as periods
    on periods.tier = levels.tier and periods.valid_from < months.ended_at and periods.valid_to >= months.ended_at
  group by months.ended_at, levels.tier
),

month_ends_compared as (
  select month_ends.tier, counts.count_members, month_ends.expected_members
  from month_ends
  left join {{ ref('agg_tier_counts') }} as counts
    on counts.tier = month_ends.tier and counts.counted_at = month_ends.ended_at and counts.is_month_end
)

select tier, count_members, expected_members from compared
where count_members is null or count_members <> expected_members
union all
select tier, count_members, expected_members from month_ends_compared
where count_members is null or count_members <> expected_members
