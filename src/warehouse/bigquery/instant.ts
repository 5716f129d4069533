/** ISO 8601 text as a UTC timestamp; null where there is no such day. */

const OFFSET = "[+-][0-9]{2}(?::?[0-9]{2})?$";

/** `cast(… as timestamp)` wants seconds, and knows no offset without a colon: so the offset is taken off and subtracted here. */
export function instant(text: string): string {
  const offset = `regexp_extract(${text}, r'[T ].*(${OFFSET})')`;
  return `case when right(${text}, 1) = 'Z' then ${local(`left(${text}, length(${text}) - 1)`)}
    when ${offset} is null then ${local(text)}
    else timestamp_sub(${local(`left(${text}, length(${text}) - length(${offset}))`)}, interval ${minutes(offset)} minute) end`;
}

function local(text: string): string {
  return `safe_cast(concat(if(length(${text}) = 16, concat(${text}, ':00'), ${text}), '+00:00') as timestamp)`;
}

function minutes(offset: string): string {
  const digits = `rpad(replace(substr(${offset}, 2), ':', ''), 4, '0')`;
  return `(if(left(${offset}, 1) = '-', -1, 1) * (60 * cast(left(${digits}, 2) as int64) + cast(right(${digits}, 2) as int64)))`;
}
