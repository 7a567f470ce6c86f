-- Answers that are carried over from an earlier reading of an upload, or from an upload to
-- the file that mends it. What was answered is put by before the rows are read anew (the
-- tables earlier_…). An answer is taken along where its question is still the same; every
-- other question is asked.

-- name: earlier-answerable
-- Whether the rows of the last reading of upload $1 could be answered.
select state in ('staged', 'returned') or state = 'structure' and verdict = 'staged' from upload where id = $1

-- name: earlier-put-by
-- What has been put by for upload $1: rows, and answers of persons ($2 says who is none).
select (select count(*) from earlier_row where upload_id = $1) as rows,
       (select count(*) from earlier_match where upload_id = $1 and actor <> $2) as matches,
       (select count(*) from earlier_conflict where upload_id = $1) as conflicts

-- name: earlier-clear
with matches as (
    delete from earlier_match where upload_id = $1
), conflicts as (
    delete from earlier_conflict where upload_id = $1
), missing as (
    delete from earlier_missing where upload_id = $1
)
delete from earlier_row where upload_id = $1

-- name: earlier-put
-- Puts by for upload $1 what was answered of upload $2: its rows, the processes that they
-- do not name, what rows were said to be, and which values were chosen.
with matches as (
    insert into earlier_match (upload_id, ordinal, process_id, account_id, actor, at)
    select $1::bigint, ordinal, process_id, account_id, actor, at from upload_match where upload_id = $2
), conflicts as (
    insert into earlier_conflict (upload_id, process_id, field, fiscal_year, theirs, mine, take_mine, account_id, actor, at)
    select $1::bigint, c.process_id, c.field, c.fiscal_year, c.theirs, c.mine, a.mine, a.account_id, a.actor, a.at
    from comparison_conflict c
    join upload_conflict a
         on (a.upload_id, a.ordinal, a.field, a.fiscal_year, a.theirs) = (c.upload_id, c.ordinal, c.field, c.fiscal_year, c.theirs)
    where c.upload_id = $2
), missing as (
    insert into earlier_missing (upload_id, process_id)
    select $1::bigint, process_id from comparison_missing where upload_id = $2
)
insert into earlier_row (upload_id, ordinal, bureau_id, identity_key, process_id, content)
select $1::bigint, ordinal, bureau_id, identity_key, process_id, to_jsonb(s) - array['search_text', 'identity_key']
from staged_row s
where upload_id = $2 and not faulty

-- name: carry-over-source
-- The upload whose answers count for upload $1: the nearest of those that it replaces;
-- of one that replaces none, the last one of its bureau that was returned since the
-- same round began. Its rows are still there.
with recursive chain as (
    select u.id, u.bureau_id, 0 as step,
           coalesce(u.replaces, (
               select max(o.id)
               from upload o
               where o.bureau_id = u.bureau_id and o.id < u.id and o.state = 'returned'
                 and not exists (select from round r
                                 where r.opens_on > (o.received_at at time zone 'Asia/Tokyo')::date
                                   and r.opens_on <= (u.received_at at time zone 'Asia/Tokyo')::date))) as earlier
    from upload u
    where u.id = $1
    union all
    select o.id, o.bureau_id, c.step + 1, o.replaces
    from chain c
    join upload o on o.id = c.earlier
)
select c.id
from chain c
where c.step > 0 and exists (select from staged_row s where s.upload_id = c.id)
  and not exists (select from upload f where f.id = c.id and f.state = 'faulty') -- whose questions nobody could answer
order by c.step
limit 1

-- name: carry-over-base
-- Where somebody has chosen which value counts of cells that others changed too, a file of
-- whose origin nothing is known was made from what the earlier one was made from. Else its
-- values would overrule the others' without a question.
update upload u
set base_from = 'replaced', base_at = coalesce(o.base_at, o.received_at), base_shown = coalesce(o.base_shown, o.received_at)
from upload o
where u.id = $1 and o.id = $2 and u.base_from is null and exists (select from upload_conflict c where c.upload_id = o.id)

-- name: carry-over-decisions
-- What becomes of processes that neither file names, and that nobody has changed since
-- it was decided. A merger needs its target, a transfer its bureau.
insert into upload_decision (upload_id, process_id, decision, merged_into, to_bureau_id, account_id, actor, at)
select $1::bigint, d.process_id, d.decision, d.merged_into, d.to_bureau_id, d.account_id, d.actor, d.at
from upload_decision d
join comparison_missing m on m.upload_id = $1 and m.process_id = d.process_id
join process p on p.process_id = d.process_id and p.recorded_to > '9999-12-31 00:00:00+00' and p.recorded_from <= d.at
where d.upload_id = $2
  and (d.merged_into is null
       or exists (select from process t
                  where t.process_id = d.merged_into and t.recorded_to > '9999-12-31 00:00:00+00' and t.digitization_status <> 'abolished')
          and not exists (select from upload_decision o
                          where o.upload_id = $2 and o.process_id = d.merged_into and o.decision in ('abolish', 'merge', 'transfer')))
  and (d.to_bureau_id is null
       or exists (select from bureau b where b.id = d.to_bureau_id and b.valid_to > (registry_clock() at time zone 'Asia/Tokyo')::date))
on conflict (upload_id, process_id) do nothing

-- name: carry-over-matches
-- Which processes rows stand for that say the same of themselves in both readings. That
-- one is new is asked again where it could be a process that it could not be before. What
-- the program took for granted ($2 says who that is) it finds out anew.
insert into upload_match (upload_id, ordinal, process_id, identity_key, account_id, actor, at)
with rows as (
    select s.ordinal, s.bureau_id, s.identity_key, s.process_id, count(*) over (partition by s.bureau_id, s.identity_key) as alike
    from staged_row s
    where s.upload_id = $1 and not s.faulty
), earlier as (
    select ordinal, bureau_id, identity_key, count(*) over (partition by bureau_id, identity_key) as alike
    from earlier_row
    where upload_id = $1
), free as (
    select process_id from earlier_missing where upload_id = $1
    union
    select process_id from earlier_match where upload_id = $1 and process_id is not null
)
select $1::bigint, n.ordinal, a.process_id, n.identity_key, a.account_id, a.actor, a.at
from earlier_match a
join earlier o on o.ordinal = a.ordinal and o.alike = 1
join rows n on n.bureau_id = o.bureau_id and n.identity_key = o.identity_key and n.alike = 1 and n.process_id is null
join comparison_row c on c.upload_id = $1 and c.ordinal = n.ordinal and c.kind = 'new'
left join process p on p.process_id = a.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
where a.upload_id = $1 and a.actor <> $2
  and case
          when a.process_id is null then exists (
              select from comparison_doubt d
              where d.upload_id = $1 and d.ordinal = n.ordinal and d.candidates <@ array(select process_id from free))
          else p.bureau_id = n.bureau_id and p.recorded_from <= a.at
               and exists (select from comparison_missing m where m.upload_id = $1 and m.process_id = a.process_id)
      end
on conflict do nothing

-- name: carry-over-conflicts
-- Which value counts of cells where the registry and the file still say the same.
insert into upload_conflict (upload_id, ordinal, field, fiscal_year, theirs, mine, account_id, actor, at)
select n.upload_id, n.ordinal, n.field, n.fiscal_year, n.theirs, o.take_mine, o.account_id, o.actor, o.at
from comparison_conflict n
join earlier_conflict o
     on o.upload_id = $1
    and (o.process_id, o.field, o.fiscal_year, o.theirs, o.mine) = (n.process_id, n.field, n.fiscal_year, n.theirs, n.mine)
where n.upload_id = $1 and not n.answered
on conflict do nothing

-- name: carry-over-consents
-- Normalised values of rows that stand in both readings, which are the same there and
-- which nobody is asked about there any more.
with rows as (
    select s.*, count(*) over (partition by s.bureau_id, s.identity_key) as alike
    from staged_row s
    where s.upload_id = $1 and not s.faulty
), earlier as (
    select *, count(*) over (partition by bureau_id, identity_key) as alike from earlier_row where upload_id = $1
), pairs as (
    select n.ordinal, o.content
    from rows n
    join earlier o on o.process_id = n.process_id
    union
    select n.ordinal, o.content
    from rows n
    join earlier o on o.bureau_id = n.bureau_id and o.identity_key = n.identity_key
    where n.alike = 1 and o.alike = 1 and (n.process_id is null or o.process_id is null)
), same as (
    select n.ordinal, c.cell, c.titled
    from pairs
    join staged_row n on n.upload_id = $1 and n.ordinal = pairs.ordinal
    cross join lateral (
        select unnest(n.normalised) as cell, false as titled
        union all
        select unnest(n.titled), true) c
    cross join lateral (
        select count(distinct coalesce(case split_part(c.cell, '.', 1)
                   when 'bureau' then r.content -> 'bureau_id'
                   when 'annual_volume' then (
                       select jsonb_build_array(r.content -> 'total' -> y, r.content -> 'total_upper' -> y, r.content -> 'total_qualifier' -> y, r.content -> 'total_state' -> y)
                       from generate_series(0, jsonb_array_length(r.content -> 'volume_year') - 1) y
                       where r.content -> 'volume_year' ->> y = split_part(c.cell, '.', 2))
                   when 'online_volume' then (
                       select jsonb_build_array(r.content -> 'online' -> y, r.content -> 'online_upper' -> y, r.content -> 'online_qualifier' -> y, r.content -> 'online_state' -> y)
                       from generate_series(0, jsonb_array_length(r.content -> 'volume_year') - 1) y
                       where r.content -> 'volume_year' ->> y = split_part(c.cell, '.', 2))
                   else r.content -> split_part(c.cell, '.', 1)
               end, 'null'::jsonb)) as values
        from (values (to_jsonb(n)), (pairs.content)) r (content)) v
    where v.values = 1 and not coalesce(pairs.content -> case when c.titled then 'titled' else 'normalised' end @> to_jsonb(c.cell), false)
), looked as (
    select ordinal, coalesce(array_agg(cell) filter (where not titled), '{}') as normalised,
           coalesce(array_agg(cell) filter (where titled), '{}') as titled
    from same
    group by ordinal
)
update staged_row s
set normalised = nullif(array(select unnest(s.normalised) except select unnest(l.normalised)), '{}'),
    titled = nullif(array(select unnest(s.titled) except select unnest(l.titled)), '{}')
from looked l
where s.upload_id = $1 and s.ordinal = l.ordinal

-- name: carry-over-from
update upload set answers_from = $2 where id = $1
