-- name: accounts
select a.id, a.login, a.name, a.role, coalesce(a.bureau_id, 0) as bureau_id, coalesce(b.name, '') as bureau_name,
       a.created_at, a.disabled_at, a.last_sign_in_at, a.sample, a.password_hash is not null as password,
       coalesce(a.email, '') as email, a.mails_since is not null as mails,
       a.initial_until, exists (select from second_factor f where f.account_id = a.id) as second_factor
from account a
left join bureau b on b.id = a.bureau_id
order by a.disabled_at is not null, coalesce(b.position, 0), a.login

-- name: account
select a.id, a.login, a.name, a.role, coalesce(a.bureau_id, 0) as bureau_id, coalesce(b.name, '') as bureau_name,
       a.created_at, a.disabled_at, a.last_sign_in_at, a.sample, a.password_hash is not null as password,
       coalesce(a.email, '') as email, a.mails_since is not null as mails,
       a.initial_until, exists (select from second_factor f where f.account_id = a.id) as second_factor
from account a
left join bureau b on b.id = a.bureau_id
where a.id = $1

-- name: account-credentials
select id, coalesce(password_hash, '') as password_hash
from account
where login = $1 and disabled_at is null

-- name: account-add
insert into account (login, name, role, bureau_id, password_hash, sample, initial_until)
values ($1, $2, $3, nullif($4, 0), nullif($5, ''), $6, $7)
returning id

-- name: account-change
update account set name = $2, role = $3, bureau_id = nullif($4, 0) where id = $1

-- name: account-set-email
-- Who gets an address gets mails from then on; who changes it keeps the choice.
update account
set email = nullif($2::text, ''),
    mails_since = case when $2 = '' then null when email is null then clock_timestamp() else mails_since end
where id = $1

-- name: account-set-mails
update account
set mails_since = case when $2::boolean then coalesce(mails_since, clock_timestamp()) end
where id = $1 and email is not null

-- name: account-disable
update account set disabled_at = now() where id = $1 and disabled_at is null

-- name: account-enable
update account set disabled_at = null where id = $1

-- name: account-set-password
-- $3: until when a password that somebody else chose counts; null: it is the owner's.
update account set password_hash = nullif($2, ''), initial_until = $3 where id = $1

-- name: account-signed-in
update account set previous_sign_in_at = last_sign_in_at, last_sign_in_at = now() where id = $1

-- name: administrators-left
select count(*) from account where role = 'administrator' and disabled_at is null

-- name: administrators-lock
select id from account where role = 'administrator' order by id for update

-- name: has-sample
select exists (select from account where sample) or exists (select from change where kind = 'sample')
