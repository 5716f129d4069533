select state_id, position, target, begun_anew_at_ms, (select coalesce(max(fence), 0) from `tierline`.`leases`) as fence from `tierline`.`state`;
