-- Whoever hands a file in says that the cells that were read otherwise than they are
-- written were read right: a step of the upload's way, after the reading that it is of.

-- +goose Up
alter table upload
    add column healed integer not null default 0 constraint upload_healed_not_negative check (healed >= 0); -- how many such cells
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_event_kind_known');
begin
    alter table upload_event drop constraint upload_event_kind_known;
    execute 'alter table upload_event add constraint upload_event_kind_known '
        || replace(known, '''decided''::text', '''decided''::text, ''consented''::text');
end $$;
-- +goose StatementEnd

-- +goose Down
alter table upload_event disable trigger upload_event_append_only;
update upload_event set kind = 'decided' where kind = 'consented';
alter table upload_event enable trigger upload_event_append_only;
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_event_kind_known');
begin
    alter table upload_event drop constraint upload_event_kind_known;
    execute 'alter table upload_event add constraint upload_event_kind_known '
        || replace(known, ', ''consented''::text', '');
end $$;
-- +goose StatementEnd
alter table upload drop column healed;
