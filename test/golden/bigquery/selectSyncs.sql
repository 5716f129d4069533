select sync from `tierline`.`leases` order by sync;
