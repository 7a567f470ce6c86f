-- Whom an OpenID provider vouches for: its subject, never a name or an address of
-- e-mail, which can pass to somebody else.

-- +goose Up
create table identity (
    issuer     text not null,
    subject    text not null,
    account_id bigint not null constraint identity_account_fk references account on delete cascade,
    created_at timestamptz not null default now(),
    constraint identity_pk primary key (issuer, subject)
);
create index identity_account on identity (account_id);

-- +goose Down
drop table identity;
