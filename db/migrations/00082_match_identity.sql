-- What a matched row said of itself: the next file that says the same means the same process.

-- +goose Up
alter table upload_match add column identity_key bytea;

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
alter table upload_match drop column identity_key;
