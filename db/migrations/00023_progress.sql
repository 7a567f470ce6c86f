-- What pages tell of an upload while it waits and while it is written.

-- +goose Up
-- A file that came in while too many waited is read by itself as soon as there is room.
-- One with a password is not: it is read within its request.
alter table upload
    add column awaits_room boolean not null default false; -- it was received, and its reading could not be asked for
create index upload_awaits_room on upload (bureau_id, id) where awaits_room and state = 'received';
update upload u
set awaits_room = true
where u.state = 'received' and u.account_id is not null
  and not exists (select from job j where j.kind = 'read' and j.key = u.id::text);

-- How far the one write is that goes on (see "writing"): a sequence is no part of the
-- transaction that counts with it, so others see it at once.
create sequence writing minvalue 0 start 0;

-- +goose Down
drop sequence writing;
alter table upload drop column awaits_room;
