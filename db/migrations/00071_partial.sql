-- A file can hold a part of its bureau's processes only: nothing is missing from it then.

-- +goose Up
alter table upload add column partial boolean not null default false;

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
alter table upload drop column partial;
