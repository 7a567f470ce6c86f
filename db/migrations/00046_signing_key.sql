-- A key that every machine of the service shares, and nobody outside of it knows. What
-- the service hands out and takes back, as the places of pages, it signs by it. A
-- version-4 UUID has 122 random bits.

-- +goose Up
create table signing_key (
    only_one boolean not null default true constraint signing_key_pk primary key constraint signing_key_only_one check (only_one),
    key      bytea not null constraint signing_key_length check (length(key) = 32)
);
insert into signing_key (key) values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- +goose Down
drop table signing_key;
