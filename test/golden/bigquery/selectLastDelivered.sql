select place_no, max(closed_at_ms) as closed_at_ms
from `tierline`.`outcomes`
where outcome = 'accepted'
group by place_no
order by place_no;
