select receipt_no, card_no, cents, currency_code, paid_local
from {{ source('landing', 'pos_receipts') }}
where is_void = 0
