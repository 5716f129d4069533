select sync, kind, since_ms from `tierline`.`alert_episodes`
order by sync, kind;
