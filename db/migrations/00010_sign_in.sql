-- Sign-ins are counted by account and by address, too, and survive a crash; a
-- session says where it was begun and when it was last used, so that its owner can
-- find it and end it.

-- +goose Up
alter table sign_in_attempt
    set logged,
    add column since timestamptz not null default now(); -- the first of the failures that count

alter table session
    add column key        text not null default gen_random_uuid()::text, -- names the session to its owner, opens nothing
    add column created_at timestamptz not null default now(),
    add column seen_at    timestamptz not null default now(),
    add column address    text not null default '',
    add column agent      text not null default '',                     -- as the browser names itself
    add constraint session_key_unique unique (key);
create index session_account on session (account_id);

-- +goose Down
drop index session_account;
alter table session
    drop constraint session_key_unique,
    drop column key, drop column created_at, drop column seen_at, drop column address, drop column agent;
alter table sign_in_attempt
    drop column since,
    set unlogged;
