{#
  The package's own macros, each asked on every engine for what was worked out by hand. Written to be read from the top: the
  question, what the macro answers, what is right. NULL is never right, so that a comparison with it fails.
#}
{% set at = "cast('%s' as " ~ dbt.type_timestamp() ~ ")" %}
{% set questions = [
  ('amount rounds a half up', tierline.amount(tierline.decimal('1.00005')), tierline.decimal('1.0001')),
  ('amount rounds a half below zero down', tierline.amount(tierline.decimal('-1.00005')), tierline.decimal('-1.0001')),
  ('amount rounds less than a half down', tierline.amount(tierline.decimal('1.000049999')), tierline.decimal('1.0000')),
  ('amount takes whole numbers', tierline.amount('12'), tierline.decimal('12')),
  ('amount keeps large ones', tierline.amount(tierline.decimal('12345678901234.5678')), tierline.decimal('12345678901234.5678')),
  ('decimal is exact', tierline.decimal('0.1') ~ ' + ' ~ tierline.decimal('0.2'), tierline.decimal('0.3')),
  ('from_cents is exact', tierline.from_cents('12345'), tierline.decimal('123.45')),
  ('from_cents below zero', tierline.from_cents('-1'), tierline.decimal('-0.01')),
  ('share of an exact half: 1/32 is 0.03125', tierline.share('1', '32'), tierline.decimal('0.0313')),
  ('share of a half that a float rounds down: 43/4000 is 0.01075', tierline.share('43', '4000'), tierline.decimal('0.0108')),
  ('share of another: 3/20000 is 0.00015', tierline.share('3', '20000'), tierline.decimal('0.0002')),
  ('share just below a half', tierline.share('12499999', '1000000000'), tierline.decimal('0.0125')),
  ('share that is 0.00024999…', tierline.share('24999999', '100000000000'), tierline.decimal('0.0002')),
  ('share of a third', tierline.share('1', '3'), tierline.decimal('0.3333')),
  ('share of two thirds', tierline.share('2', '3'), tierline.decimal('0.6667')),
  ('share of nothing', tierline.share('0', '7'), tierline.decimal('0')),
  ('share of amounts', tierline.share(tierline.decimal('99.995'), tierline.decimal('435.9108')), tierline.decimal('0.2294')),
  ('share in nothing is NULL', 'coalesce(' ~ tierline.share('1', '0') ~ ', -1)', '-1'),
  ('add_hours over a leap day', tierline.add_hours(8760, at | format('2024-02-01 12:00:00')), at | format('2025-01-31 12:00:00')),
  ('add_months keeps to the month', tierline.add_months(12, at | format('2024-02-29 10:00:00')), at | format('2025-02-28 10:00:00')),
  ('add_months goes back', tierline.add_months(-1, at | format('2024-03-31 10:00:00')), at | format('2024-02-29 10:00:00')),
  ('month_start', tierline.month_start(at | format('2024-03-31 23:59:59.999999')), at | format('2024-03-01 00:00:00')),
  ('to_utc in summer', tierline.to_utc(at | format('2024-07-01 12:00:00'), 'Europe/Warsaw'), at | format('2024-07-01 10:00:00')),
  ('to_utc in winter', tierline.to_utc(at | format('2024-01-01 12:00:00'), 'Europe/Warsaw'), at | format('2024-01-01 11:00:00')),
  ('open_end', tierline.open_end(), at | format('9999-12-31 00:00:00')),
] %}
with answers as (
  {% for question, answer, right in questions %}
  select '{{ question }}' as question, case when {{ answer }} = {{ right }} then 1 else 0 end as is_right
  {{ 'union all' if not loop.last }}
  {% endfor %}
)

select question from answers where is_right = 0
