select receipt_no from {{ source('landing', 'pos_receipts') }} where no_such_column = 1
