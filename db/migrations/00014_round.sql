-- Rounds (調査回): when bureaus hand their inventories in; and up to when each account
-- has read its notices. The notices themselves are the steps of uploads and transfers.

-- +goose Up
create table round (
    id          integer generated always as identity constraint round_pk primary key,
    name        text not null constraint round_name_unique unique
                constraint round_name_not_blank check (btrim(name) <> ''),
    fiscal_year integer not null constraint round_fiscal_year_plausible check (fiscal_year between 1868 and 2100),
    opens_on    date not null constraint round_opens_on_unique unique, -- uploads count for the round that opened last
    deadline    date not null, -- the last day
    note        text not null default '',
    set_at      timestamptz not null default clock_timestamp(),
    set_by      text not null,
    constraint round_days check (opens_on <= deadline)
);

create table notice_read (
    account_id bigint not null constraint notice_read_pk primary key constraint notice_read_account_fk references account on delete cascade,
    until      timestamptz not null
);

-- +goose Down
drop table notice_read, round;
