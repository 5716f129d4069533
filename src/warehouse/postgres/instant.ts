/** ISO 8601 text as a UTC timestamp; null where there is no such day. */

const OFFSET = "[+-][0-9]{2}(:?[0-9]{2})?$";

/**
 * `cast(… as timestamp)` drops an offset without an error, as on DuckDB, and raises one for a day that does not exist;
 * PostgreSQL 15 has no cast that gives null instead. So the day is looked at first.
 */
export function instant(text: string): string {
  const offset = `substring(${text} from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$')`;
  return `case when not ${isDay(text)} then null
    when right(${text}, 1) = 'Z' then cast(left(${text}, -1) as timestamp)
    when ${text} !~ '[T ].*${OFFSET}' then cast(${text} as timestamp)
    else cast(left(${text}, -length(${offset})) as timestamp) - ${minutes(offset)} * interval '1 minute' end`;
}

function isDay(text: string): string {
  const [year, month, day] = [`left(${text}, 4)`, `substr(${text}, 6, 2)`, `substr(${text}, 9, 2)`].map(
    (part) => `cast(${part} as integer)`,
  );
  const days = `case when ${month} in (4, 6, 9, 11) then 30 when ${month} <> 2 then 31
      when ${year} % 4 = 0 and (${year} % 100 <> 0 or ${year} % 400 = 0) then 29 else 28 end`;
  return `(${month} between 1 and 12 and ${day} between 1 and ${days})`;
}

function minutes(offset: string): string {
  const digits = `rpad(replace(right(${offset}, -1), ':', ''), 4, '0')`;
  return `(case when left(${offset}, 1) = '-' then -1 else 1 end
    * (60 * cast(left(${digits}, 2) as integer) + cast(right(${digits}, 2) as integer)))`;
}
