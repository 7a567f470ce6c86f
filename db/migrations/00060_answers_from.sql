-- The upload from which a file that mends it has taken answers along.

-- +goose Up
alter table upload
    add column answers_from bigint constraint upload_answers_from_fk references upload,
    add constraint upload_answers_from_earlier check (answers_from < id);
create index upload_answers_from on upload (answers_from) where answers_from is not null;

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
alter table upload drop column answers_from;
