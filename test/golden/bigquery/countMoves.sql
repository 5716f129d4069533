select l.place_no as from_place_no, e.place_no as to_place_no, count(*) as row_count
from judged as l
inner join judged as e on e.model = l.model and e.identity = l.identity
where l.is_list and l.class = 'leave' and e.is_list and e.class = 'enter'
group by l.place_no, e.place_no;
