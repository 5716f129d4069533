select schema_version, state_id, position, (select coalesce(max(fence), 0) from "tierline"."leases") as fence from "tierline"."state";
