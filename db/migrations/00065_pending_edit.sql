-- Whether an edit of one process needs a second person, and the edits that wait for one.

-- +goose Up
-- The latest row holds; before the first, no second person is needed.
create table edit_approval (
    id         bigint generated always as identity constraint edit_approval_pk primary key,
    required   boolean not null,
    reason     text not null constraint edit_approval_reason_not_blank check (btrim(reason) <> '')
               constraint edit_approval_reason_length check (length(reason) <= 1000),
    account_id bigint constraint edit_approval_account_fk references account,
    actor      text not null,
    at         timestamptz not null default clock_timestamp()
);
create trigger edit_approval_append_only before update or delete on edit_approval for each row execute function never();

create table pending_edit (
    id           bigint generated always as identity constraint pending_edit_pk primary key,
    process_id   bigint not null,
    bureau_id    integer not null constraint pending_edit_bureau_fk references bureau,
    version      bigint not null,  -- the change that wrote the version that was edited
    patch        jsonb not null,
    reason       text not null constraint pending_edit_reason_length check (length(reason) <= 1000),
    account_id   bigint not null constraint pending_edit_account_fk references account,
    actor        text not null,
    at           timestamptz not null default clock_timestamp(),
    state        text not null default 'waiting'
                 constraint pending_edit_state_known check (state in ('waiting', 'approved', 'returned', 'withdrawn')),
    ended_at     timestamptz,
    ended_id     bigint constraint pending_edit_ended_fk references account,
    ended_by     text not null default '',
    end_reason   text not null default '' constraint pending_edit_end_reason_length check (length(end_reason) <= 1000),
    change_id    bigint constraint pending_edit_change_fk references change, -- that wrote it
    constraint pending_edit_ended check ((state = 'waiting') = (ended_at is null)),
    constraint pending_edit_written check ((state = 'approved') = (change_id is not null)),
    constraint pending_edit_other_person check (state <> 'approved' or ended_id <> account_id)
);
create unique index pending_edit_once on pending_edit (process_id, version) where state = 'waiting';
create index pending_edit_waiting on pending_edit (bureau_id, id) where state = 'waiting';
create index pending_edit_account on pending_edit (account_id, id);

alter table pending_edit enable row level security;
create policy pending_edit_of_bureau on pending_edit using ((select reaches_all()) or bureau_id = (select reached_bureau()));

-- +goose Down
drop table pending_edit, edit_approval;
