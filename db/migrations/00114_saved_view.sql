-- Lists as people saved them under a name: filters, order and columns. Each row is a version,
-- recorded by a change, as a setting's is.

-- +goose Up
create sequence saved_view_number as bigint;
create table saved_view (
    id            bigint generated always as identity constraint saved_view_pk primary key,
    view          bigint not null, -- the number that all versions of a view share
    account_id    bigint constraint saved_view_account_fk references account, -- whose it is; null: the operator's
    bureau_id     integer constraint saved_view_bureau_fk references bureau,  -- whose people it is for; null: everybody, if shared
    name          text not null constraint saved_view_named check (btrim(name) <> '' and length(name) <= 100),
    list          text not null constraint saved_view_list_known check (list in ('processes', 'priorities')),
    query         text not null constraint saved_view_query_length check (length(query) <= 8000),
    shared        boolean not null,
    set_by        text not null,
    recorded_from timestamptz not null,
    recorded_to   timestamptz not null default 'infinity',
    change_id     bigint not null constraint saved_view_change_fk references change deferrable initially deferred,
    closed_by     bigint constraint saved_view_closed_by_fk references change deferrable initially deferred,
    constraint saved_view_recorded check (recorded_from < recorded_to),
    constraint saved_view_closed check ((recorded_to = 'infinity') = (closed_by is null)),
    constraint saved_view_operators_are_shared check (shared or account_id is not null)
);
create unique index saved_view_one_version on saved_view (view) where recorded_to = 'infinity';
create unique index saved_view_one_name on saved_view (coalesce(account_id, 0), name) where recorded_to = 'infinity';

alter table saved_view enable row level security;
create policy saved_view_read on saved_view for select
    using ((select reaches_all()) or bureau_id = (select reached_bureau())
           or bureau_id is null and shared and (select reached_bureau()) > 0);
create policy saved_view_add on saved_view for insert with check ((select reaches_all()) or bureau_id = (select reached_bureau()));
create policy saved_view_end on saved_view for update using ((select reaches_all()) or bureau_id = (select reached_bureau()));

-- +goose Down
drop table saved_view;
drop sequence saved_view_number;
