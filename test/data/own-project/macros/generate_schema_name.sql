{# In production the schemas have plain names; a developer's carry their own before them. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is none -%} {{ target.schema }}
  {%- elif target.name in ('prod', 'visitor') -%} {{ custom_schema_name }}
  {%- else -%} {{ target.schema }}_{{ custom_schema_name }}
  {%- endif -%}
{%- endmacro %}
