-- name: identity-account
select account_id from identity where issuer = $1 and subject = $2

-- name: identity-add
insert into identity (issuer, subject, account_id) values ($1, $2, $3)

-- name: account-login-taken
select exists (select from account where login = $1)
