{% macro shout(words) %}upper({{ words }}){% endmacro %}
