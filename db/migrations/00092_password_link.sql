-- Links by which people choose their first password. The link is made when its mail is sent and
-- stored nowhere: only the hashes of what was sent are, one for each attempt.

-- +goose Up
create table password_link (
    id         bigint generated always as identity constraint password_link_pk primary key,
    account_id bigint not null constraint password_link_account_fk references account constraint password_link_once unique,
    until      timestamptz not null,
    made_at    timestamptz not null default clock_timestamp(),
    made_by    text not null,
    hashes     text[] not null default '{}'
);

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
delete from mail where kind = 'password_link';
drop table password_link;
