{#
  The type of an amount, for `cast(null as …)` and columns: four decimals, exact on every engine. A bare `numeric` keeps three
  on DuckDB and is unbounded on PostgreSQL. BigQuery allows no parameters in a cast, and has nine decimals without.
#}
{% macro type_amount() -%}
{{ adapter.dispatch('type_amount', 'tierline')() }}
{%- endmacro %}

{% macro default__type_amount() -%}
numeric(18,4)
{%- endmacro %}

{% macro bigquery__type_amount() -%}
numeric
{%- endmacro %}

{# A value (a column or expression) as an amount: rounded to four decimals, half away from zero, on every engine. #}
{% macro amount(value) -%}
{{ adapter.dispatch('amount', 'tierline')(value) }}
{%- endmacro %}

{% macro default__amount(value) -%}
cast({{ value }} as {{ tierline.type_amount() }})
{%- endmacro %}

{% macro bigquery__amount(value) -%}
round(cast({{ value }} as numeric), 4)
{%- endmacro %}

{# A decimal written out, at most nine decimals, as in `decimal('0.01')`: a plain 0.01 is a float on BigQuery. #}
{% macro decimal(digits) -%}
{{ adapter.dispatch('decimal', 'tierline')(digits) }}
{%- endmacro %}

{% macro default__decimal(digits) -%}
cast('{{ digits }}' as numeric(38,9))
{%- endmacro %}

{% macro bigquery__decimal(digits) -%}
cast('{{ digits }}' as numeric)
{%- endmacro %}

{#
  `part / whole` for what is not negative, four decimals, half up; NULL when `whole` is 0. Engines divide with floats, with nine
  digits or with more, and so round what lies near a half in different ways: the quotient is put right by exact products.
#}
{% macro share(part, whole) -%}
{%- set part = tierline.amount(part) -%}
{%- set whole = tierline.amount(whole) -%}
{%- set quotient = tierline.amount(part ~ ' / nullif(' ~ whole ~ ', 0)') -%}
{%- set half = tierline.decimal('0.00005') -%}
{%- set step = tierline.decimal('0.0001') -%}
case
    when ({{ quotient }} - {{ half }}) * {{ whole }} > {{ part }} then {{ quotient }} - {{ step }}
    when ({{ quotient }} + {{ half }}) * {{ whole }} <= {{ part }} then {{ quotient }} + {{ step }}
    else {{ quotient }}
  end
{%- endmacro %}

{# The end of a period that nothing ends: a value, not NULL, so that joins on intervals stay plain comparisons. #}
{% macro open_end() -%}
cast('9999-12-31 00:00:00' as {{ dbt.type_timestamp() }})
{%- endmacro %}

{# `hours` may be a column. Cast back, because BigQuery's addition answers with a DATETIME. #}
{% macro add_hours(hours, instant) -%}
cast({{ dbt.dateadd('hour', hours, instant) }} as {{ dbt.type_timestamp() }})
{%- endmacro %}

{# `months` may be a column. The day is clamped to the month's last on every engine. #}
{% macro add_months(months, instant) -%}
cast({{ dbt.dateadd('month', months, instant) }} as {{ dbt.type_timestamp() }})
{%- endmacro %}

{# The first instant of the month (UTC). Cast back, because engines differ in what truncation answers with. #}
{% macro month_start(instant) -%}
cast({{ dbt.date_trunc('month', instant) }} as {{ dbt.type_timestamp() }})
{%- endmacro %}
