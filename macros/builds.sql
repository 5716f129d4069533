{#
  Two tables in the target's schema tell other programs what dbt has built:
  `tierline_builds`, one row per `dbt run` or `dbt build`, `finished_at` NULL while it runs or when it died;
  `tierline_build_nodes`, one row per model that build selected, `status` 'started' until the end.
#}
{% macro is_build() %}
  {{ return(execute and flags.WHICH in ('run', 'build')) }}
{% endmacro %}

{% macro builds_relation(name) %}
  {{ return(api.Relation.create(database=target.database, schema=target.schema, identifier=name)) }}
{% endmacro %}

{% macro create_build_tables() %}
  {% if tierline.is_build() %}
    {% set builds = tierline.builds_relation('tierline_builds') %}
    {% if not adapter.check_schema_exists(target.database, target.schema) %}
      {% do adapter.create_schema(builds) %}
    {% endif %}
    create table if not exists {{ builds }} (
      invocation_id {{ dbt.type_string() }},
      as_of {{ dbt.type_timestamp() }},
      started_at {{ dbt.type_timestamp() }},
      finished_at {{ dbt.type_timestamp() }}
    );
    create table if not exists {{ tierline.builds_relation('tierline_build_nodes') }} (
      invocation_id {{ dbt.type_string() }},
      unique_id {{ dbt.type_string() }},
      model {{ dbt.type_string() }},
      relation_name {{ dbt.type_string() }},
      status {{ dbt.type_string() }}
    );
  {% endif %}
{% endmacro %}

{% macro record_build_start() %}
  {% if tierline.is_build() %}
    {% set models = [] %}
    {% for unique_id in selected_resources | sort if unique_id.startswith('model.') %}
      {% do models.append(graph.nodes[unique_id]) %}
    {% endfor %}
    {{ tierline.prune_builds(keep=200) }}
    {# The build's row comes last: who reads meanwhile must not find a build that selected nothing. #}
    {% if models %}
    insert into {{ tierline.builds_relation('tierline_build_nodes') }} (invocation_id, unique_id, model, relation_name, status)
    values
    {% for model in models %}
      (
        '{{ invocation_id }}', '{{ model.unique_id }}', '{{ model.name }}',
        '{{ dbt.escape_single_quotes(model.relation_name or "") }}', 'started'
      ){{ ',' if not loop.last }}
    {% endfor %};
    {% endif %}
    insert into {{ tierline.builds_relation('tierline_builds') }} (invocation_id, as_of, started_at)
    values (
      '{{ invocation_id }}',
      {{ tierline.as_of() }},
      cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as {{ dbt.type_timestamp() }})
    );
  {% endif %}
{% endmacro %}

{#
  A model whose test failed or could not run gets status 'fail', although dbt built it: who reads `status = 'success'`
  must not act on rows that broke a rule.
#}
{% macro record_build_end(results) %}
  {% if tierline.is_build() %}
    {% set statuses = {} %}
    {% for result in results if result.node.resource_type == 'model' %}
      {% do statuses.update({result.node.unique_id: result.status | string}) %}
    {% endfor %}
    {% for result in results if result.node.resource_type in ('test', 'unit_test') and result.status | string in ('fail', 'error') %}
      {% for unique_id in result.node.depends_on.nodes if statuses.get(unique_id) == 'success' %}
        {% do statuses.update({unique_id: 'fail'}) %}
      {% endfor %}
    {% endfor %}
    {% for status, pairs in statuses.items() | groupby(1) %}
    update {{ tierline.builds_relation('tierline_build_nodes') }}
    set status = '{{ status }}'
    where invocation_id = '{{ invocation_id }}'
      and unique_id in ({% for pair in pairs %}'{{ pair[0] }}'{{ ', ' if not loop.last }}{% endfor %});
    {% endfor %}
    update {{ tierline.builds_relation('tierline_builds') }}
    set finished_at = cast('{{ modules.datetime.datetime.now(modules.pytz.utc).strftime("%Y-%m-%d %H:%M:%S.%f") }}' as {{ dbt.type_timestamp() }})
    where invocation_id = '{{ invocation_id }}';
  {% endif %}
{% endmacro %}

{# Keeps the newest builds only, so that both tables stay small for ever. #}
{% macro prune_builds(keep) %}
    {% set builds = tierline.builds_relation('tierline_builds') %}
    delete from {{ builds }}
    where invocation_id not in (
      select invocation_id
      from (select invocation_id, row_number() over (order by started_at desc, invocation_id) as newness from {{ builds }}) as ranked
      where newness < {{ keep }}
    );
    delete from {{ tierline.builds_relation('tierline_build_nodes') }}
    where invocation_id not in (select invocation_id from {{ builds }});
{% endmacro %}
