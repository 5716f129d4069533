select fence, holder from "tierline"."leases" where sync = cast($1 as text);
