-- Rounds, the board, and notices.

-- name: rounds
-- The latest first. A round ends where the next begins.
select id, name, fiscal_year, opens_on, deadline, asks, note, set_by, set_at,
       lead(opens_on) over (order by opens_on) as next_opens_on
from round
order by opens_on desc

-- name: round-add
insert into round (name, fiscal_year, opens_on, deadline, note, set_by, asks) values ($1, $2, $3, $4, $5, $6, $7) returning id

-- name: round-asks
-- Whom a round asks if nobody says so: every bureau while none has a process.
select case when exists (select from process) then 'holders' else 'all' end as asks

-- name: round-lock
select name, fiscal_year, opens_on::text as opens_on, deadline::text as deadline, asks, note from round where id = $1 for update

-- name: round-change
update round
set name = $2, fiscal_year = $3, opens_on = $4, deadline = $5, note = $6, set_by = $7, asks = $8, set_at = registry_clock()
where id = $1

-- name: board
-- How each bureau of the day $3 stands in the round that takes uploads from $1 to before $2;
-- $4 only that bureau, $5 whether bureaus without processes are asked, too. A bureau stands by
-- the upload that was registered last, else by its last open one. What was begun after the
-- registered one, or waits for approval, is given beside it. A submission counts even if its
-- upload was replaced since or undone, but not if the bureau discarded it, or what took its place.
with recursive own as materialized (
    select u.id, u.bureau_id, u.state, u.file_name, u.actor, u.received_at,
           u.state in ('confirmed', 'unchanged') as registered,
           u.state not in ('confirmed', 'unchanged', 'undone', 'discarded', 'unreadable') as open,
           case when u.state in ('confirmed', 'unchanged', 'undone') then u.finished_at end as finished_at,
           (select min(e.at) from upload_event e where e.upload_id = u.id and e.kind = 'submitted') as submitted_at,
           u.state = 'discarded' and exists (select from upload_event e where e.upload_id = u.id and e.kind = 'replaced') as replaced
    from upload u
    where u.received_at >= $1 and u.received_at < $2 and ($4::integer is null or u.bureau_id = $4)
), heir (id, upload_id) as (
    select o.id, o.id from own o where o.replaced
    union
    select h.id, u.id from heir h join upload u on u.replaces = h.upload_id
), handed as (
    select o.bureau_id, o.submitted_at, least(o.submitted_at, o.finished_at) as at, o.state <> 'undone' as stands
    from own o
    where o.state <> 'discarded'
    union all
    select o.bureau_id, o.submitted_at, o.submitted_at, s.stands
    from own o
    cross join lateral (
        select bool_or(u.state <> 'undone') as stands
        from heir h
        join upload u on u.id = h.upload_id and u.state <> 'discarded'
        where h.id = o.id
          and (u.state in ('confirmed', 'unchanged', 'undone')
               or exists (select from upload_event e where e.upload_id = u.id and e.kind = 'submitted'))
    ) s
    where o.replaced and s.stands is not null
)
select b.id as bureau_id, $5::boolean or p.some as asked,
       (select count(*) from account a where a.bureau_id = b.id and a.disabled_at is null) as accounts,
       coalesce(u.id, 0) as upload_id, coalesce(u.state, '') as state, coalesce(u.file_name, '') as file_name,
       coalesce(u.actor, '') as actor, u.received_at,
       coalesce(l.id, 0) as later_id, coalesce(l.state, '') as later_state, coalesce(l.file_name, '') as later_file_name,
       coalesce(l.actor, '') as later_actor, l.received_at as later_received_at,
       h.submitted_at, h.handed_in_at, f.at as confirmed_at
from bureau b
cross join lateral (
    select exists (select from process p
                   where p.bureau_id = b.id and p.recorded_to > '9999-12-31' and p.digitization_status is distinct from 'abolished'
                     and $2::timestamptz > registry_clock())
        or exists (select from process p
                   where p.bureau_id = b.id and p.recorded_from < $2 and p.recorded_to >= $2
                     and p.digitization_status is distinct from 'abolished' and $2::timestamptz <= registry_clock()) as some
) p
left join lateral (
    select o.id, o.state, o.file_name, o.actor, o.received_at, o.registered
    from own o
    where o.bureau_id = b.id and (o.registered or o.open)
    order by o.registered desc, o.finished_at desc nulls last, o.id desc
    limit 1
) u on true
left join lateral (
    select o.id, o.state, o.file_name, o.actor, o.received_at
    from own o
    where o.bureau_id = b.id and u.registered and o.open and (o.id > u.id or o.state = 'submitted')
    order by o.id desc
    limit 1
) l on true
cross join lateral (
    select min(h.submitted_at) as submitted_at, case when bool_or(h.stands and h.at is not null) then min(h.at) end as handed_in_at
    from handed h
    where h.bureau_id = b.id
) h
cross join lateral (select max(o.finished_at) as at from own o where o.bureau_id = b.id and o.registered) f
where b.valid_from <= $3::date and $3::date < b.valid_to and not b.external and ($4::integer is null or b.id = $4)
order by b.position, b.id

-- name: notices
-- The latest acts of others than account $2 that concern bureau $1 (null: any), the newest
-- first. A bureau has notices of its own reminders; accounts that see every bureau have one
-- notice for all late bureaus.
select n.at, n.kind, n.upload_id, n.transfer_id, n.round_id, n.change_id, n.plan_id, n.bureau_id, n.actor, n.title, n.text, n.deadline, n.bureaus,
       case when n.kind = 'upload_returned' then (
           select count(*) from upload_remark r join upload_event e on e.id = r.event_id
           where e.upload_id = n.upload_id and e.kind = 'returned' and e.at = n.at) else 0 end as remarks,
       n.at <= coalesce((select until from notice_read where account_id = $2), '-infinity') as read
from (
    select e.at, 'upload_' || e.kind as kind, u.id as upload_id, 0::bigint as transfer_id, 0 as round_id, 0::bigint as change_id,
           0::bigint as plan_id, coalesce(u.bureau_id, 0) as bureau_id, e.account_id, e.actor, u.file_name as title, e.text, null::date as deadline, '{}'::text[] as bureaus
    from upload_event e
    join upload u on u.id = e.upload_id
    where e.kind in ('submitted', 'returned', 'approved') and ($1::integer is null or u.bureau_id = $1)
    union all
    select c.at, case when row_number() over (partition by c.upload_id order by c.id) % 2 = 1 then 'upload_undone' else 'upload_redone' end, u.id, 0, 0, 0, 0, coalesce(u.bureau_id, 0), c.account_id, c.actor, u.file_name, c.reason, null, '{}'
    from change c
    join upload u on u.id = c.upload_id
    where c.kind = 'undo' and ($1::integer is null or u.bureau_id = $1)
    union all
    select d.at, d.kind, 0, t.id, 0, 0, 0, d.bureau_id, d.account_id, d.actor, '', d.text, null, '{}'
    from transfer t
    -- The giving bureau has no notice of a request before the asking bureau has consented.
    cross join lateral (select coalesce(t.from_bureau_id = $1 and t.proposed_bureau_id = t.to_bureau_id, false) as asked) as a
    cross join lateral (values
        (case when asked then t.received_at else t.proposed_at end, 'transfer_proposed', coalesce(t.proposed_bureau_id, 0), t.proposed_account_id, t.proposed_by, t.reason),
        (t.given_at, 'transfer_given', t.from_bureau_id, t.given_account_id, t.given_by, ''),
        (case when not asked then t.received_at end, 'transfer_received', t.to_bureau_id, t.received_account_id, t.received_by, ''),
        (case when t.state <> 'accepted' then t.ended_at end, 'transfer_' || t.state, 0, t.ended_account_id, t.ended_by, t.end_reason)
    ) as d (at, kind, bureau_id, account_id, actor, text)
    where d.at is not null and ($1::integer is null or t.from_bureau_id = $1 and t.told_giver or t.to_bureau_id = $1)
    union all
    select d.at, d.kind, 0, 0, 0, 0, 0, e.bureau_id, d.account_id, d.actor, coalesce(p.procedure_name, ''), d.text, null, '{}'
    from pending_edit e
    left join process p on p.process_id = e.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
    cross join lateral (values
        (e.at, 'edit_waiting', e.account_id, e.actor, e.reason),
        (e.ended_at, 'edit_' || e.state, e.ended_id, e.ended_by, e.end_reason)
    ) as d (at, kind, account_id, actor, text)
    where d.at is not null and d.kind <> 'edit_withdrawn' and ($1::integer is null or e.bureau_id = $1)
    union all
    select min(r.at), 'reminder_' || r.kind, 0, 0, r.round_id, 0, 0, coalesce($1, 0), r.account_id, r.actor, o.name, r.text, r.deadline,
           case when $1 is null then array_agg(b.name order by b.position, b.id) else '{}' end
    from reminder r
    join round o on o.id = r.round_id
    join bureau b on b.id = r.bureau_id
    where r.bureau_id = $1 or $1 is null and r.kind <> 'before'
    group by r.round_id, o.name, r.kind, r.day, r.deadline, r.account_id, r.actor, r.text
    union all
    select p.at, 'plan_' || p.kind, 0, 0, 0, p.change_id, 0, p.bureau_id, p.account_id, p.actor, p.plan, p.text, null, '{}'
    from plan_notice p
    where p.bureau_id = $1
    union all -- a proposal that came true, to the bureaus of its processes; its number stands as the plan's
    select s.at, 'proposal_realized', 0, 0, 0, 0, s.number, $1, s.account_id, s.actor, v.title, s.answer, null, '{}'
    from proposal_state s
    join proposal v on v.number = s.number and v.recorded_to = 'infinity'
    where s.state = 'realized' and exists (select from process p where p.bureau_id = $1 and p.process_id = any(s.members)
                                           and p.recorded_to > '9999-12-31 00:00:00+00')
    union all -- for headquarters
    select d.at, d.kind, 0, 0, 0, 0, p.id, 0, d.account_id, d.actor, p.name, d.text, null, '{}'
    from plan_adoption a
    join plan p on p.id = a.plan_id
    cross join lateral (values
        (a.at, 'plan_waiting', a.account_id, a.actor, a.reason),
        (case when a.state = 'returned' then a.decided_at end, 'plan_returned', a.decided_id, a.decided_by, a.decided_why),
        (case when a.change_id is not null then a.decided_at end, 'plan_adopted', a.decided_id, a.decided_by, a.reason)
    ) as d (at, kind, account_id, actor, text)
    where $1 is null and d.at is not null and (d.kind <> 'plan_waiting' or a.state = 'waiting')
) n
where coalesce(n.account_id, 0) <> $2 and n.at > registry_clock() - interval '90 days'
order by n.at desc, n.kind
limit $3

-- name: notices-read
-- No row: nothing can be as new as $2.
insert into notice_read (account_id, until)
select $1, least($2, registry_clock())
where $2 < registry_clock() + interval '1 day'
on conflict (account_id) do update set until = greatest(notice_read.until, excluded.until)
