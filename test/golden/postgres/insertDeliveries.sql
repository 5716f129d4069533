insert into "tierline"."report_deliveries" (what, at_ms)
select n.what, cast(null as bigint) as at_ms
from (select 'report' as what union all select 'digest' as what) as n
where not exists (select 1 from "tierline"."report_deliveries" as d where d.what = n.what);
