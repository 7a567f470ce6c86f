-- The way of an upload between its reading and its being written: who did what,
-- what a person decided, who may stand in for whom.

-- +goose Up
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_state_known');
begin
    alter table upload drop constraint upload_state_known;
    execute 'alter table upload add constraint upload_state_known '
        || replace(known, '''staged''::text', '''staged''::text, ''submitted''::text, ''returned''::text');
end $$;
-- +goose StatementEnd
alter table upload
    add column replaces     bigint constraint upload_replaces_fk references upload, -- the upload that this one mends
    add column right_only   boolean not null default false, -- rows with an error are left out
    add column clears       text[] not null default '{}',   -- fields whose blank cells clear what is recorded
    add column content_hash bytea constraint upload_content_hash_length check (octet_length(content_hash) = 32), -- of the rows as they were read
    add column base_at      timestamptz, -- what the file was made from is as of then; null: received_at
    add constraint upload_replaces_earlier check (replaces < id);
create index upload_replaces on upload (replaces) where replaces is not null;

alter table staged_row
    add column faulty  boolean not null default false, -- has an error: is found in the registry and writes nothing
    add column cleared text[]; -- fields that a blank cell clears and whose columns here cannot say so

create table upload_event (
    id          bigint generated always as identity constraint upload_event_pk primary key,
    upload_id   bigint not null constraint upload_event_upload_fk references upload,
    at          timestamptz not null default clock_timestamp(),
    account_id  bigint constraint upload_event_account_fk references account, -- null: the operator's verb
    actor       text not null,
    kind        text not null constraint upload_event_kind_known
                check (kind in ('received', 'read', 'decided', 'submitted', 'returned', 'reopened', 'approved',
                                'confirmed', 'unchanged', 'discarded', 'replaced')),
    text        text not null default ''
);
create index upload_event_upload on upload_event (upload_id, id);
create trigger upload_event_append_only before update or delete on upload_event for each row execute function never();
create trigger upload_event_no_truncate before truncate on upload_event execute function never();

insert into upload_event (upload_id, at, account_id, actor, kind)
select id, received_at, account_id, actor, 'received' from upload order by id;
insert into upload_event (upload_id, at, account_id, actor, kind)
select u.id, c.at, c.account_id, c.actor, 'confirmed'
from upload u
join change c on c.upload_id = u.id and c.kind in ('import', 'sample')
order by c.at;

-- What is to be mended, by the event that gave the upload back.
create table upload_remark (
    id        bigint generated always as identity constraint upload_remark_pk primary key,
    event_id  bigint not null constraint upload_remark_event_fk references upload_event,
    sheet     text not null default '',
    cell      text not null default '',
    text      text not null constraint upload_remark_text_not_blank check (btrim(text) <> '')
);
create index upload_remark_event on upload_remark (event_id);

-- What becomes of a process that the file does not name.
create table upload_decision (
    upload_id    bigint not null constraint upload_decision_upload_fk references upload,
    process_id   bigint not null,
    decision     text not null constraint upload_decision_known
                 check (decision in ('keep', 'abolish', 'merge', 'transfer', 'out_of_scope')),
    merged_into  bigint,
    to_bureau_id integer constraint upload_decision_bureau_fk references bureau,
    account_id   bigint constraint upload_decision_account_fk references account,
    actor        text not null,
    at           timestamptz not null default clock_timestamp(),
    constraint upload_decision_pk primary key (upload_id, process_id),
    constraint upload_decision_merge check ((decision = 'merge') = (merged_into is not null)),
    constraint upload_decision_merge_other check (merged_into <> process_id),
    constraint upload_decision_transfer check ((decision = 'transfer') = (to_bureau_id is not null))
);

-- Which process a row without an ID stands for, where nobody but a person can say.
create table upload_match (
    upload_id  bigint not null constraint upload_match_upload_fk references upload,
    ordinal    integer not null,
    process_id bigint,                  -- null: a new process
    account_id bigint constraint upload_match_account_fk references account,
    actor      text not null,
    at         timestamptz not null default clock_timestamp(),
    constraint upload_match_pk primary key (upload_id, ordinal)
);
create unique index upload_match_process on upload_match (upload_id, process_id) where process_id is not null;

-- Which value counts where the registry and the file both changed a cell.
create table upload_conflict (
    upload_id   bigint not null constraint upload_conflict_upload_fk references upload,
    ordinal     integer not null,
    field       text not null,
    fiscal_year integer not null default 0, -- of a volume
    theirs      text not null,          -- the registry's value that was chosen for or against
    mine        boolean not null,       -- the file's value counts
    account_id  bigint constraint upload_conflict_account_fk references account,
    actor       text not null,
    at          timestamptz not null default clock_timestamp(),
    constraint upload_conflict_pk primary key (upload_id, ordinal, field, fiscal_year)
);

-- Who approves in an approver's place, from the first day to the last.
create table deputy (
    id          bigint generated always as identity constraint deputy_pk primary key,
    account_id  bigint not null constraint deputy_account_fk references account,
    deputy_id   bigint not null constraint deputy_deputy_fk references account,
    valid_from  date not null,
    valid_to    date not null,
    set_by      text not null,
    set_at      timestamptz not null default clock_timestamp(),
    ended_at    timestamptz,
    ended_by    text,
    constraint deputy_other check (account_id <> deputy_id),
    constraint deputy_valid check (valid_from <= valid_to),
    constraint deputy_ended check ((ended_at is null) = (ended_by is null))
);
create index deputy_deputy on deputy (deputy_id);
create index deputy_account on deputy (account_id);

-- +goose Down
drop table deputy, upload_conflict, upload_match, upload_decision, upload_remark, upload_event;
delete from staged_row where faulty;
alter table staged_row drop column faulty, drop column cleared;
alter table upload
    drop column replaces, drop column right_only, drop column clears, drop column content_hash, drop column base_at;
update upload set state = 'staged' where state in ('submitted', 'returned');
-- +goose StatementBegin
do $$
declare known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'upload_state_known');
begin
    alter table upload drop constraint upload_state_known;
    execute 'alter table upload add constraint upload_state_known '
        || replace(known, ', ''submitted''::text, ''returned''::text', '');
end $$;
-- +goose StatementEnd
