-- What was found when the registry was verified from a page. The rows are sealed like all
-- others, and only those who see every bureau see them.

-- +goose Up
create table verification (
    id         bigint generated always as identity constraint verification_pk primary key,
    began_at   timestamptz not null,
    ended_at   timestamptz not null default clock_timestamp(),
    account_id bigint constraint verification_account_fk references account,
    actor      text not null,
    changes    integer not null,
    snapshots  integer not null,
    seals      integer not null,
    seal_id    bigint not null,
    seal_at    timestamptz,
    seal_hash  bytea not null,
    problems   integer not null,
    texts      text[] not null,
    constraint verification_numbers check (changes >= 0 and snapshots >= 0 and seals >= 0 and problems >= cardinality(texts))
);
create trigger verification_append_only before update or delete on verification for each row execute function never();
create trigger verification_no_truncate before truncate on verification for each statement execute function never();

alter table verification enable row level security;
create policy verification_of_all on verification using ((select reaches_all()));

-- +goose Down
drop table verification;
