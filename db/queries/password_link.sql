-- Links by which people choose their first password.

-- name: password-link-end
-- Ends the link of account $1; its mail is dropped.
with ended as (
    delete from password_link where account_id = $1 returning id
)
update mail m
set state = 'dropped', ended_at = clock_timestamp()
from ended
where m.account_id = $1 and m.notice = 'password/' || ended.id and m.state = 'waiting'

-- name: password-link-make
-- A link for account $1 until $2, made by $3, with the mail that will have it.
with made as (
    insert into password_link (account_id, until, made_by) values ($1, $2, $3) returning id, made_at
)
insert into mail (account_id, notice, kind, at, actor)
select $1, 'password/' || made.id, 'password_link', made.made_at, $3 from made

-- name: password-link-sent
-- Adds the hash $2 to the link of mail $1 that is about to be sent.
update password_link l
set hashes = l.hashes || $2::text
from mail m
join account a on a.id = m.account_id
where m.id = $1 and m.notice = 'password/' || l.id and l.account_id = m.account_id and l.until > clock_timestamp() and a.disabled_at is null
returning a.login, l.until

-- name: password-link-of
-- Whose link has the hash $1, if it still counts.
select l.account_id
from password_link l
join account a on a.id = l.account_id
where l.hashes @> array[$1::text] and l.until > clock_timestamp() and a.disabled_at is null
for update of l
