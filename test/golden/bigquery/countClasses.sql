select place_no, class, reason, count(*) as row_count,
  sum(case when is_desired then 1 else 0 end) as desired_count,
  sum(case when is_live and not is_settled then 1 else 0 end) as unsettled_count,
  sum(case when not is_list and class = 'enter' and not is_live and record_id is null then 1 else 0 end) as unknown_count
from judged
group by place_no, class, reason
order by place_no, class, reason;
