select schema_version from `tierline`.`state`;
