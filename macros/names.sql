{#
  Two models of one name in two packages are no error to dbt when their schemas differ: our models would silently read the
  project's own. Stops every build instead, and names both files.
#}
{% macro refuse_same_names() %}
  {% if tierline.is_build() %}
    {% set kinds = ['model', 'seed', 'snapshot'] %}
    {% set ours = {} %}
    {% for node in graph.nodes.values() if node.package_name == 'tierline' and node.resource_type in kinds %}
      {% do ours.update({node.name: node}) %}
    {% endfor %}
    {% for node in graph.nodes.values()
        if node.package_name != 'tierline' and node.resource_type in kinds and node.name in ours %}
      {% set own = ours[node.name] %}
      {{ exceptions.raise_compiler_error("Two models are called " ~ node.name ~ ": " ~ node.original_file_path ~ " (" ~ node.package_name
        ~ ") and " ~ own.original_file_path ~ " (tierline)") }}
    {% endfor %}
  {% endif %}
{% endmacro %}
