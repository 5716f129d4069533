select max(at_ms) as at_ms from "tierline"."report_deliveries"
where what = cast($1 as text);
