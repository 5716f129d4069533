select count(*) as row_count, count(distinct nullif(cast("customer_id" as text), '')) as key_count
from "warehouse"."main"."aud_members";

select count(*) as row_count, count(nullif(coalesce(btrim(cast("customer_id" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'), '') || coalesce(lower(btrim(cast("email" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')), ''), '')) as key_count
from "warehouse"."main"."aud_suppressed";

select count(*) as row_count, count(distinct nullif(cast("customer_id" as text), '')) as key_count
from "warehouse"."main"."aud_tier";
