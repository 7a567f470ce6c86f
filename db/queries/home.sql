-- What waits for an account, and what changed since it was here.

-- name: home-uploads
-- The uploads that are under way, the newest first, with how many questions are open and the
-- last act on each; $1 only that bureau's. Of those that can only be mended by another file,
-- the ones of the last 60 days for which no other file has come.
select u.id, u.state, u.file_name, coalesce(u.bureau_id, 0) as bureau_id, coalesce(u.account_id, 0) as account_id, u.actor, u.received_at,
       coalesce(e.at, u.received_at) as at, coalesce(e.actor, u.actor) as by, coalesce(e.text, '') as text,
       (select count(*) from upload_remark r where r.event_id = e.id and u.state = 'returned') as remarks,
       coalesce((
           select k.conflicts_open + k.normalised_other
                  + (select count(*) from comparison_doubt d where d.upload_id = k.upload_id)
                  + (select count(*)
                     from comparison_missing m
                     join process p on p.process_id = m.process_id and p.recorded_to > '9999-12-31' and p.digitization_status <> 'abolished'
                     where m.upload_id = k.upload_id
                       and not exists (select from upload_decision d where d.upload_id = k.upload_id and d.process_id = m.process_id))
           from comparison k
           where k.upload_id = u.id and u.state in ('staged', 'returned')), 0) as questions
from upload u
left join lateral (
    select e.id, e.at, e.actor, e.text from upload_event e where e.upload_id = u.id order by e.id desc limit 1
) e on true
where ($1::integer is null or u.bureau_id = $1)
  and (u.state in ('received', 'structure', 'staged', 'submitted', 'returned')
       or u.state in ('faulty', 'unreadable') and u.received_at > registry_clock() - interval '60 days'
          and not exists (select from upload r
                          where r.id > u.id and (r.replaces = u.id or r.bureau_id = u.bureau_id and r.account_id = u.account_id)))
order by u.id desc
limit $2

-- name: home-changes
-- The changes by others than account $3 after $1, the newest first, that touched processes;
-- $2 only that bureau's. "name" is that of one of the processes.
select c.id, c.at, c.actor, c.kind, c.reason, coalesce(c.upload_id, 0) as upload_id, t.processes, t.process_id,
       coalesce((select p.procedure_name
                 from process p
                 where p.process_id = t.process_id and p.recorded_from <= c.at and ($2::integer is null or p.bureau_id = $2)
                 order by p.recorded_from desc limit 1), '') as name
from change c
cross join lateral (
    select count(*) as processes, min(x.process_id) as process_id
    from (
        select p.process_id from process p where p.change_id = c.id and ($2::integer is null or p.bureau_id = $2)
        union
        select p.process_id from process p where p.closed_by = c.id and ($2::integer is null or p.bureau_id = $2)
        union
        select v.process_id
        from volume v
        join process p on p.process_id = v.process_id and p.recorded_to > '9999-12-31' and ($2::integer is null or p.bureau_id = $2)
        where v.change_id = c.id or v.closed_by = c.id
    ) x
) t
where c.at > $1 and c.kind in ('import', 'edit', 'undo', 'transfer') and coalesce(c.account_id, 0) <> $3 and t.processes > 0
order by c.id desc
limit $4

-- name: home-here-before
-- When account $1 was here before: the sign-in before the last one.
select previous_sign_in_at from account where id = $1

-- name: home-empty
select not exists (select from process) as empty

-- name: home-setup
-- What there is of what a registry needs before its first file.
select (select count(*) from bureau where valid_from <= $1::date and $1::date < valid_to and not external) as bureaus,
       (select count(distinct bureau_id) from account where role = 'officer' and disabled_at is null) as officers,
       (select count(distinct bureau_id) from account where role = 'approver' and disabled_at is null) as approvers,
       (select count(*) from account where role = 'headquarters' and disabled_at is null) as headquarters,
       (select count(*) from round) as rounds,
       exists (select from audit_event where kind = 'export' and object = $2) as form,
       (select count(*) from upload where state <> 'discarded') as uploads

-- name: home-accounts
-- The accounts that may sign in and cannot: their first password has lapsed.
select count(*) from account where disabled_at is null and initial_until < clock_timestamp()
