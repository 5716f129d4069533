{#
  Whether the models over Tierline's state are on: the project says where the state lies, and it is not Tierline that builds. A
  run of Tierline's holds its state, and on DuckDB nobody else can open that file meanwhile.
#}
{% macro watches_state() %}
  {{ return(var('state_schema', '') != '' and env_var('TIERLINE_BUILDS', '') == '') }}
{% endmacro %}

{# An instant from whole milliseconds since 1970, as Tierline's state keeps them. #}
{% macro from_millis(millis) -%}
{{ adapter.dispatch('from_millis', 'tierline')(millis) }}
{%- endmacro %}

{% macro default__from_millis(millis) -%}
epoch_ms({{ millis }})
{%- endmacro %}

{% macro postgres__from_millis(millis) -%}
cast(to_timestamp({{ millis }} / 1000.0) at time zone 'UTC' as timestamp)
{%- endmacro %}

{% macro bigquery__from_millis(millis) -%}
timestamp_millis({{ millis }})
{%- endmacro %}

{#
  What was last said of everybody at every place, of all syncs together: each sync has a table of its own in the state. Asks
  the state for its syncs when the model runs.
#}
{% macro synced_rows() -%}
  {%- set leases = source('tierline_state', 'leases') -%}
  {%- set syncs = run_query("select distinct sync from " ~ leases ~ " order by sync").rows | map(attribute=0) | list if execute else [] -%}
  {%- for sync in syncs -%}
    {%- if not loop.first %}
  union all
  {% endif -%}
select '{{ sync }}' as sync, place_no, member_key, said_op, said_at_ms, is_settled
  from {{ api.Relation.create(database=leases.database, schema=leases.schema, identifier='synced_' ~ sync) }}
  {%- else -%}
select
    cast(null as {{ dbt.type_string() }}) as sync,
    cast(null as {{ dbt.type_bigint() }}) as place_no,
    cast(null as {{ dbt.type_string() }}) as member_key,
    cast(null as {{ dbt.type_string() }}) as said_op,
    cast(null as {{ dbt.type_bigint() }}) as said_at_ms,
    cast(null as boolean) as is_settled
  where false
  {%- endfor -%}
{%- endmacro %}
