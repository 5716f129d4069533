-- depends_on: {{ ref('tier_levels') }}
{{ config(pre_hook="{{ tierline.check_policies(ref('tier_policies'), ref('tier_levels')) }}") }}

select
  cast(version as {{ dbt.type_int() }}) as version,
  upper(trim(cast(currency as {{ dbt.type_string() }}))) as currency,
  cast(window_hours as {{ dbt.type_int() }}) as window_hours
from {{ ref('tier_policies') }}
where cast(effective_from as {{ dbt.type_timestamp() }}) <= {{ tierline.as_of() }}
