{#
  A column that a source table may lack, because no file brought it yet or an earlier version made the table: NULL then.
  Asks the warehouse for the table's columns once per use, when models run.
#}
{% macro optional_column(relation, name, type) -%}
  {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list if execute else [] -%}
cast({{ name if name in names else 'null' }} as {{ type }})
{%- endmacro %}
