update `tierline`.`state` set position = position where true;
