update `tierline`.`state` set schema_version = cast(@p1 as int64) where true;
