-- What a job leaves lies in the tables of its own work; nobody wrote or read a result.

-- +goose Up
alter table job drop column result;

-- +goose Down
alter table job add column result jsonb;
