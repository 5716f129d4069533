{#
  The instant a whole run answers for, as a SQL timestamp (UTC).

  `--vars '{as_of: 2026-11-22T09:00:00Z}'` sets it; an offset is converted, none means UTC, a date alone is its midnight.
  Without it: the environment variable `TIERLINE_AS_OF`, written alike; without that: the start of the run. All are the
  same for every model of one invocation. Why a variable besides: other `--vars` make dbt parse the whole project again
  (4 s of a 10 s build here), an environment variable that is read only while models run does not.
#}
{% macro as_of() -%}
cast('{{ tierline.as_of_text() }}' as {{ dbt.type_timestamp() }})
{%- endmacro %}

{# The same instant as text: `2026-11-22 09:00:00.000000`, UTC. #}
{% macro as_of_text() -%}
  {%- set given = var('as_of', none) -%}
  {%- if given is none and execute -%}
    {%- set given = env_var('TIERLINE_AS_OF', '') -%}
  {%- endif -%}
  {%- if given is none or given | string | trim == '' -%}
    {{ return(run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')) }}
  {%- endif -%}
  {{ return(tierline.utc_text(given | string | trim)) }}
{%- endmacro %}

{# ISO 8601 text to `YYYY-MM-DD HH:MM:SS.ffffff` in UTC; a compilation error for anything else. #}
{% macro utc_text(given) -%}
  {%- set pattern = '^([12]\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])'
    ~ '(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])([01]\d|2[0-3]):?([0-5]\d))?)?$' -%}
  {%- set found = modules.re.match(pattern, given) -%}
  {%- set parts = found.groups() if found else [] -%}
  {%- set month_days = {'02': 28, '04': 30, '06': 30, '09': 30, '11': 30} -%}
  {%- set leap_day = 1 if parts and parts[1] == '02' and (parts[0] | int % 4 == 0)
    and (parts[0] | int % 100 != 0 or parts[0] | int % 400 == 0) else 0 -%}
  {%- if not parts or parts[2] | int > month_days.get(parts[1], 31) + leap_day -%}
    {{ exceptions.raise_compiler_error("as_of is not an instant: '" ~ given
      ~ "'. Write ISO 8601 with Z or an offset, as in 2026-11-22T09:00:00Z.") }}
  {%- endif -%}
  {%- set local = modules.datetime.datetime(parts[0] | int, parts[1] | int, parts[2] | int, parts[3] | int(0),
    parts[4] | int(0), parts[5] | int(0), (((parts[6] or '') ~ '000000')[:6]) | int) -%}
  {%- set offset = modules.datetime.timedelta(hours=parts[8] | int(0), minutes=parts[9] | int(0)) -%}
  {{ return((local + offset if parts[7] == '-' else local - offset).strftime('%Y-%m-%d %H:%M:%S.%f')) }}
{%- endmacro %}
