-- The organisation: what people record of it, and which bureau bore which name when.

-- name: bureaus-at
-- The bureaus as known at $2: each by the name that it bore on the day $1; before its first day
-- by the first one, after its last by the last one.
select b.id, b.code, n.name, b.position, b.external,
       case when isfinite(l.valid_from) then l.valid_from end as valid_from,
       case when isfinite(l.valid_to) then l.valid_to end as valid_to,
       array(select successor_id from bureau_successor s
             where s.bureau_id = b.id and s.recorded_from <= $2 and s.recorded_to > $2 order by 1)::bigint[] as successors,
       '{}'::text[] as former
from bureau b
join (select bureau_id, min(valid_from) as valid_from, max(valid_to) as valid_to
      from bureau_term
      where recorded_from <= $2 and recorded_to > $2
      group by bureau_id) l on l.bureau_id = b.id
cross join lateral (
    select name from bureau_term
    where bureau_id = b.id and recorded_from <= $2 and recorded_to > $2
    order by valid_from <= $1::date desc, case when valid_from <= $1::date then valid_from end desc, valid_from
    limit 1) n
order by b.position, b.id

-- name: bureaus-follow
-- Gives each bureau the name that it bears on the day $1 and its days, as its terms have them. A
-- bureau without terms was withdrawn, and has no days.
with now as (
    select b.id, coalesce(n.name, b.name) as name, coalesce(l.valid_from, b.valid_from) as valid_from,
           coalesce(l.valid_to, b.valid_from) as valid_to
    from bureau b
    left join (select bureau_id, min(valid_from) as valid_from, max(valid_to) as valid_to
               from bureau_term where recorded_to = 'infinity' group by bureau_id) l on l.bureau_id = b.id
    left join lateral (
        select name from bureau_term
        where bureau_id = b.id and recorded_to = 'infinity'
        order by valid_from <= $1::date desc, case when valid_from <= $1::date then valid_from end desc, valid_from
        limit 1) n on true
)
update bureau b
set name = now.name, valid_from = now.valid_from, valid_to = now.valid_to
from now
where now.id = b.id and (b.name, b.valid_from, b.valid_to) is distinct from (now.name, now.valid_from, now.valid_to)

-- name: bureau-terms
-- The terms of the bureau $1 that are known now and end after the day $2, the earliest first.
select id, bureau_id, name, valid_from::text as "from", valid_to::text as "to"
from bureau_term
where bureau_id = $1 and recorded_to = 'infinity' and valid_to > $2::date
order by valid_from

-- name: bureau-terms-count
select count(*) from bureau_term where bureau_id = $1 and recorded_to = 'infinity'

-- name: bureau-add
-- A bureau with the next code, placed before the end or ($2) beside another.
insert into bureau (code, name, position, valid_from, external)
select 'B' || lpad((max(substr(code, 2)::integer) + 1)::text, 2, '0'), $1,
       coalesce((select position from bureau where id = nullif($2::integer, 0)), max(position) + 1), $3::date, $4
from bureau
returning id

-- name: bureau-term-close
update bureau_term set recorded_to = $2, closed_by = $3 where id = $1 and recorded_to = 'infinity'

-- name: bureau-term-open
insert into bureau_term (bureau_id, name, valid_from, valid_to, recorded_from, change_id) values ($1, $2, $3, $4, $5, $6)

-- name: bureau-successor-add
insert into bureau_successor (bureau_id, successor_id, effective_on, recorded_from, change_id)
values ($1, $2, $3, $4, $5)
on conflict (bureau_id, successor_id) where recorded_to = 'infinity' do nothing

-- name: organisation-add
insert into organisation_entry (kind, effective_on, reason, set_by, set_at, recorded_from, change_id)
values ($1, $2, $3, $4, $5, $5, $6)
returning id

-- name: organisation-part-add
insert into organisation_part (entry_id, side, bureau_id, name, departments) values ($1, $2, $3, $4, $5)

-- name: organisation-entries
-- What is recorded of the organisation, the current entries first, the latest day first; $1 only
-- that one. ends says that a bureau has still to be closed by it.
select e.id, e.kind, e.effective_on, e.reason, e.set_by, e.set_at,
       case when isfinite(e.recorded_to) then e.recorded_to end as ended_at, e.closed_reason,
       e.kind in ('split', 'merge') and e.recorded_to = 'infinity' and exists (
           select from organisation_part p join bureau b on b.id = p.bureau_id
           where p.entry_id = e.id and p.side = 'before' and b.valid_to = 'infinity'
             and not exists (select from organisation_part a where a.entry_id = e.id and a.side = 'after' and a.bureau_id = p.bureau_id)) as ends
from organisation_entry e
where $1::integer = 0 or e.id = $1
order by e.recorded_to = 'infinity' desc, e.effective_on desc, e.id desc

-- name: organisation-parts
select entry_id, side, bureau_id, name, departments
from organisation_part
where $1::integer = 0 or entry_id = $1
order by entry_id, side, departments = '{}' desc, bureau_id

-- name: organisation-left
-- The processes of now of the bureaus $1, by bureau and department, and how many of them are in
-- an open proposal of the giving bureau or of headquarters.
select p.bureau_id, p.department, count(*) as processes,
       count(*) filter (where exists (
           select from transfer_process tp
           join transfer t on t.id = tp.transfer_id and t.state = 'proposed' and t.proposed_bureau_id is distinct from t.to_bureau_id
           where tp.process_id = p.process_id)) as waiting
from process p
where p.bureau_id = any($1::integer[]) and p.recorded_to > '9999-12-31 00:00:00+00'
group by 1, 2
order by 1, 2

-- name: organisation-transfer
-- Proposes to move the processes of bureau $1 to bureau $2 for the entry $3: those of the
-- departments $4, or (none given) those of no department in $5. Those in an open proposal stay
-- out. It gives the number of the transfer; null: there is none to move.
with ids as (
    select p.process_id
    from process p
    where p.bureau_id = $1 and p.recorded_to > '9999-12-31 00:00:00+00'
      and case when $4::text[] = '{}' then not p.department = any($5::text[]) else p.department = any($4::text[]) end
      and not exists (
          select from transfer_process tp
          join transfer t on t.id = tp.transfer_id and t.state = 'proposed' and t.proposed_bureau_id is distinct from t.to_bureau_id
          where tp.process_id = p.process_id)
), proposed as (
    insert into transfer (from_bureau_id, to_bureau_id, effective_on, reason, proposed_by, proposed_account_id, organisation_id)
    select $1, $2, $6, $7, $8, $9, $3
    where exists (select from ids)
    returning id
), moved as (
    insert into transfer_process (transfer_id, process_id) select proposed.id, ids.process_id from proposed, ids
)
select coalesce((select id from proposed), 0)

-- name: organisation-transfers-withdraw
update transfer
set state = 'withdrawn', ended_at = registry_clock(), ended_by = $2, ended_account_id = $3, end_reason = $4
where organisation_id = $1 and state = 'proposed'

-- name: organisation-holds
-- What keeps a bureau from being closed, or an added one from being withdrawn.
select (select count(*) from process where bureau_id = $1 and recorded_to > '9999-12-31 00:00:00+00') as processes,
       (select count(*) from upload where bureau_id = $1 and state in ('received', 'structure', 'staged', 'submitted')) as uploads,
       (select count(*) from transfer where (from_bureau_id = $1 or to_bureau_id = $1) and state = 'proposed') as transfers,
       (select count(*) from account where bureau_id = $1) as accounts,
       exists (select from process where bureau_id = $1) or exists (select from upload where bureau_id = $1) as past,
       exists (select from bureau_term where bureau_id = $1 and recorded_to = 'infinity' and valid_to = 'infinity') as open

-- name: organisation-terms-of
-- The terms that the change $1 opened, and then those that it closed; and the term of now, if
-- there is one, that says the same.
select t.id, t.bureau_id, t.name, t.valid_from::text as "from", t.valid_to::text as "to", coalesce(t.change_id = $1, false) as opened,
       coalesce(n.id, 0) as current
from bureau_term t
left join bureau_term n on n.recorded_to = 'infinity'
     and (n.bureau_id, n.name, n.valid_from, n.valid_to) = (t.bureau_id, t.name, t.valid_from, t.valid_to)
where t.change_id = $1 or t.closed_by = $1
order by opened desc, t.id

-- name: organisation-successors-close
update bureau_successor set recorded_to = $2, closed_by = $3 where change_id = $1 and recorded_to = 'infinity'

-- name: organisation-close
update organisation_entry set recorded_to = $2, closed_by = $3, closed_reason = $4
where id = $1 and recorded_to = 'infinity' and change_id is not null
returning change_id

-- name: organisation-moved
-- Whether processes have moved by the entry.
select exists (select from transfer where organisation_id = $1 and state = 'accepted')
