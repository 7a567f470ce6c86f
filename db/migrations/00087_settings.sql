-- Thresholds and targets that people set: each row is a version, recorded by a change, as a
-- process's is. What there was before was always known.

-- +goose Up
set constraints all immediate; -- a table whose triggers are still to come cannot be altered
alter table threshold drop constraint threshold_pk;
-- What this step alters is sealed after it, as a whole; a threshold's key was its day.
drop trigger if exists threshold_sealed on threshold;
drop trigger if exists target_sealed on target;
alter table threshold
    add column id            integer generated always as identity constraint threshold_pk primary key,
    add column recorded_from timestamptz not null default '-infinity',
    add column recorded_to   timestamptz not null default 'infinity',
    add column change_id     bigint constraint threshold_change_fk references change deferrable initially deferred, -- null: the registry began with it
    add column closed_by     bigint constraint threshold_closed_by_fk references change deferrable initially deferred,
    add column closed_reason text not null default '',
    add constraint threshold_closed check ((recorded_to = 'infinity') = (closed_by is null)),
    add constraint threshold_recorded check (recorded_from < recorded_to),
    add constraint threshold_reason_given check (btrim(reason) <> '');
alter table threshold alter column recorded_from drop default;
create unique index threshold_one_a_day on threshold (effective_from) where recorded_to = 'infinity';

alter table target drop constraint target_name_unique, drop constraint target_scope_known;
alter table target
    add column target        integer, -- the number that all versions of a target share
    add column reason        text not null default '初期設定',
    add column recorded_from timestamptz not null default '-infinity',
    add column recorded_to   timestamptz not null default 'infinity',
    add column change_id     bigint constraint target_change_fk references change deferrable initially deferred, -- null: the registry began with it
    add column closed_by     bigint constraint target_closed_by_fk references change deferrable initially deferred,
    add column closed_reason text not null default '',
    add constraint target_closed check ((recorded_to = 'infinity') = (closed_by is null)),
    add constraint target_recorded check (recorded_from < recorded_to),
    add constraint target_reason_given check (btrim(reason) <> ''),
    add constraint target_scope_known check (scope in ('in', 'discretion', 'applications', 'priority'));
update target set target = id, reason = '東京デジタルファースト推進計画';
create sequence target_number as integer;
select setval('target_number', coalesce((select max(target) from target), 0) + 1, false);
alter table target
    alter column target set not null,
    alter column reason drop default,
    alter column recorded_from drop default;
create unique index target_one_version on target (target) where recorded_to = 'infinity';
create unique index target_one_name on target (name) where recorded_to = 'infinity';

-- The second plan, of which a registry that holds figures already has not known so far.
insert into target (target, name, valid_from, valid_to, rate, count, scope, reason, set_by, recorded_from)
select nextval('target_number'), '都の裁量分を100％（第二期）', '2024-04-01', '2027-03-31', 1, null, 'discretion',
       '東京デジタルファースト推進計画（第二期）', '初期設定',
       case when exists (select from change) then clock_timestamp() else '-infinity' end
where not exists (select from target where name = '都の裁量分を100％（第二期）');

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
-- Of each day the last threshold stays, of each target the last version; those that were
-- withdrawn go.
drop trigger if exists threshold_sealed on threshold;
drop trigger if exists target_sealed on target;
delete from threshold where recorded_to <> 'infinity';
drop index threshold_one_a_day;
alter table threshold
    drop constraint threshold_pk, drop constraint threshold_reason_given, drop constraint threshold_closed, drop constraint threshold_recorded,
    drop column id, drop column recorded_from, drop column recorded_to, drop column change_id, drop column closed_by, drop column closed_reason,
    add constraint threshold_pk primary key (effective_from);
delete from target where recorded_to <> 'infinity' or scope = 'applications' or (change_id is null and name = '都の裁量分を100％（第二期）');
drop index target_one_version, target_one_name;
alter table target
    drop constraint target_reason_given, drop constraint target_closed, drop constraint target_recorded, drop constraint target_scope_known,
    drop column target, drop column reason, drop column recorded_from, drop column recorded_to, drop column change_id, drop column closed_by,
    drop column closed_reason,
    add constraint target_name_unique unique (name),
    add constraint target_scope_known check (scope in ('in', 'discretion', 'priority'));
drop sequence target_number;
