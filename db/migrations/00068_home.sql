-- When an account signed in before its last sign-in: from there on is what changed since.

-- +goose Up
alter table account add column previous_sign_in_at timestamptz;

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
alter table account drop column previous_sign_in_at;
