-- What people set of laws: which law a writing means that cannot be read, and which ministry is in
-- charge of a law. Each row is a version, recorded by a change, as a target's is.

-- +goose Up
create table law_setting (
    id            bigint generated always as identity constraint law_setting_pk primary key,
    kind          text not null constraint law_setting_kind_known check (kind in ('alias', 'ministry')),
    written       text not null constraint law_setting_written check (btrim(written) <> '' and length(written) <= 1000),
    key           text not null, -- by which writings are the same
    value         text not null constraint law_setting_value check (btrim(value) <> '' and length(value) <= 200),
    reason        text not null constraint law_setting_reason_given check (btrim(reason) <> ''),
    set_by        text not null,
    recorded_from timestamptz not null,
    recorded_to   timestamptz not null default 'infinity',
    change_id     bigint not null constraint law_setting_change_fk references change deferrable initially deferred,
    closed_by     bigint constraint law_setting_closed_by_fk references change deferrable initially deferred,
    closed_reason text not null default '',
    constraint law_setting_recorded check (recorded_from < recorded_to),
    constraint law_setting_closed check ((recorded_to = 'infinity') = (closed_by is null))
);
create unique index law_setting_once on law_setting (kind, key) where recorded_to = 'infinity';

-- +goose Down
drop table law_setting;
