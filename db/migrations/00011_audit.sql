-- Who signed in, took something out or administered accounts: written in the same
-- transaction as the act, and never altered. Changes of processes are in change.

-- +goose Up
create table audit_event (
    id         bigint generated always as identity constraint audit_event_pk primary key,
    at         timestamptz not null default clock_timestamp(),
    account_id bigint,                      -- null: nobody known, or the operator's verb; outlives what it names
    actor      text not null,               -- who, as text that outlives the account
    kind       text not null constraint audit_event_kind_form check (kind ~ '^[a-z_]+$'),
    object     text not null default '',    -- what it was done to
    detail     jsonb not null default '{}' constraint audit_event_detail_object check (jsonb_typeof(detail) = 'object'),
    address    text not null default ''     -- where from; empty: at the machine itself
);
create index audit_event_account on audit_event (account_id, id desc);
create index audit_event_kind on audit_event (kind, id desc);
create trigger audit_event_append_only before update or delete on audit_event for each row execute function never();
create trigger audit_event_no_truncate before truncate on audit_event execute function never();

-- +goose Down
drop table audit_event;
