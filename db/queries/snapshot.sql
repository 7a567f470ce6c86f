-- Published figures (公表値).

-- name: snapshots
-- Snapshot $1, or all of them (0), by the moment that they are of, the latest first.
select s.id, s.name, s.note, s.as_of, s.recorded_at, coalesce(s.account_id, 0) as account_id, s.actor, s.change_id, s.stood_at, s.stood_hash,
       s.rule_version, s.program, s.figures::text as figures, coalesce(s.replaces, 0) as replaces, s.reason, s.hash,
       coalesce(r.id, 0) as replaced_by
from snapshot s
left join snapshot r on r.replaces = s.id
where $1::bigint = 0 or s.id = $1
order by s.as_of desc, s.id desc

-- name: snapshot-namesake
-- Whether another snapshot than $2, not replaced, has the name $1.
select exists (
    select from snapshot s
    where s.name = $1 and s.id <> $2 and not exists (select from snapshot r where r.replaces = s.id))

-- name: change-stood
-- The last change up to the moment $1, besides $2.
select id, hash from change where at <= $1 and id <> $2 order by at desc limit 1

-- name: change-told
-- The last change up to the moment $1.
select id, at, actor, encode(hash, 'hex') as hash from change where at <= $1 order by at desc limit 1

-- name: snapshot-add
-- The caller holds the lock of the chain.
insert into snapshot (id, name, note, as_of, recorded_at, account_id, actor, change_id, stood_at, stood_hash,
                      rule_version, program, figures, replaces, reason, hash)
select s.*, sha256(convert_to(row(s.id, s.name, s.note, s.as_of, s.recorded_at, s.account_id, s.actor, s.change_id, s.stood_at, s.stood_hash,
                                  s.rule_version, s.program, s.figures::text, s.replaces, s.reason)::text, 'UTF8'))
from (
    select coalesce((select max(id) from snapshot), 0) + 1 as id, $1::text as name, $2::text as note, $3::timestamptz as as_of,
           $4::timestamptz as recorded_at, $5::bigint as account_id, $6::text as actor, $7::bigint as change_id, $8::bigint as stood_at,
           $9::bytea as stood_hash, $10::text as rule_version, $11::text as program, $12::json as figures, $13::bigint as replaces, $14::text as reason
) s
returning id

-- name: verify-snapshots
-- Snapshots that are not as they were recorded or lack their change, and changes without
-- their snapshot; "stood" if the last change before a snapshot is another one now.
select id, change_id, stood
from (
    select coalesce(s.id, 0) as id, coalesce(s.change_id, c.id) as change_id, false as stood,
           s.hash = sha256(convert_to(row(s.id, s.name, s.note, s.as_of, s.recorded_at, s.account_id, s.actor, s.change_id, s.stood_at, s.stood_hash,
                                          s.rule_version, s.program, s.figures::text, s.replaces, s.reason)::text, 'UTF8'))
           and c.content_hash = sha256(s.hash)
           and (c.at, c.actor, c.kind) = (s.recorded_at, s.actor, 'snapshot') and c.account_id is not distinct from s.account_id as right
    from snapshot s
    full join (select * from change where kind = 'snapshot') c on c.id = s.change_id
    union all
    select s.id, s.stood_at, true, (c.id, c.hash) = (s.stood_at, s.stood_hash)
    from snapshot s
    left join lateral (select id, hash from change where at <= s.as_of and id <> s.change_id order by at desc limit 1) c on true
) found
where found.right is not true
order by id, stood, change_id
limit 1000

-- name: snapshot-forecast-add
insert into snapshot_forecast (snapshot_id, forecast) values ($1, $2)

-- name: snapshot-forecasts
-- The forecasts beside published figures that were not corrected, the earliest first.
select s.id, s.name, s.as_of, f.forecast::text as forecast
from snapshot_forecast f
join snapshot s on s.id = f.snapshot_id
where not exists (select from snapshot r where r.replaces = s.id)
order by s.as_of, s.id
