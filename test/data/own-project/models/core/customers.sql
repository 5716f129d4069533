select id, mail, {{ acme_macros.shout('country') }} as country
from {{ source('landing', 'crm_customers') }}
