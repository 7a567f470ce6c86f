-- That cells which were put right beside a file were carried over to the file that mends it is
-- a step of its own: how many, and which not.

-- +goose Up
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_event_kind_known');
begin
    alter table upload_event drop constraint upload_event_kind_known;
    execute 'alter table upload_event add constraint upload_event_kind_known '
        || replace(known, '''corrected''::text', '''corrected''::text, ''carried''::text');
end $$;
-- +goose StatementEnd

-- +goose Down
alter table upload_event disable trigger upload_event_append_only;
update upload_event set kind = 'corrected' where kind = 'carried';
alter table upload_event enable trigger upload_event_append_only;
set constraints all immediate; -- a table whose seals are still to come cannot be altered
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_event_kind_known');
begin
    alter table upload_event drop constraint upload_event_kind_known;
    execute 'alter table upload_event add constraint upload_event_kind_known '
        || replace(known, ', ''carried''::text', '');
end $$;
-- +goose StatementEnd
