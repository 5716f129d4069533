/**
 * FNV-1a with 32 bits over UTF-16 code units, as an expression for PostgreSQL: a recursion over the text's code points,
 * since no aggregate of it folds in an order. A database in UTF-8 gives a letter's code point as its `ascii`.
 */

const BASIS = 2_166_136_261;
const PRIME = 16_777_619;
const RANGE = 4_294_967_296;
/** Code points from here on are surrogate pairs: 0xD800 + ((point − 0x10000) >> 10), then 0xDC00 + (point & 0x3FF). */
const PAIRS_FROM = 65_536;
const HIGH = 55_232;
const LOW = 56_320;

export function fnv1a(textExpression: string): string {
  const pair = step(step("hash", `(${HIGH} + (point >> 10))`), `(${LOW} + (point & 1023))`);
  return `(with recursive split as (select string_to_array(${textExpression}, null) as letters),
    folded (position, hash, point) as (
      select 1, cast(${BASIS} as bigint), cast(ascii(letters[1]) as bigint) from split where letters is not null
      union all
      select position + 1, case when point < ${PAIRS_FROM} then ${step("hash", "point")} else ${pair} end,
        cast(ascii(letters[position + 1]) as bigint)
      from folded cross join split
      where point is not null
    )
    select hash from folded where point is null)`;
}

function step(hash: string, unit: string): string {
  return `(((${hash} # ${unit}) * ${PRIME}) % ${RANGE})`;
}
