-- name: thresholds
-- Every version, the current ones first, the latest day first.
select id, effective_from, volume, reason, set_by, set_at, case when isfinite(recorded_from) then recorded_from end as known_from,
       case when isfinite(recorded_to) then recorded_to end as ended_at, closed_reason
from threshold
order by recorded_to = 'infinity' desc, effective_from desc, recorded_from desc

-- name: threshold-close
-- Ends the current version of the day $1.
update threshold set recorded_to = $2, closed_by = $3, closed_reason = $4 where effective_from = $1 and recorded_to = 'infinity'

-- name: threshold-open
insert into threshold (effective_from, volume, reason, set_by, set_at, recorded_from, change_id)
values ($1, $2, $3, $4, $5, $5, $6)

-- name: thresholds-left
select count(*) from threshold where recorded_to = 'infinity'

-- name: targets
-- Every version, the current ones first, the latest start first.
select target as number, name, valid_from, valid_to, coalesce((rate * 100000)::bigint, 0) as rate, coalesce(count, 0) as count, scope,
       coalesce(group_number, 0) as group_number, reason, set_by, set_at, case when isfinite(recorded_to) then recorded_to end as ended_at, closed_reason
from target
order by recorded_to = 'infinity' desc, valid_from desc, target desc, recorded_from desc

-- name: target-close
-- Ends the current version of the target $1.
update target set recorded_to = $2, closed_by = $3, closed_reason = $4 where target = $1 and recorded_to = 'infinity'

-- name: target-open
-- A version of the target $1, or (0) the first one of a new target.
insert into target (target, name, valid_from, valid_to, rate, count, scope, reason, set_by, set_at, recorded_from, change_id, group_number)
values (coalesce(nullif($1::integer, 0), nextval('target_number')), $2, $3, $4, nullif($5::numeric, 0) / 100000, nullif($6::bigint, 0), $7, $8, $9, $10, $10, $11,
        nullif($12::integer, 0))
returning target

-- name: signing-key
select key from signing_key

-- name: entered-figures
-- As known at $1, the earliest day first; withdrawn ones too where $2.
select id, name, day, rate_kind, (rate * 100000)::bigint as rate, numerator, denominator, source, reason, set_by, recorded_from as set_at,
       case when isfinite(recorded_to) then recorded_to end as ended_at, closed_reason
from entered_figure
where recorded_from <= $1 and ($2::boolean or recorded_to > $1)
order by recorded_to = 'infinity' desc, day, id

-- name: entered-figure-add
insert into entered_figure (name, day, rate_kind, rate, numerator, denominator, source, reason, set_by, recorded_from, change_id)
values ($1, $2, $3, $4::numeric / 100000, $5, $6, $7, $8, $9, $10, $11)
returning id

-- name: entered-figure-close
update entered_figure set recorded_to = $2, closed_by = $3, closed_reason = $4 where id = $1 and recorded_to = 'infinity'

-- name: code-amendments
-- Those in force and to come first, and after them those that were withdrawn.
select id, list, kind, code, writing, effective_from, reason, set_by, recorded_from as set_at,
       case when isfinite(recorded_to) then recorded_to end as ended_at, closed_reason
from code_amendment
order by recorded_to = 'infinity' desc, list, effective_from, id

-- name: code-amendment-add
insert into code_amendment (list, kind, code, writing, effective_from, reason, set_by, recorded_from, change_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id

-- name: code-amendment-close
update code_amendment set recorded_to = $2, closed_by = $3, closed_reason = $4 where id = $1 and recorded_to = 'infinity'
