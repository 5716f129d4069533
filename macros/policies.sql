{#
  Stops the build, with a sentence and a remedy, when the seeds hold a rule that the models do not follow: they would
  answer with confident, wrong tiers. Runs before `int_policies_selected` is built.
#}
{% macro check_policies(policies, levels) %}
  {% if execute %}
    {% set effective = run_query(
      "select version, hold_months, cycle_months, grace_days, validity_years, currency, window_hours from " ~ policies
      ~ " where cast(effective_from as " ~ dbt.type_timestamp() ~ ") <= " ~ tierline.as_of() ~ " order by version"
    ).rows %}
    {% if effective | length == 0 %}
      {{ tierline.refuse_policy("No policy is in force at as_of " ~ tierline.as_of_text() ~ " (UTC)",
        "give one version an effective_from at or before that instant") }}
    {% elif effective | length > 1 %}
      {{ tierline.refuse_policy(effective | length ~ " policy versions are in force at as_of " ~ tierline.as_of_text()
        ~ " (UTC): " ~ effective | map(attribute=0) | join(', ') ~ ". One version applies to the whole history for now",
        "keep one and remove the others, or give the others an effective_from after as_of") }}
    {% endif %}
    {% set policy = effective[0] %}
    {% for rule in ['hold_months', 'cycle_months', 'grace_days', 'validity_years'] %}
      {% if policy[loop.index] is not none and policy[loop.index] | string != '' %}
        {{ tierline.refuse_policy("Version " ~ policy[0] ~ " sets " ~ rule ~ ", a rule the models do not follow yet", "leave " ~ rule ~ " empty") }}
      {% endif %}
    {% endfor %}
    {% if not policy[5] or policy[6] is none or policy[6] | int <= 0 %}
      {{ tierline.refuse_policy("Version " ~ policy[0] ~ " lacks its currency or a positive window_hours", "fill in both") }}
    {% endif %}
    {{ tierline.check_levels(policy[0], levels) }}
  {% endif %}
{% endmacro %}

{% macro check_levels(version, levels) %}
  {% set rows = run_query("select tier, tier_name, min_balance from " ~ levels ~ " where version = " ~ version ~ " order by tier").rows %}
  {% if rows | length == 0 %}
    {{ tierline.refuse_policy("Version " ~ version ~ " has no tiers", "add its rows to tier_levels.csv") }}
  {% elif rows[0][2] is not none and rows[0][2] != 0 %}
    {{ tierline.refuse_policy("The lowest tier of version " ~ version ~ " begins at " ~ rows[0][2] ~ ", and members below it would have no tier",
      "let the lowest tier begin at 0; it also holds balances below 0") }}
  {% endif %}
  {% set ns = namespace(tier=none, min_balance=0) %}
  {% for row in rows %}
    {% if row[1] is none or row[1] | string | trim == '' %}
      {{ tierline.refuse_policy("Tier " ~ row[0] ~ " of version " ~ version ~ " has no tier_name", "name it") }}
    {% elif not loop.first and (row[2] is none or row[0] == ns.tier or row[2] <= ns.min_balance) %}
      {{ tierline.refuse_policy("Tier " ~ row[0] ~ " of version " ~ version ~ " does not begin above the tier below it",
        "number tiers upwards, each with a higher min_balance") }}
    {% endif %}
    {% set ns.tier = row[0] %}
    {% set ns.min_balance = row[2] or 0 %}
  {% endfor %}
  {% if rows | map(attribute=1) | unique | list | length < rows | length %}
    {{ tierline.refuse_policy("Two tiers of version " ~ version ~ " share a tier_name", "give each its own: audiences are told apart by it") }}
  {% endif %}
{% endmacro %}

{% macro refuse_policy(problem, remedy) %}
  {{ exceptions.raise_compiler_error(problem ~ " (tier_policies.csv, tier_levels.csv). Remedy: " ~ remedy ~ ".") }}
{% endmacro %}
