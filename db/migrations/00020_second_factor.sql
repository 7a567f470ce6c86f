-- A password that somebody else chose counts for a few days only, until its owner
-- chooses another; and a second factor: a key that an authenticator app shares, with
-- codes to write down for the day on which the app is gone.

-- +goose Up
alter table account add column initial_until timestamptz; -- null: the password is its owner's own, or there is none

create table second_factor (
    account_id bigint not null constraint second_factor_pk primary key
               constraint second_factor_account_fk references account on delete cascade,
    secret     bytea not null constraint second_factor_secret_length check (octet_length(secret) = 20),
    since      timestamptz not null default now(),
    last_step  bigint not null -- of the last code that was taken: none is taken twice (RFC 6238, 5.2)
);

create table recovery_code (
    account_id bigint not null constraint recovery_code_factor_fk references second_factor on delete cascade,
    code_hash  bytea not null constraint recovery_code_hash_length check (octet_length(code_hash) = 32),
    constraint recovery_code_pk primary key (account_id, code_hash)
);

-- +goose Down
drop table recovery_code, second_factor;
alter table account drop column initial_until;
