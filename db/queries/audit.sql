-- name: audit-add
insert into audit_event (account_id, actor, kind, object, detail, address)
values (nullif($1, 0), $2, $3, $4, $5, $6)

-- name: audit-events
-- Newest first; $6 is the last one of the page before, 0 on the first.
select id, at, coalesce(account_id, 0) as account_id, actor, kind, object, detail, address
from audit_event
where ($1 = '' or kind = $1)
  and ($2 = '' or strpos(lower(actor), lower($2)) > 0 or strpos(lower(object), lower($2)) > 0)
  and ($3::timestamptz is null or at >= $3)
  and ($4::timestamptz is null or at < $4)
  and ($6 = 0 or id < $6)
order by id desc
limit $5

-- name: audit-events-own
-- What account $1 did that concerns itself, and what others did to it, after $2;
-- newest first.
select id, at, coalesce(account_id, 0) as account_id, actor, kind, object, detail, address
from audit_event
where (account_id = $1 and kind = any ($3) or object = (select login from account where id = $1) and kind = any ($4))
  and ($2::timestamptz is null or at > $2)
order by id desc
limit $5
