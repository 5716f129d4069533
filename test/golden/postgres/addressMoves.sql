select l.place_no as from_place_no, e.place_no as to_place_no, count(*) as row_count
from judged_by_address as l
inner join judged_by_address as e on e.model = l.model and e.member_key = l.member_key
where l.is_list and l.class = 'leave' and e.is_list and e.class = 'enter' and l.place_no <> e.place_no
group by l.place_no, e.place_no;
