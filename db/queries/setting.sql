-- name: thresholds
select effective_from, volume, reason from threshold order by effective_from desc

-- name: targets
select name, valid_from, valid_to, (rate * 100000)::bigint as rate, coalesce(count, 0) as count, scope
from target
order by valid_from desc, id desc

-- name: signing-key
select key from signing_key
