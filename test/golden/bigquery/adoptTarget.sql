update `tierline`.`state` set target = cast(@p1 as string) where target is null;
