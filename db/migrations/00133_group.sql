-- Groups of processes (手続群): a list, or a filter of the catalogue, with a name. Each row is a
-- version, recorded by a change, as a target's is. A target may count one.

-- +goose Up
create sequence group_number as integer;
create table process_group (
    id            bigint generated always as identity constraint process_group_pk primary key,
    number        integer not null, -- that all versions of a group share
    name          text not null constraint process_group_named check (btrim(name) <> '' and length(name) <= 100),
    description   text not null constraint process_group_described check (length(description) <= 2000),
    source        text not null constraint process_group_source_given check (btrim(source) <> '' and length(source) <= 1000),
    members       bigint[] not null, -- of a list: process IDs; none where the filter says it
    filter        text not null constraint process_group_filter_length check (length(filter) <= 4000), -- parameters of the catalogue
    reason        text not null constraint process_group_reason_given check (btrim(reason) <> ''),
    set_by        text not null,
    recorded_from timestamptz not null,
    recorded_to   timestamptz not null default 'infinity',
    change_id     bigint not null constraint process_group_change_fk references change deferrable initially deferred,
    closed_by     bigint constraint process_group_closed_by_fk references change deferrable initially deferred,
    closed_reason text not null default '',
    constraint process_group_list_or_filter check ((filter = '') <> (members = '{}')),
    constraint process_group_recorded check (recorded_from < recorded_to),
    constraint process_group_closed check ((recorded_to = 'infinity') = (closed_by is null))
);
create unique index process_group_one_version on process_group (number) where recorded_to = 'infinity';
create unique index process_group_one_name on process_group (name) where recorded_to = 'infinity';

-- What people read of a list: how long it is, and a mark that differs where the list does.
create function group_list(members bigint[]) returns text language sql immutable
    set search_path to 'pg_catalog', 'public'
    as $$ select case when members <> '{}' then cardinality(members) || ' 手続（' || left(md5(members::text), 8) || '）' end $$;

alter table target
    add column group_number integer,
    drop constraint target_scope_known,
    add constraint target_scope_known check (scope in ('in', 'discretion', 'applications', 'priority', 'group')),
    add constraint target_group_named check ((scope = 'group') = (group_number is not null));

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
drop trigger if exists target_sealed on target;
delete from target where scope = 'group';
alter table target
    drop constraint target_group_named, drop column group_number,
    drop constraint target_scope_known,
    add constraint target_scope_known check (scope in ('in', 'discretion', 'applications', 'priority'));
drop function group_list(bigint[]);
drop table process_group;
drop sequence group_number;
