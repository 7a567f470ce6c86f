-- What was answered of an upload's earlier reading, or of the upload that it mends, until it
-- is carried over to the reading that can be answered next: a faulty one may come between.

-- +goose Up
create table earlier_row (
    upload_id    bigint not null constraint earlier_row_upload_fk references upload,
    ordinal      integer not null,
    bureau_id    integer not null,
    identity_key bytea not null,
    process_id   bigint,
    content      jsonb not null,
    constraint earlier_row_pk primary key (upload_id, ordinal)
);
create table earlier_missing (
    upload_id  bigint not null constraint earlier_missing_upload_fk references upload,
    process_id bigint not null,
    constraint earlier_missing_pk primary key (upload_id, process_id)
);
create table earlier_match (
    upload_id  bigint not null constraint earlier_match_upload_fk references upload,
    ordinal    integer not null,
    process_id bigint,
    account_id bigint constraint earlier_match_account_fk references account,
    actor      text not null,
    at         timestamptz not null,
    constraint earlier_match_pk primary key (upload_id, ordinal)
);
create table earlier_conflict (
    upload_id   bigint not null constraint earlier_conflict_upload_fk references upload,
    process_id  bigint not null,
    field       text not null,
    fiscal_year integer not null,
    theirs      text not null,
    mine        text not null,
    take_mine   boolean not null,
    account_id  bigint constraint earlier_conflict_account_fk references account,
    actor       text not null,
    at          timestamptz not null,
    constraint earlier_conflict_pk primary key (upload_id, process_id, field, fiscal_year)
);
-- +goose StatementBegin
do $$
declare name text;
begin
    foreach name in array array['earlier_row', 'earlier_missing', 'earlier_match', 'earlier_conflict'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I using ((select reaches_all()) or exists (select from upload u where u.id = %I.upload_id))',
                       name || '_of_bureau', name, name);
    end loop;
end $$;
-- +goose StatementEnd

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
drop table earlier_conflict;
drop table earlier_match;
drop table earlier_missing;
drop table earlier_row;
