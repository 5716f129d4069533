/** ISO 8601 text as a UTC timestamp. */

const OFFSET = "[+-][0-9]{2}(:?[0-9]{2})?$";

/**
 * DuckDB 1.5.6's `cast('2024-01-01T10:00:00+02:00' as timestamp)` gives 10:00, ignoring the offset without an error
 * (tried 2026-11-22); a cast by way of `timestamptz` reads text without an offset in the session's zone. So the offset is
 * taken off and subtracted here. Both casts also want seconds.
 */
export function instant(text: string): string {
  const offset = `regexp_extract(${text}, '${OFFSET}')`;
  return `case when right(${text}, 1) = 'Z' then ${local(`left(${text}, -1)`)}
    when ${offset} = '' then ${local(text)}
    else ${local(`left(${text}, -length(${offset}))`)} - to_minutes(${minutes(offset)}) end`;
}

function local(text: string): string {
  return `try_cast(case when length(${text}) = 16 then concat(${text}, ':00') else ${text} end as timestamp)`;
}

function minutes(offset: string): string {
  const digits = `rpad(replace(right(${offset}, -1), ':', ''), 4, '0')`;
  return `cast(case when left(${offset}, 1) = '-' then -1 else 1 end
    * (60 * cast(left(${digits}, 2) as integer) + cast(right(${digits}, 2) as integer)) as bigint)`;
}
