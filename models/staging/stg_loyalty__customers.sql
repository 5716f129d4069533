select
  cast(customer_id as {{ dbt.type_string() }}) as customer_id,
  cast(email as {{ dbt.type_string() }}) as email,
  cast(first_name as {{ dbt.type_string() }}) as first_name,
  cast(last_name as {{ dbt.type_string() }}) as last_name,
  cast(country as {{ dbt.type_string() }}) as country,
  cast(created_at as {{ dbt.type_timestamp() }}) as created_at
from {{ source('raw', 'customers') }}
