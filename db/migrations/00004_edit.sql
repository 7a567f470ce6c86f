-- Taking a confirmed upload back, and transfers of processes between bureaus
-- (所管替え).

-- +goose Up
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_state_known');
begin
    alter table upload drop constraint upload_state_known;
    execute 'alter table upload add constraint upload_state_known '
        || replace(known, '''confirmed''::text', '''confirmed''::text, ''undone''::text');
end $$;
-- +goose StatementEnd
alter table upload add column undone_by bigint constraint upload_undone_by_fk references change;
alter table upload add constraint upload_undone_by_change check ((state = 'undone') = (undone_by is not null));

create table transfer (
    id                  bigint generated always as identity constraint transfer_pk primary key,
    from_bureau_id      integer not null constraint transfer_from_fk references bureau,
    to_bureau_id        integer not null constraint transfer_to_fk references bureau,
    effective_on        date not null,
    reason              text not null constraint transfer_reason_not_blank check (btrim(reason) <> ''),
    state               text not null default 'proposed' constraint transfer_state_known
                        check (state in ('proposed', 'accepted', 'refused', 'withdrawn')),
    proposed_at         timestamptz not null default clock_timestamp(),
    proposed_by         text not null,
    proposed_account_id bigint constraint transfer_proposed_account_fk references account,
    proposed_bureau_id  integer constraint transfer_proposed_bureau_fk references bureau, -- null: headquarters
    -- The consent of the bureau that gives and of the one that receives.
    given_at            timestamptz,
    given_by            text,
    given_account_id    bigint constraint transfer_given_account_fk references account,
    received_at         timestamptz,
    received_by         text,
    received_account_id bigint constraint transfer_received_account_fk references account,
    ended_at            timestamptz,
    ended_by            text,
    ended_account_id    bigint constraint transfer_ended_account_fk references account,
    end_reason          text not null default '',
    change_id           bigint constraint transfer_change_fk references change,
    constraint transfer_other_bureau check (from_bureau_id <> to_bureau_id),
    constraint transfer_given check ((given_at is null) = (given_by is null)),
    constraint transfer_received check ((received_at is null) = (received_by is null)),
    constraint transfer_ended check ((state = 'proposed') = (ended_at is null) and (ended_at is null) = (ended_by is null)),
    constraint transfer_accepted_by_both check ((state = 'accepted') = (change_id is not null)
        and (state <> 'accepted' or given_at is not null and received_at is not null))
);
create index transfer_from on transfer (from_bureau_id, id desc);
create index transfer_to on transfer (to_bureau_id, id desc);

create table transfer_process (
    transfer_id bigint not null constraint transfer_process_transfer_fk references transfer,
    process_id  bigint not null,
    constraint transfer_process_pk primary key (transfer_id, process_id)
);
create index transfer_process_process on transfer_process (process_id);

-- +goose Down
drop table transfer_process, transfer;
alter table upload drop constraint upload_undone_by_change;
alter table upload drop column undone_by;
update upload set state = 'confirmed' where state = 'undone';
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_state_known');
begin
    alter table upload drop constraint upload_state_known;
    execute 'alter table upload add constraint upload_state_known ' || replace(known, ', ''undone''::text', '');
end $$;
-- +goose StatementEnd
