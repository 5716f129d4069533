merge into `tierline`.`refused_gold` as r
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
      coalesce(a.at_ms, cast(@p2 as int64)) as said_at_ms
    from `tierline`.`plan_gold_1` as p
    left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p3 as int64)) as a on a.ordinal = p.ordinal
    left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p4 as int64)) as b on b.ordinal = p.after_ordinal
  ) as answered_rows
  where fate in ('accepted', 'refused', 'dropped')
    and exists (select 1 from `tierline`.`leases` where sync = cast(@p5 as string) and fence = cast(@p6 as int64))
  and exists (select 1 from `tierline`.`plans` where plan_no = cast(@p7 as int64) and sync = cast(@p8 as string) and state = 'applying')
) as f
on r.place_no = f.place_no and r.identity = f.identity
when matched and f.fate <> 'refused' then delete
when matched then update set
  op = f.op, said_hash = f.said_hash, hash_version = f.hash_version, reason = f.reason, message = f.message, times = case when r.op = f.op and r.said_hash = f.said_hash then r.times + 1 else 1 end,
  next_run_no = cast(@p1 as int64) + cast(power(2, least((case when r.op = f.op and r.said_hash = f.said_hash then r.times + 1 else 1 end) - 1, 5)) as int64)
when not matched and f.fate = 'refused' then insert
  (place_no, identity, op, said_hash, hash_version, reason, message, times, next_run_no)
  values (f.place_no, f.identity, f.op, f.said_hash, f.hash_version, f.reason, f.message, 1, cast(@p1 as int64) + 1);
