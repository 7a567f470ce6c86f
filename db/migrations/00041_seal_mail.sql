-- A mail a day to each auditor with the end of the chain of seals, so that it is held
-- where the database's owner cannot reach it.

-- +goose Up
alter table mail add column seal text not null default ''; -- of a mail that brings one

-- +goose Down
delete from mail where kind = 'seal'; -- of a kind that is not known there
alter table mail drop column seal;
