-- What a person corrected in the structure of an upload, by the name that it has elsewhere.

-- +goose Up
alter table upload rename column said to corrections;

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
alter table upload rename column corrections to said;
