with members_read as (
  select coalesce(cast(`customer_id` as string), '') as identity,
    coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), '') as address,
    coalesce(cast(`reason_code` as string) = 'DATA_ERROR', false) as is_data_error,
    coalesce(cast(`tier_name` as string), '') as property_1,
    coalesce(format('%.2f', floor(cast(`balance` as bignumeric) * 100) * cast('0.01' as bignumeric)), '') as property_2
  from `warehouse`.`main`.`aud_members`
),
members as (
  select identity, address, is_data_error, property_1, property_2,
    to_hex(md5(concat(cast(length(cast(@p4 as string)) as string), ':', cast(@p4 as string), ';', cast(length(address) as string), ':', address, ';', cast(length(property_1) as string), ':', property_1, ';', cast(length(property_2) as string), ':', property_2))) as desired_hash
  from members_read
),
synced_contacts as (
  select * from `tierline`.`synced_gold` as said where place_no = cast(@p5 as int64)
),
held_addresses as (
  select m.identity as member_key, coalesce(max(case when s.identity = m.address then s.identity end), min(s.identity)) as address
  from members as m
  inner join synced_contacts as s on s.member_key = m.identity
  where m.is_data_error and (s.said_op <> 'leave' or not s.is_settled)
  group by m.identity
),
used_addresses as (
  select m.identity as member_key, coalesce(h.address, m.address) as address
  from members as m
  left join held_addresses as h on h.member_key = m.identity
),
shared_addresses as (
  select address from used_addresses where address <> '' group by address having count(*) > 1
),
address_holders as (
  select a.address, coalesce(s.member_key, '') as holder
  from shared_addresses as a
  left join (select identity, member_key from synced_contacts as s where s.said_op <> 'leave' or not s.is_settled) as s on s.identity = a.address
),
members_identified as (
  select m.identity as member_key, m.address, m.is_data_error, m.desired_hash, m.property_1, m.property_2,
    case when u.address = '' or a.holder <> m.identity then ' ' || m.identity else u.address end as identity,
    case
      when m.is_data_error then 'data_error'
      when u.address = '' then 'no_address'
      when a.holder <> m.identity then 'shared_address'
    end as identity_reason
  from members as m
  inner join used_addresses as u on u.member_key = m.identity
  left join address_holders as a on a.address = u.address
  where cast(@p7 as bool)
),
contacts_joined as (
  select coalesce(m.identity, s.identity) as identity, coalesce(m.member_key, s.member_key) as member_key, s.member_key as said_member_key,
    m.identity is not null as is_desired, m.identity_reason, m.address, m.desired_hash, m.property_1, m.property_2, coalesce(s.said_op <> 'leave' or not s.is_settled, false) as is_live, coalesce(s.is_settled, false) as is_settled,
    s.said_op, s.said_hash, s.hash_version, s.said_at_ms, s.record_id, s.address_hash as said_address_hash
  from members_identified as m
  full outer join synced_contacts as s on s.identity = m.identity
),
contacts_known as (
  select j.*, r.op as refused_op, r.said_hash as refused_hash, r.hash_version as refused_hash_version, r.reason as refused_reason, r.next_run_no, cast(@p5 as int64) as place_no, cast(@p6 as int64) as said_before_ms, false as is_list
  from contacts_joined as j
  left join `tierline`.`refused_gold` as r on r.place_no = cast(@p5 as int64) and r.identity = j.identity
  where j.is_desired or j.is_live
),
contacts_wanted_ruled as (
  select *, identity_reason as rule_reason, false as must_wait
  from contacts_known
  where is_desired
),
contacts_wanted_signed as (
  select *,
    coalesce(is_desired and refused_op <> 'leave' and (refused_hash = desired_hash and refused_hash_version = 1) and next_run_no > cast(@p1 as int64), false) as is_backing_off,
    coalesce(
      coalesce(said_at_ms, said_before_ms) + cast(@p3 as int64) > cast(@p2 as int64)
      and case when is_desired then said_op is null or said_op = 'leave' or not (said_hash = desired_hash and hash_version = 1) else said_op <> 'leave' end,
      false
    ) as is_contradicting,
    coalesce(is_desired and is_live and is_settled and said_op <> 'leave' and (said_hash = desired_hash and hash_version = 1) and said_member_key = member_key, false) as is_equal
  from contacts_wanted_ruled
),
contacts_wanted as (
  select *, cast(null as string) as model, cast(null as string) as contact_record_id,
    case
      when rule_reason is not null then 'refused'
      when is_backing_off then 'refused'
      when is_contradicting then 'waiting'
      when must_wait and not is_equal then 'waiting'
      when not is_desired then 'leave'
      when not is_live then 'enter'
      when not is_settled and (is_list or record_id is null) then 'enter'
      when not is_settled then 'update'
      when is_equal then 'unchanged'
      else case when is_list then 'enter' else 'update' end
    end as class,
    case
      when rule_reason is not null then rule_reason
      when is_backing_off then refused_reason
      when is_contradicting then 'cool_down'
      when must_wait and not is_equal then 'predecessor'
    end as reason
  from contacts_wanted_signed
),
contacts_unwanted_ruled as (
  select k.*, case when m.is_data_error then 'data_error' end as rule_reason, w.member_key is not null as must_wait
  from contacts_known as k
  left join members_identified as m on m.member_key = k.member_key
  left join (select member_key from contacts_wanted where class = 'waiting') as w on w.member_key = k.member_key
  where not k.is_desired
),
contacts_unwanted_signed as (
  select *,
    coalesce(is_desired and refused_op <> 'leave' and (refused_hash = desired_hash and refused_hash_version = 1) and next_run_no > cast(@p1 as int64), false) as is_backing_off,
    coalesce(
      coalesce(said_at_ms, said_before_ms) + cast(@p3 as int64) > cast(@p2 as int64)
      and case when is_desired then said_op is null or said_op = 'leave' or not (said_hash = desired_hash and hash_version = 1) else said_op <> 'leave' end,
      false
    ) as is_contradicting,
    coalesce(is_desired and is_live and is_settled and said_op <> 'leave' and (said_hash = desired_hash and hash_version = 1) and said_member_key = member_key, false) as is_equal
  from contacts_unwanted_ruled
),
contacts_unwanted as (
  select *, cast(null as string) as model, cast(null as string) as contact_record_id,
    case
      when rule_reason is not null then 'refused'
      when is_backing_off then 'refused'
      when is_contradicting then 'waiting'
      when must_wait and not is_equal then 'waiting'
      when not is_desired then 'leave'
      when not is_live then 'enter'
      when not is_settled and (is_list or record_id is null) then 'enter'
      when not is_settled then 'update'
      when is_equal then 'unchanged'
      else case when is_list then 'enter' else 'update' end
    end as class,
    case
      when rule_reason is not null then rule_reason
      when is_backing_off then refused_reason
      when is_contradicting then 'cool_down'
      when must_wait and not is_equal then 'predecessor'
    end as reason
  from contacts_unwanted_signed
),
planned_lists as (
  select place_no, model, audience, is_in_file, said_before_ms
  from (select cast(json_value(record, '$."place_no"') as int64) as `place_no`, json_value(record, '$."model"') as `model`, json_value(record, '$."audience"') as `audience`, cast(json_value(record, '$."is_in_file"') as bool) as `is_in_file`, cast(json_value(record, '$."said_before_ms"') as int64) as `said_before_ms` from unnest(json_query_array(@p9)) as record) as planned
),
audience_rows as (
  select cast(@p8 as string) as model, cast(`audience` as string) as audience, coalesce(cast(`customer_id` as string), '') as identity
  from `warehouse`.`main`.`aud_tier`
),
lists_desired as (
  select p.place_no, p.model, p.said_before_ms, a.identity
  from audience_rows as a
  inner join planned_lists as p on p.model = a.model and p.audience = a.audience
  where p.is_in_file
),
lists_identified as (
  select d.place_no, d.model, d.said_before_ms, d.identity as member_key, coalesce(c.identity, ' ' || d.identity) as identity
  from lists_desired as d
  left join contacts_wanted as c on c.member_key = d.identity
),
lists_joined as (
  select coalesce(d.place_no, s.place_no) as place_no, coalesce(d.model, s.model) as model, coalesce(d.identity, s.identity) as identity,
    coalesce(d.member_key, s.member_key) as member_key, s.member_key as said_member_key,
    d.identity is not null as is_desired, d.said_before_ms, coalesce(s.said_op <> 'leave' or not s.is_settled, false) as is_live, coalesce(s.is_settled, false) as is_settled,
    s.said_op, s.said_hash, s.hash_version, s.said_at_ms, s.record_id
  from lists_identified as d
  full outer join (
    select said.*, p.model
    from `tierline`.`synced_gold` as said
    inner join planned_lists as p on p.place_no = said.place_no
  ) as s on s.place_no = d.place_no and s.identity = d.identity
),
lists_known as (
  select j.*, r.op as refused_op, r.said_hash as refused_hash, r.hash_version as refused_hash_version, r.reason as refused_reason, r.next_run_no, k.record_id as contact_record_id, true as is_list, 'member' as desired_hash, '' as address, '' as said_address_hash, '' as property_1, '' as property_2
  from lists_joined as j
  left join synced_contacts as k on k.identity = j.identity
  left join `tierline`.`refused_gold` as r on r.place_no = j.place_no and r.identity = j.identity
  where j.is_desired or j.is_live
),
list_desired_ruled as (
  select l.*, case when c.member_key is null or not c.is_desired then 'not_a_member' when c.class = 'refused' then c.reason end as contact_reason,
    coalesce(c.class = 'waiting' and not (c.is_live and c.record_id is not null), false) as must_wait
  from lists_known as l
  left join contacts_wanted as c on c.member_key = l.member_key
  where l.is_desired
),
list_desired_signed as (
  select *,
    case when contact_reason = 'data_error' or not (is_live and is_settled) then contact_reason end as rule_reason,
    coalesce(is_desired and refused_op <> 'leave' and (refused_hash = desired_hash and refused_hash_version = 1) and next_run_no > cast(@p1 as int64), false) as is_backing_off,
    coalesce(
      coalesce(said_at_ms, said_before_ms) + cast(@p3 as int64) > cast(@p2 as int64)
      and case when is_desired then said_op is null or said_op = 'leave' or not (said_hash = desired_hash and hash_version = 1) else said_op <> 'leave' end,
      false
    ) as is_contradicting,
    coalesce(is_desired and is_live and is_settled and said_op <> 'leave' and (said_hash = desired_hash and hash_version = 1) and said_member_key = member_key, false) as is_equal
  from list_desired_ruled
),
list_desired as (
  select *,
    case
      when rule_reason is not null then 'refused'
      when is_backing_off then 'refused'
      when is_contradicting then 'waiting'
      when must_wait and not is_equal then 'waiting'
      when not is_desired then 'leave'
      when not is_live then 'enter'
      when not is_settled and (is_list or record_id is null) then 'enter'
      when not is_settled then 'update'
      when is_equal then 'unchanged'
      else case when is_list then 'enter' else 'update' end
    end as class,
    case
      when rule_reason is not null then rule_reason
      when is_backing_off then refused_reason
      when is_contradicting then 'cool_down'
      when must_wait and not is_equal then 'predecessor'
    end as reason
  from list_desired_signed
),
list_undesired_ruled as (
  select l.*, case when m.is_data_error then 'data_error' else cast(null as string) end as rule_reason,
    w.member_key is not null as must_wait
  from lists_known as l
  left join members as m on m.identity = l.member_key
  left join (select distinct model, member_key from list_desired where class = 'waiting') as w on w.model = l.model and w.member_key = l.member_key
  where not l.is_desired
),
list_undesired_signed as (
  select *,
    coalesce(is_desired and refused_op <> 'leave' and (refused_hash = desired_hash and refused_hash_version = 1) and next_run_no > cast(@p1 as int64), false) as is_backing_off,
    coalesce(
      coalesce(said_at_ms, said_before_ms) + cast(@p3 as int64) > cast(@p2 as int64)
      and case when is_desired then said_op is null or said_op = 'leave' or not (said_hash = desired_hash and hash_version = 1) else said_op <> 'leave' end,
      false
    ) as is_contradicting,
    coalesce(is_desired and is_live and is_settled and said_op <> 'leave' and (said_hash = desired_hash and hash_version = 1) and said_member_key = member_key, false) as is_equal
  from list_undesired_ruled
),
list_undesired as (
  select *,
    case
      when rule_reason is not null then 'refused'
      when is_backing_off then 'refused'
      when is_contradicting then 'waiting'
      when must_wait and not is_equal then 'waiting'
      when not is_desired then 'leave'
      when not is_live then 'enter'
      when not is_settled and (is_list or record_id is null) then 'enter'
      when not is_settled then 'update'
      when is_equal then 'unchanged'
      else case when is_list then 'enter' else 'update' end
    end as class,
    case
      when rule_reason is not null then rule_reason
      when is_backing_off then refused_reason
      when is_contradicting then 'cool_down'
      when must_wait and not is_equal then 'predecessor'
    end as reason
  from list_undesired_signed
)
select place_no, is_list, is_desired, is_live, is_settled, class, reason, record_id, case when class <> 'unchanged' then model end as model, case when class <> 'unchanged' then identity end as identity, case when class <> 'unchanged' then member_key end as member_key, case when class <> 'unchanged' then desired_hash end as desired_hash, case when class <> 'unchanged' then said_address_hash end as said_address_hash, case when class <> 'unchanged' then contact_record_id end as contact_record_id, case when class in ('enter', 'update') then address else '' end as address, case when class in ('enter', 'update') then property_1 else '' end as property_1, case when class in ('enter', 'update') then property_2 else '' end as property_2 from contacts_wanted
union all
select place_no, is_list, is_desired, is_live, is_settled, class, reason, record_id, case when class <> 'unchanged' then model end as model, case when class <> 'unchanged' then identity end as identity, case when class <> 'unchanged' then member_key end as member_key, case when class <> 'unchanged' then desired_hash end as desired_hash, case when class <> 'unchanged' then said_address_hash end as said_address_hash, case when class <> 'unchanged' then contact_record_id end as contact_record_id, case when class in ('enter', 'update') then address else '' end as address, case when class in ('enter', 'update') then property_1 else '' end as property_1, case when class in ('enter', 'update') then property_2 else '' end as property_2 from contacts_unwanted
union all
select place_no, is_list, is_desired, is_live, is_settled, class, reason, record_id, case when class <> 'unchanged' then model end as model, case when class <> 'unchanged' then identity end as identity, case when class <> 'unchanged' then member_key end as member_key, case when class <> 'unchanged' then desired_hash end as desired_hash, case when class <> 'unchanged' then said_address_hash end as said_address_hash, case when class <> 'unchanged' then contact_record_id end as contact_record_id, case when class in ('enter', 'update') then address else '' end as address, case when class in ('enter', 'update') then property_1 else '' end as property_1, case when class in ('enter', 'update') then property_2 else '' end as property_2 from list_desired
union all
select place_no, is_list, is_desired, is_live, is_settled, class, reason, record_id, case when class <> 'unchanged' then model end as model, case when class <> 'unchanged' then identity end as identity, case when class <> 'unchanged' then member_key end as member_key, case when class <> 'unchanged' then desired_hash end as desired_hash, case when class <> 'unchanged' then said_address_hash end as said_address_hash, case when class <> 'unchanged' then contact_record_id end as contact_record_id, case when class in ('enter', 'update') then address else '' end as address, case when class in ('enter', 'update') then property_1 else '' end as property_1, case when class in ('enter', 'update') then property_2 else '' end as property_2 from list_undesired;
