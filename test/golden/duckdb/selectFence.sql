select fence, holder, expires_at_ms from "tierline"."leases" where sync = cast($1 as varchar);
