with numbered as (
  select *, case when class = 'leave' then 3 when is_list then 2 else 1 end as wave,
    row_number() over (
      order by case when class = 'leave' then 3 when is_list then 2 else 1 end, place_no, class, identity
    ) as ordinal,
    case
      when not is_list then record_id
      when class = 'leave' then coalesce(record_id, contact_record_id)
      else coalesce(contact_record_id, record_id)
    end as written_record_id,
    case when is_list and class = 'enter' or not is_list and class = 'leave' then member_key end as contact_identity,
    case when is_list and class = 'leave' then member_key end as moving_identity,
    case when class = 'leave' then place_no end as left_place_no
  from judged_by_address
  where class in ('enter', 'update', 'leave')
),
contact_writes as (
  select member_key, ordinal from numbered where not is_list and class <> 'leave'
),
list_enters as (
  select model, member_key, min(ordinal) as ordinal from numbered where is_list and class = 'enter' group by model, member_key
),
left_records as (
  select distinct place_no, written_record_id as record_id from numbered where class = 'leave'
),
held as (
  select distinct l.place_no, l.record_id
  from left_records as l
  inner join judged_by_address as j on j.place_no = l.place_no and j.record_id = l.record_id
  where j.is_desired and j.is_live
),
kept as (
  select distinct l.place_no, l.record_id
  from left_records as l
  inner join `tierline`.`kept` as k on k.place_no = l.place_no and k.record_id = l.record_id
),
noted as (
  select n.*,
    coalesce(e.ordinal, c.ordinal) as after_ordinal,
    case
      when n.class <> 'leave' then null
      when not n.is_list and cast(@p1 as bool) then 'kept'
      when k.record_id is not null then 'kept'
      when h.record_id is not null then 'same_record'
    end as note
  from numbered as n
  left join contact_writes as c on c.member_key = n.contact_identity
  left join list_enters as e on e.member_key = n.moving_identity and e.model = n.model
  left join kept as k on k.place_no = n.left_place_no and k.record_id = n.written_record_id
  left join held as h on h.place_no = n.left_place_no and h.record_id = n.written_record_id
)
select s.ordinal, s.wave, s.after_ordinal, s.place_no, s.class as op, s.identity, s.member_key as member_key,
  s.written_record_id as record_id, case when s.class = 'leave' then '' else s.desired_hash end as said_hash,
  1 as hash_version, case when s.address = '' then '' else to_hex(md5(s.address)) end as address_hash, nullif(s.address, '') as address,
  not s.is_list and s.class <> 'leave' and not coalesce(s.is_settled and s.said_address_hash = case when s.address = '' then '' else to_hex(md5(s.address)) end, false) as is_address_changed,
  s.note is null as is_called, s.note, s.property_1, s.property_2
from noted as s;
