update `tierline`.`state` set position = position + 1 where true;
