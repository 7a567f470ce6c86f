-- What people decided on whether two processes belong together. Each row is a version, recorded
-- by a change, as a setting's is.

-- +goose Up
create table related_decision (
    id            bigint generated always as identity constraint related_decision_pk primary key,
    process_id    bigint not null, -- the lower ID of the two
    other_id      bigint not null,
    related       boolean not null,
    reason        text not null constraint related_decision_reason_given check (btrim(reason) <> '' and length(reason) <= 1000),
    set_by        text not null,
    recorded_from timestamptz not null,
    recorded_to   timestamptz not null default 'infinity',
    change_id     bigint not null constraint related_decision_change_fk references change deferrable initially deferred,
    closed_by     bigint constraint related_decision_closed_by_fk references change deferrable initially deferred,
    closed_reason text not null default '',
    constraint related_decision_order check (process_id < other_id),
    constraint related_decision_recorded check (recorded_from < recorded_to),
    constraint related_decision_closed check ((recorded_to = 'infinity') = (closed_by is null))
);
create unique index related_decision_one on related_decision (process_id, other_id) where recorded_to = 'infinity';
create index related_decision_other on related_decision (other_id);
alter table related_decision enable row level security;
-- Whoever sees both processes.
create policy related_decision_of_bureau on related_decision using ((select reaches_all())
    or exists (select from process p where p.process_id = related_decision.process_id and p.recorded_to = 'infinity')
       and exists (select from process p where p.process_id = related_decision.other_id and p.recorded_to = 'infinity'));

-- +goose Down
drop table related_decision;
