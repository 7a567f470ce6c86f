-- Whom a round asks, and whom a reminder reached.

-- +goose Up
alter table round add column asks text not null default 'holders' constraint round_asks_known check (asks in ('all', 'holders'));
-- A round that opened when the registry was empty has asked everybody: there were no bureaus
-- with processes yet.
update round r
set asks = 'all'
where not exists (select from process p where p.recorded_from < r.opens_on::timestamp at time zone 'Asia/Tokyo');

create table reminder_reached (
    reminder_id bigint      not null constraint reminder_reached_reminder_fk references reminder,
    account_id  bigint      not null constraint reminder_reached_account_fk references account,
    way         text        not null constraint reminder_reached_way_known check (way in ('notice', 'mail')),
    at          timestamptz not null default clock_timestamp(),
    name        text        not null,
    address     text        not null default '',
    constraint reminder_reached_pk primary key (reminder_id, account_id, way),
    constraint reminder_reached_address check ((way = 'mail') = (address <> ''))
);
create trigger reminder_reached_append_only before update or delete on reminder_reached for each row execute function never();
create trigger reminder_reached_no_truncate before truncate on reminder_reached for each statement execute function never();
alter table reminder_reached enable row level security;
create policy reminder_reached_of_bureau on reminder_reached using (
    (select reaches_all()) or exists (select from reminder r where r.id = reminder_id)) with check ((select reaches_all()));

-- +goose Down
drop table reminder_reached;
set constraints all immediate; -- a table whose seals are still to come cannot be altered
alter table round drop column asks;
