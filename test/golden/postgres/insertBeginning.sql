insert into "tierline"."decisions" (decision_no, decision, reason, decided_by, decided_at_ms)
select 1, 'begin_anew', cast($1 as text), cast($2 as text), cast($3 as bigint);
