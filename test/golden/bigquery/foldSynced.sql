merge into `tierline`.`synced_gold` as s
using (
  select *
  from (
    select p.place_no, p.identity, p.member_key, p.op, p.said_hash, p.hash_version, p.address_hash,
      case
        when not p.is_called then 'dropped'
        when a.outcome is null then 'unsettled'
        when a.outcome = 'accepted' and a.reason in ('kept', 'same_record') then 'dropped'
        else a.outcome
      end as fate,
      coalesce(a.reason, '') as reason, a.message,
      coalesce(a.record_id, case when p.op <> 'leave' then b.record_id end, p.record_id) as record_id,
      coalesce(a.at_ms, cast(@p1 as int64)) as said_at_ms
    from `tierline`.`plan_gold_1` as p
    left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p2 as int64)) as a on a.ordinal = p.ordinal
    left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p3 as int64)) as b on b.ordinal = p.after_ordinal
  ) as answered_rows
  where fate in ('accepted', 'unsettled', 'dropped')
    and exists (select 1 from `tierline`.`leases` where sync = cast(@p4 as string) and fence = cast(@p5 as int64))
  and exists (select 1 from `tierline`.`plans` where plan_no = cast(@p6 as int64) and sync = cast(@p7 as string) and state = 'applying')
) as f
on s.place_no = f.place_no and s.identity = f.identity
when matched and f.fate = 'dropped' then delete
when matched then update set
  member_key = f.member_key, record_id = f.record_id, said_op = f.op, said_hash = f.said_hash, hash_version = f.hash_version,
  address_hash = f.address_hash, said_at_ms = greatest(s.said_at_ms, f.said_at_ms), is_settled = (f.fate = 'accepted')
when not matched and f.fate <> 'dropped' then insert
  (place_no, identity, member_key, record_id, said_op, said_hash, hash_version, address_hash, said_at_ms, is_settled)
  values (f.place_no, f.identity, f.member_key, f.record_id, f.op, f.said_hash, f.hash_version, f.address_hash, f.said_at_ms, f.fate = 'accepted');
