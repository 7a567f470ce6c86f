-- name: audit-add
insert into audit_event (account_id, actor, kind, object, detail, address)
values (nullif($1, 0), $2, $3, $4, $5, $6)

-- name: audit-events
-- The log: what is noted in audit_event, and what other tables record of themselves, as entries
-- with a number that is unique over all. Newest first; $6 is the last one of the page before, 0
-- on the first, and $5 null for all of them. Total counts what the filter leaves.
with entry as (
    select id * 16 as number, at, account_id, actor, kind, object, detail, address
    from audit_event
    union all
    select e.id * 16 + 1, e.at, e.account_id, e.actor, 'upload_' || e.kind, u.file_name,
           jsonb_strip_nulls(jsonb_build_object('upload', u.id, 'bureau', u.bureau_id, 'reason', nullif(e.text, ''),
               'change', case when e.kind = 'confirmed' then (select min(c.id) from change c where c.upload_id = u.id and c.kind <> 'undo') end)),
           null
    from upload_event e
    join upload u on u.id = e.upload_id
    union all
    select c.id * 16 + 2, c.at, c.account_id, c.actor, 'change_' || c.kind, coalesce(u.file_name, s.name, ''),
           jsonb_strip_nulls(jsonb_build_object('change', c.id, 'upload', c.upload_id, 'snapshot', s.id, 'transfer', t.id,
               'reason', nullif(c.reason, ''))),
           null
    from change c
    left join upload u on u.id = c.upload_id
    left join snapshot s on s.change_id = c.id
    left join transfer t on t.change_id = c.id
    where c.kind not in ('import', 'sample')
       or not exists (select from upload_event e where e.upload_id = c.upload_id and e.kind = 'confirmed')
    union all
    select t.id * 16 + 3 + d.step, d.at, d.account_id, d.actor, 'transfer_' || d.kind, f.name || ' → ' || r.name,
           jsonb_strip_nulls(jsonb_build_object('transfer', t.id, 'reason', nullif(d.reason, ''))), null
    from transfer t
    join bureau f on f.id = t.from_bureau_id
    join bureau r on r.id = t.to_bureau_id
    cross join lateral (values (0, t.proposed_at, t.proposed_account_id, t.proposed_by, 'proposed', t.reason),
                               (1, t.given_at, t.given_account_id, t.given_by, 'given', ''),
                               (2, t.received_at, t.received_account_id, t.received_by, 'received', ''),
                               (3, case when t.state <> 'accepted' then t.ended_at end, t.ended_account_id, t.ended_by, t.state, t.end_reason)
                       ) d (step, at, account_id, actor, kind, reason)
    where d.at is not null
    union all
    select m.id * 16 + 7, m.at, null, '', 'reminder_' || m.kind, b.name, jsonb_build_object('round', m.round_id, 'deadline', m.deadline), null
    from reminder m
    join bureau b on b.id = m.bureau_id
    where m.kind <> 'asked'
    union all
    select h.id * 16 + 8, h.set_at, null, h.set_by, 'setting_threshold', h.volume::text,
           jsonb_build_object('from', h.effective_from, 'reason', h.reason), null
    from threshold h
    where h.change_id is null
    union all
    select g.id * 16 + 9, g.set_at, null, g.set_by, 'setting_target', g.name, jsonb_build_object('from', g.valid_from, 'to', g.valid_to), null
    from target g
    where g.change_id is null
), found as (
    select e.*, count(*) over () as total
    from entry e
    where ($1 = '' or kind = $1)
      and ($2 = '' or strpos(lower(actor), lower($2)) > 0 or strpos(lower(object), lower($2)) > 0
           or strpos(lower(detail ->> 'reason'), lower($2)) > 0)
      and ($3::timestamptz is null or at >= $3)
      and ($4::timestamptz is null or at < $4)
)
select number as id, at, coalesce(account_id, 0) as account_id, actor, kind, object, detail, coalesce(address, '') as address,
       address is null as elsewhere, total
from found
where $6::bigint = 0 or (at, number) < (select at, number from entry where number = $6)
order by at desc, number desc
limit $5

-- name: audit-events-own
-- What account $1 did that concerns itself, and what others did to it, after $2;
-- newest first.
select id * 16 as id, at, coalesce(account_id, 0) as account_id, actor, kind, object, detail, address, false as elsewhere, 0 as total
from audit_event
where (account_id = $1 and kind = any ($3) or object = (select login from account where id = $1) and kind = any ($4))
  and ($2::timestamptz is null or at > $2)
order by id desc
limit $5
