select count(*) as row_count, count(distinct nullif(cast(`customer_id` as string), '')) as key_count
from `warehouse`.`main`.`aud_members`;

select count(*) as row_count, count(nullif(coalesce(trim(cast(`customer_id` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279])), '') || coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), ''), '')) as key_count
from `warehouse`.`main`.`aud_suppressed`;

select count(*) as row_count, count(distinct nullif(cast(`customer_id` as string), '')) as key_count
from `warehouse`.`main`.`aud_tier`;
