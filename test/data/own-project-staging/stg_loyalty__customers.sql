select
  cast(id as {{ dbt.type_string() }}) as customer_id,
  cast(mail as {{ dbt.type_string() }}) as email,
  cast(null as {{ dbt.type_string() }}) as first_name,
  cast(null as {{ dbt.type_string() }}) as last_name,
  cast(country as {{ dbt.type_string() }}) as country,
  cast(null as {{ dbt.type_timestamp() }}) as created_at
from {{ ref('customers') }}
