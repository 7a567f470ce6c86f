-- Proposals to the national government (国への提案要求): what is proposed, in versions as a
-- setting's; the states that each went through; and what bureaus answered of processes that a law
-- change has not freed.

-- +goose Up
create sequence proposal_number as integer;
create table proposal (
    id            bigint generated always as identity constraint proposal_pk primary key,
    number        integer not null, -- that all versions of a proposal share
    title         text not null constraint proposal_titled check (btrim(title) <> '' and length(title) <= 200),
    body          text not null constraint proposal_body_length check (length(body) <= 10000),
    laws          text not null constraint proposal_laws_length check (length(laws) <= 2000), -- laws and articles as they are written
    ministry      text not null constraint proposal_ministry_length check (length(ministry) <= 200),
    filter        text not null constraint proposal_filter_length check (length(filter) <= 4000), -- parameters of the catalogue; empty: none
    links         text[] not null constraint proposal_links_few check (cardinality(links) <= 20),
    reason        text not null constraint proposal_reason_given check (btrim(reason) <> ''),
    set_by        text not null,
    recorded_from timestamptz not null,
    recorded_to   timestamptz not null default 'infinity',
    change_id     bigint not null constraint proposal_change_fk references change deferrable initially deferred,
    closed_by     bigint constraint proposal_closed_by_fk references change deferrable initially deferred,
    closed_reason text not null default '',
    constraint proposal_recorded check (recorded_from < recorded_to),
    constraint proposal_closed check ((recorded_to = 'infinity') = (closed_by is null))
);
create unique index proposal_one_version on proposal (number) where recorded_to = 'infinity';
create unique index proposal_one_title on proposal (title) where recorded_to = 'infinity';

create table proposal_state (
    id         bigint generated always as identity constraint proposal_state_pk primary key,
    number     integer not null, -- of the proposal
    state      text not null constraint proposal_state_known check (state in ('considering', 'sent', 'responding', 'realized', 'refused')),
    day        date not null,
    due        date, -- by when the national government says that it will be done
    answer     text not null constraint proposal_state_answer_length check (length(answer) <= 10000),
    members    bigint[] not null, -- the processes that the proposal has from here on
    at         timestamptz not null,
    account_id bigint constraint proposal_state_account_fk references account,
    actor      text not null,
    change_id  bigint not null constraint proposal_state_change_fk references change deferrable initially deferred
);
create index proposal_state_number on proposal_state (number, id);
create trigger proposal_state_append_only before update or delete on proposal_state for each row execute function never();
create trigger proposal_state_no_truncate before truncate on proposal_state for each statement execute function never();

create table proposal_answer (
    number     integer not null,
    process_id bigint not null,
    bureau_id  integer not null constraint proposal_answer_bureau_fk references bureau,
    reason     text not null constraint proposal_answer_reason_given check (btrim(reason) <> '' and length(reason) <= 1000),
    at         timestamptz not null,
    account_id bigint constraint proposal_answer_account_fk references account,
    actor      text not null,
    change_id  bigint not null constraint proposal_answer_change_fk references change deferrable initially deferred,
    constraint proposal_answer_pk primary key (number, process_id)
);
create trigger proposal_answer_append_only before update or delete on proposal_answer for each row execute function never();
create trigger proposal_answer_no_truncate before truncate on proposal_answer for each statement execute function never();
alter table proposal_answer enable row level security;
create policy proposal_answer_of_bureau on proposal_answer using ((select reaches_all()) or bureau_id = (select reached_bureau()));

-- +goose Down
drop table proposal_answer;
drop table proposal_state;
drop table proposal;
drop sequence proposal_number;
