{# For staging models over tables that keep amounts in cents or instants in local time. Exact, and alike on every engine. #}

{# Cents (an integer or a decimal) as an amount. Multiplied, not divided: a division answers with a float on DuckDB. #}
{% macro from_cents(cents) -%}
{{ tierline.amount(tierline.amount(cents) ~ ' * ' ~ tierline.decimal('0.01')) }}
{%- endmacro %}

{#
  What a clock on the wall of `time_zone` (IANA) showed, as the instant in UTC. The hour that is skipped in spring counts
  from before the change; of the hour that comes twice in autumn the database takes one.
#}
{% macro to_utc(local, time_zone) -%}
{{ adapter.dispatch('to_utc', 'tierline')(local, time_zone) }}
{%- endmacro %}

{% macro default__to_utc(local, time_zone) -%}
cast(timezone('UTC', timezone('{{ time_zone }}', cast({{ local }} as {{ dbt.type_timestamp() }}))) as {{ dbt.type_timestamp() }})
{%- endmacro %}

{% macro bigquery__to_utc(local, time_zone) -%}
timestamp(datetime({{ local }}), '{{ time_zone }}')
{%- endmacro %}
