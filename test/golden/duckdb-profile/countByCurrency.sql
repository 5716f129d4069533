select upper(case when ascii(currency) between 33 and 126 and ascii(right(currency, 1)) between 33 and 126 then currency else trim(currency, url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end) as currency, count(*) as count_rows
from staging.charges as t
group by upper(case when ascii(currency) between 33 and 126 and ascii(right(currency, 1)) between 33 and 126 then currency else trim(currency, url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end)
order by 2 desc, 1
limit 20;
