select paid.order_id as id, back.count_rows as count_rows
from (select order_id, sum(amount) as amount from staging.charges as c where order_id is not null group by order_id) as paid
inner join (select order_id, sum(amount) as amount, count(*) as count_rows from staging.returns as r where order_id is not null group by order_id) as back
  on back.order_id = paid.order_id
where back.amount > paid.amount;
