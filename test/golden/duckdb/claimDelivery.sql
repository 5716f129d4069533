update "tierline"."report_deliveries" set at_ms = cast($1 as bigint)
where what = cast($2 as varchar) and at_ms is not distinct from cast($3 as bigint);
