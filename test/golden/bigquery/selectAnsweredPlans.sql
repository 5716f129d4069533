select p.plan_no, p.dropped_at_ms
from `tierline`.`plans` as p
where p.sync = cast(@p1 as string) and p.applying_at_ms is not null
  and (p.dropped_at_ms is not null or exists (select 1 from `tierline`.`receipts` as r where r.plan_no = p.plan_no))
order by p.plan_no desc;
