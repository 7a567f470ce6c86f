-- Edits of many processes at once by headquarters: each is one change, or waits for a second
-- person, and can be undone.

-- +goose Up
create table bulk_edit (
    id         bigint generated always as identity constraint bulk_edit_pk primary key,
    conditions text not null constraint bulk_edit_conditions_length check (length(conditions) <= 20000), -- the list that was chosen
    patch      jsonb not null,
    reason     text not null constraint bulk_edit_reason_given check (btrim(reason) <> '' and length(reason) <= 1000),
    account_id bigint constraint bulk_edit_account_fk references account, -- null: the operator
    actor      text not null,
    at         timestamptz not null,
    state      text not null constraint bulk_edit_state_known check (state in ('waiting', 'written', 'returned', 'withdrawn')),
    ended_at   timestamptz,
    ended_id   bigint constraint bulk_edit_ended_fk references account,
    ended_by   text not null default '',
    end_reason text not null default '' constraint bulk_edit_end_reason_length check (length(end_reason) <= 1000),
    change_id  bigint constraint bulk_edit_change_fk references change deferrable initially deferred, -- that wrote it
    undone_by  bigint constraint bulk_edit_undone_fk references change deferrable initially deferred, -- that undid it
    constraint bulk_edit_written check ((state = 'written') = (change_id is not null)),
    constraint bulk_edit_undone check (undone_by is null or change_id is not null)
);
create table bulk_edit_process (
    bulk_edit_id bigint not null constraint bulk_edit_process_edit_fk references bulk_edit,
    process_id   bigint not null,
    version      bigint not null,        -- the change that wrote the version that was edited
    left_out     text not null default '', -- why it was not written; empty: it was, or it waits
    constraint bulk_edit_process_pk primary key (bulk_edit_id, process_id)
);
alter table bulk_edit enable row level security;
alter table bulk_edit_process enable row level security;
create policy bulk_edit_of_all on bulk_edit using ((select reaches_all()));
create policy bulk_edit_process_of_all on bulk_edit_process using ((select reaches_all()));

-- +goose Down
drop table bulk_edit_process, bulk_edit;
