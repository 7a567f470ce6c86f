-- Mails: made from the events that notices are about, then sent.

-- name: mails-gather
-- Adds a mail for each event of the last day to each person whom it concerns and who has
-- wanted mails since before it. Mails are made from the record of events, so that no act
-- waits for a mail or fails because of one. Each mail is made once, however often this runs.
with step as materialized (
    select 'upload_event/' || e.id as notice, 'upload_' || e.kind as kind, e.at, e.account_id as by, e.actor, u.id as upload_id,
           null::bigint as transfer_id, null::integer as round_id, null::bigint as change_id, u.bureau_id, '{}'::text[] as bureaus, null::date as deadline
    from upload_event e
    join upload u on u.id = e.upload_id
    where e.kind in ('submitted', 'returned', 'approved') and e.at > clock_timestamp() - interval '1 day'
    union all
    select 'change/' || c.id, c.kind, c.at, c.account_id, c.actor, u.id, null, null, null, u.bureau_id, '{}', null
    from (select id, at, account_id, actor, upload_id, -- undos and redos
                 case when row_number() over (partition by upload_id order by id) % 2 = 1 then 'upload_undone' else 'upload_redone' end as kind
          from change
          where kind = 'undo') c
    join upload u on u.id = c.upload_id
    where c.at > clock_timestamp() - interval '1 day'
    union all
    select 'transfer/' || t.id || '/' || d.kind, 'transfer_' || d.kind, d.at, d.by, d.actor, null, t.id, null, null, d.bureau_id, '{}', null
    from transfer t
    cross join lateral (values
        (t.proposed_at, 'proposed', t.proposed_bureau_id, t.proposed_account_id, t.proposed_by),
        (t.given_at, 'given', t.from_bureau_id, t.given_account_id, t.given_by),
        (t.received_at, 'received', t.to_bureau_id, t.received_account_id, t.received_by),
        (case when t.state <> 'accepted' then t.ended_at end, t.state, null, t.ended_account_id, t.ended_by)
    ) as d (at, kind, bureau_id, by, actor)
    where d.at > clock_timestamp() - interval '1 day'
    union all
    select 'reminder/' || r.id, 'reminder_' || r.kind, r.at, r.account_id, r.actor, null, null, r.round_id, null, r.bureau_id, '{}', r.deadline
    from reminder r
    where r.at > clock_timestamp() - interval '1 day'
    union all -- all late bureaus in one mail, for headquarters
    select 'reminders/' || min(r.id), 'reminder_' || r.kind, min(r.at), r.account_id, r.actor, null, null, r.round_id, null, null,
           array_agg(b.name order by b.position, b.id), r.deadline
    from reminder r
    join bureau b on b.id = r.bureau_id
    where r.at > clock_timestamp() - interval '2 days' and r.kind = 'late'
    group by r.round_id, r.kind, r.day, r.deadline, r.account_id, r.actor, r.text
    having min(r.at) > clock_timestamp() - interval '1 day'
    union all
    select 'plan/' || p.adoption_id || '/' || p.kind || '/' || p.bureau_id, 'plan_' || p.kind, p.at, p.account_id, p.actor, null, null, null,
           p.change_id, p.bureau_id, '{}', null
    from plan_notice p
    where p.at > clock_timestamp() - interval '1 day'
    union all -- a proposal that came true, to the bureaus of its processes
    select distinct 'proposal/' || s.id || '/' || p.bureau_id, 'proposal_realized', s.at, s.account_id, s.actor, null::bigint, null::bigint,
           null::integer, null::bigint, p.bureau_id, '{}'::text[], null::date
    from proposal_state s
    join proposal v on v.number = s.number and v.recorded_to = 'infinity'
    cross join lateral unnest(s.members) as m (process_id)
    join process p on p.process_id = m.process_id and p.recorded_to > '9999-12-31 00:00:00+00'
    where s.state = 'realized' and s.at > clock_timestamp() - interval '1 day'
    union all -- once a day, for the auditors
    select 'seal/' || d.day, 'seal', d.day::timestamp at time zone 'Asia/Tokyo', null, '', null, null, null, null, null, '{}', null
    from (select (clock_timestamp() at time zone 'Asia/Tokyo')::date as day) d
), concerned as (
    -- those who may approve it: the approvers and the deputies of that day, or headquarters
    select s.notice, a.id as account_id
    from step s
    join account a on a.role = 'approver' and a.bureau_id = s.bureau_id
    where s.kind = 'upload_submitted'
    union
    select s.notice, d.deputy_id
    from step s
    join account p on p.role = 'approver' and p.disabled_at is null and p.bureau_id = s.bureau_id
    join deputy d on d.account_id = p.id and d.ended_at is null and (s.at at time zone 'Asia/Tokyo')::date between d.valid_from and d.valid_to
    where s.kind = 'upload_submitted'
    union
    select s.notice, a.id
    from step s
    join account a on a.role = 'headquarters'
    where s.bureau_id is null and (s.kind = 'upload_submitted' or s.round_id is not null)
    union -- the sender
    select s.notice, e.account_id
    from step s
    join upload_event e on e.upload_id = s.upload_id and e.kind in ('received', 'submitted')
    where s.kind <> 'upload_submitted'
    union -- those who may consent to it, and the proposer
    select s.notice, a.id
    from step s
    join transfer t on t.id = s.transfer_id
    join account a on a.role = 'approver' and (a.bureau_id = t.to_bureau_id or a.bureau_id = t.from_bureau_id and t.told_giver
        and not (s.kind = 'transfer_proposed' and t.proposed_bureau_id is not distinct from t.to_bureau_id)) or a.id = t.proposed_account_id
    union -- everybody of the bureau that is reminded, or asked
    select s.notice, a.id
    from step s
    join account a on a.bureau_id = s.bureau_id
    where s.round_id is not null or s.change_id is not null or s.kind = 'proposal_realized'
    union
    select s.notice, a.id
    from step s
    join account a on a.role = 'auditor'
    where s.kind = 'seal'
)
insert into mail (account_id, notice, kind, at, actor, upload_id, transfer_id, round_id, change_id, bureau_id, bureaus, deadline, seal)
select a.id, s.notice, s.kind, s.at, s.actor, s.upload_id, s.transfer_id, s.round_id, s.change_id, s.bureau_id, s.bureaus, s.deadline,
       case when s.kind = 'seal' then coalesce((select id || '　' || encode(hash, 'hex') from seal_end()), '') else '' end
from concerned c
join step s on s.notice = c.notice
join account a on a.id = c.account_id and a.disabled_at is null and a.mails_since <= s.at and a.id <> coalesce(s.by, 0)
where not exists (select from mail m where m.account_id = a.id and m.notice = s.notice)
order by s.at, a.id
on conflict on constraint mail_once do nothing

-- name: mails-settle
-- Ends the mails that are no longer wanted, and those that could not be sent for $1 days.
update mail m
set state = case when unwanted then 'dropped' else 'failed' end, ended_at = clock_timestamp()
from (
    select w.id, a.disabled_at is not null or a.mails_since is null and w.kind <> 'password_link' as unwanted, w.at < clock_timestamp() - $1 * interval '1 day' as old
    from mail w
    join account a on a.id = w.account_id
    where w.state = 'waiting'
) as w
where m.id = w.id and m.state = 'waiting' and (w.unwanted or w.old)

-- name: mails-forget
delete from mail where ended_at < clock_timestamp() - $1 * interval '1 day'

-- name: mails-due
select exists (select from mail where state = 'waiting' and next_at <= clock_timestamp()) as due

-- name: mail-claim
-- Claims the next mail. Nobody else can claim it before the pause after this attempt is over:
-- 1, 4, 16 … 240 minutes.
update mail
set attempt = attempt + 1, next_at = clock_timestamp() + least(power(4, least(attempt, 9)), 240) * interval '1 minute'
where id = (select m.id
            from mail m
            join account a on a.id = m.account_id and a.disabled_at is null and (a.mails_since is not null or m.kind = 'password_link')
            where m.state = 'waiting' and m.next_at <= clock_timestamp()
            order by m.id limit 1
            for update of m skip locked)
returning id

-- name: mail
select m.id, m.message_id, m.kind, m.at, m.actor, coalesce(m.upload_id, 0) as upload_id, coalesce(m.transfer_id, 0) as transfer_id,
       coalesce(m.round_id, 0) as round_id, coalesce(m.change_id, 0) as change_id, coalesce(m.bureau_id, 0) as bureau_id, coalesce(b.name, '') as bureau,
       coalesce(s.number, 0) as plan_id, coalesce(r.name, v.title, '') as title,
       m.bureaus, m.deadline, m.seal as text,
       case when m.kind = 'upload_returned' then (
           select count(*) from upload_remark r where r.event_id = split_part(m.notice, '/', 2)::bigint) else 0 end as remarks, a.email as address, a.name, m.attempt
from mail m
join account a on a.id = m.account_id
left join bureau b on b.id = m.bureau_id
left join round r on r.id = m.round_id
left join proposal_state s on s.id = case when m.kind = 'proposal_realized' then split_part(m.notice, '/', 2)::bigint end
left join proposal v on v.number = s.number and v.recorded_to = 'infinity'
where m.id = $1

-- name: mail-sent
update mail set state = 'sent', ended_at = clock_timestamp(), problem = '' where id = $1 and state = 'waiting'

-- name: mail-failed
update mail set state = 'failed', ended_at = clock_timestamp(), problem = $2 where id = $1 and state = 'waiting'

-- name: mail-problem
update mail set problem = $2 where id = $1 and state = 'waiting'

-- name: mails-pause
-- The server cannot be reached: no mail is tried before the pause is over.
update mail set next_at = greatest(next_at, clock_timestamp() + interval '1 minute') where state = 'waiting'

-- name: mail-counts
select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'failed') as failed,
       coalesce((select problem from mail where problem <> '' order by coalesce(ended_at, next_at) desc limit 1), '') as problem
from mail
where state in ('waiting', 'failed')
