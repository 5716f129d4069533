{# Amounts: four decimals, exact on every engine. A bare `numeric` keeps three on DuckDB and is unbounded on PostgreSQL. #}
{% macro type_amount() -%}
numeric(18,4)
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
