select place_no, reason, message, times, next_run_no
from `tierline`.`refused_gold`
where identity = cast(@p1 as string);
