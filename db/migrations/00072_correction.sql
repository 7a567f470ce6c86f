-- Cells that a person puts right beside a file, which stays as it is. They are kept with
-- the upload; when and by whom one was made or withdrawn is an event, too.

-- +goose Up
create table upload_correction (
    upload_id  bigint not null constraint upload_correction_upload_fk references upload,
    sheet      text not null constraint upload_correction_sheet_length check (length(sheet) <= 255),
    cell       text not null constraint upload_correction_cell_form check (cell ~ '^[A-Z]{1,3}[1-9][0-9]{0,6}$'),
    value      text not null constraint upload_correction_value_length check (length(value) <= 32767),
    account_id bigint constraint upload_correction_account_fk references account,
    actor      text not null,
    at         timestamptz not null default clock_timestamp(),
    constraint upload_correction_pk primary key (upload_id, sheet, cell)
);
alter table upload_correction enable row level security;
create policy upload_correction_of_bureau on upload_correction using (
    (select reaches_all()) or exists (select from upload u where u.id = upload_correction.upload_id));
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_event_kind_known');
begin
    alter table upload_event drop constraint upload_event_kind_known;
    execute 'alter table upload_event add constraint upload_event_kind_known '
        || replace(known, '''structure''::text', '''structure''::text, ''corrected''::text');
end $$;
-- +goose StatementEnd

-- +goose Down
alter table upload_event disable trigger upload_event_append_only;
update upload_event set kind = 'structure' where kind = 'corrected';
alter table upload_event enable trigger upload_event_append_only;
set constraints all immediate; -- a table whose seals are still to come cannot be altered
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_event_kind_known');
begin
    alter table upload_event drop constraint upload_event_kind_known;
    execute 'alter table upload_event add constraint upload_event_kind_known '
        || replace(known, ', ''corrected''::text', '');
end $$;
-- +goose StatementEnd
drop table upload_correction;
