select r.address
from (select unnest(from_json($1, '[{"address":"varchar"}]'), recursive := true)) as r
inner join "tierline"."suppressed_gold_1" as s on s.address_hash = md5(r.address);
