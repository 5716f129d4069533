select customer_id from {{ ref('stg_loyalty__customers') }} where customer_id is not null
union distinct
select customer_id from {{ ref('stg_loyalty__status_events') }} where customer_id is not null
union distinct
select customer_id from {{ ref('stg_loyalty__charges') }} where customer_id is not null
union distinct
select customer_id from {{ ref('stg_loyalty__returns') }} where customer_id is not null
