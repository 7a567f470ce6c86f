-- What the tables and columns of a file were taken for: looked at by a person before
-- the upload goes on, corrected, and remembered for the bureau's next file.

-- +goose Up
-- +goose StatementBegin
do $$
declare
    states text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_state_known');
    kinds  text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_event_kind_known');
begin
    alter table upload drop constraint upload_state_known;
    execute 'alter table upload add constraint upload_state_known '
        || replace(states, '''staged''::text', '''structure''::text, ''staged''::text');
    alter table upload_event drop constraint upload_event_kind_known;
    execute 'alter table upload_event add constraint upload_event_kind_known '
        || replace(kinds, '''read''::text', '''read''::text, ''structure''::text');
end $$;
-- +goose StatementEnd
alter table upload
    add column verdict   text constraint upload_verdict_known check (verdict in ('staged', 'faulty')), -- its state once somebody has looked
    add column reading   integer not null default 0,     -- how often it was read
    add column said      jsonb,                          -- what was said of this very file's tables and columns
    add column looked_at text[] not null default '{}',   -- what of them somebody has looked at
    add column preview   jsonb,                          -- its sheets with some of their rows
    add column protected boolean not null default false, -- it has a password, which is not kept
    add constraint upload_verdict_waits check ((state = 'structure') = (verdict is not null));

-- What a bureau confirmed, file by file; the newest counts.
create table bureau_structure (
    id          bigint generated always as identity constraint bureau_structure_pk primary key,
    bureau_id   integer constraint bureau_structure_bureau_fk references bureau, -- null: of files of every bureau
    upload_id   bigint not null constraint bureau_structure_upload_fk references upload,
    at          timestamptz not null default clock_timestamp(),
    account_id  bigint constraint bureau_structure_account_fk references account, -- null: the operator's verb
    actor       text not null,
    memory      jsonb not null
);
create index bureau_structure_bureau on bureau_structure (bureau_id, id);
create index bureau_structure_upload on bureau_structure (upload_id);
create trigger bureau_structure_append_only before update or delete on bureau_structure for each row execute function never();
create trigger bureau_structure_no_truncate before truncate on bureau_structure execute function never();
alter table bureau_structure enable row level security;
create policy bureau_structure_of_bureau on bureau_structure using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));

-- +goose Down
drop table bureau_structure;
alter table upload drop constraint upload_verdict_waits;
update upload set state = verdict, finished_at = case when verdict = 'faulty' then clock_timestamp() end where state = 'structure';
alter table upload
    drop column verdict, drop column reading, drop column said, drop column looked_at, drop column preview, drop column protected;
alter table upload_event disable trigger upload_event_append_only;
update upload_event set kind = 'decided' where kind = 'structure'; -- the nearest that is known there
alter table upload_event enable trigger upload_event_append_only;
-- +goose StatementBegin
do $$
declare
    states text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_state_known');
    kinds  text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_event_kind_known');
begin
    alter table upload drop constraint upload_state_known;
    execute 'alter table upload add constraint upload_state_known ' || replace(states, '''structure''::text, ', '');
    alter table upload_event drop constraint upload_event_kind_known;
    execute 'alter table upload_event add constraint upload_event_kind_known ' || replace(kinds, '''structure''::text, ', '');
end $$;
-- +goose StatementEnd
