{#
  Tierline's state as far as others may read it, with rows worked by hand, in the target's own schema: two lists and the
  contacts of one sync, over three days.
#}
{% macro fill_state() %}
  {% if tierline.is_build() %}
    {%- set text = dbt.type_string() -%}
    {%- set whole = dbt.type_bigint() -%}
    {# 2024-03-01T06:00:00Z #}
    {%- set first_ms = 1709272800000 -%}
    {%- set day_ms = 86400000 -%}
    create table if not exists {{ tierline.builds_relation('leases') }} as
    select cast('gold' as {{ text }}) as sync;
    create table if not exists {{ tierline.builds_relation('places') }} as
    {% for no, kind, name, audience in [(1, 'contact', 'contacts', none), (2, 'list', 'Loyalty Golden', 'Golden'), (3, 'list', 'Loyalty Silver', 'Silver')] %}
    select
      cast({{ no }} as {{ whole }}) as place_no,
      cast('{{ kind }}' as {{ text }}) as kind,
      cast('{{ name }}' as {{ text }}) as name,
      cast({{ "'aud_tier'" if audience else 'null' }} as {{ text }}) as model,
      cast({{ "'" ~ audience ~ "'" if audience else 'null' }} as {{ text }}) as audience,
      cast({{ first_ms }} as {{ whole }}) as taken_at_ms,
      cast(null as {{ whole }}) as released_at_ms
    {{ 'union all' if not loop.last }}
    {% endfor %};
    create table if not exists {{ tierline.builds_relation('outcomes') }} as
    {% for plan, place, op, outcome, reason, rows, day in [
      (1, 1, 'enter', 'accepted', none, 3, 0),
      (1, 1, 'enter', 'refused', 'invalid_email', 1, 0),
      (1, 2, 'enter', 'accepted', none, 3, 0),
      (1, 3, 'enter', 'withheld', 'predecessor', 1, 0),
      (2, 2, 'leave', 'accepted', none, 1, 1),
      (2, 2, 'leave', 'accepted', 'kept', 1, 1),
      (2, 2, 'enter', 'unsettled', 'no_receipt', 1, 1),
      (3, 1, 'enter', 'refused', 'invalid_email', 1, 2),
      (3, 2, 'enter', 'accepted', none, 2, 2),
    ] %}
    select
      cast({{ plan }} as {{ whole }}) as plan_no,
      cast('gold' as {{ text }}) as sync,
      cast({{ place }} as {{ whole }}) as place_no,
      cast('{{ op }}' as {{ text }}) as op,
      cast('{{ outcome }}' as {{ text }}) as outcome,
      cast({{ "'" ~ reason ~ "'" if reason else 'null' }} as {{ text }}) as reason,
      cast({{ rows }} as {{ whole }}) as row_count,
      cast({{ first_ms + day * day_ms }} as {{ whole }}) as closed_at_ms
    {{ 'union all' if not loop.last }}
    {% endfor %};
    create table if not exists {{ tierline.builds_relation('synced_gold') }} as
    {% for member, op, minutes in [('ada', 'enter', 30), ('ben', 'enter', 90), ('cem', 'enter', 3000), ('dot', 'enter', 5), ('eve', 'leave', 0)] %}
    select
      cast(2 as {{ whole }}) as place_no,
      cast('{{ member }}' as {{ text }}) as member_key,
      cast('{{ op }}' as {{ text }}) as said_op,
      cast({{ first_ms + minutes * 60000 }} as {{ whole }}) as said_at_ms,
      true as is_settled
    {{ 'union all' if not loop.last }}
    {% endfor %};
  {% endif %}
{% endmacro %}
