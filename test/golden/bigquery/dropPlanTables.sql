drop table if exists `tierline`.`plan_gold_1`;

drop table if exists `tierline`.`unsent_gold_1`;

drop table if exists `tierline`.`suppressed_gold_1`;
