-- Plans (計画): what to digitize next, as they were made, frozen with their assumptions; what was
-- adopted of them as planned years; and whom that concerned.

-- +goose Up
create table plan (
    id            bigint generated always as identity constraint plan_pk primary key,
    name          text not null constraint plan_name_not_blank check (btrim(name) <> '' and length(name) <= 100),
    note          text not null default '' constraint plan_note_length check (length(note) <= 1000),
    wish          json not null,          -- the objective, the target and the assumptions
    as_of         timestamptz,            -- that was asked for; null: when it is made
    made_at       timestamptz not null default registry_clock(),
    account_id    bigint constraint plan_account_fk references account, -- null: the operator's verb
    actor         text not null,
    outcome       json,                   -- null: it is still being computed
    problem       text not null default '', -- why it could not be
    withdrawn_at  timestamptz,
    withdrawn_by  text not null default '',
    withdrawn_why text not null default '' constraint plan_withdrawn_why_length check (length(withdrawn_why) <= 1000),
    constraint plan_outcome_or_problem check (outcome is null or problem = ''),
    constraint plan_withdrawn check ((withdrawn_at is null) = (btrim(withdrawn_why) = ''))
);
create index plan_made_at on plan (made_at);
create trigger plan_never_deleted before delete on plan for each row execute function never();
create trigger plan_no_truncate before truncate on plan for each statement execute function never();
alter table plan enable row level security;
create policy plan_of_all on plan using ((select reaches_all()));

create table plan_adoption (
    id           bigint generated always as identity constraint plan_adoption_pk primary key,
    plan_id      bigint not null constraint plan_adoption_plan_fk references plan,
    reason       text not null constraint plan_adoption_reason_not_blank check (btrim(reason) <> '' and length(reason) <= 1000),
    account_id   bigint constraint plan_adoption_account_fk references account,
    actor        text not null,
    at           timestamptz not null default registry_clock(),
    state        text not null constraint plan_adoption_state_known check (state in ('waiting', 'adopted', 'returned', 'withdrawn', 'undone')),
    decided_at   timestamptz, -- when it was adopted, returned or withdrawn
    decided_id   bigint constraint plan_adoption_decided_fk references account,
    decided_by   text not null default '',
    decided_why  text not null default '' constraint plan_adoption_decided_why_length check (length(decided_why) <= 1000),
    processes    integer not null default 0, -- that got another planned year
    change_id    bigint constraint plan_adoption_change_fk references change,
    undone_at    timestamptz,
    undone_by    text not null default '',
    undone_why   text not null default '' constraint plan_adoption_undone_why_length check (length(undone_why) <= 1000),
    undo_id      bigint constraint plan_adoption_undo_fk references change, -- the change that undid it
    constraint plan_adoption_decided check ((state = 'waiting') = (decided_at is null)),
    constraint plan_adoption_written check ((state in ('adopted', 'undone')) = (change_id is not null)),
    constraint plan_adoption_undone check ((state = 'undone') = (undo_id is not null) and (undo_id is null) = (undone_at is null))
);
create unique index plan_adoption_once on plan_adoption (plan_id) where state in ('waiting', 'adopted');
create trigger plan_adoption_never_deleted before delete on plan_adoption for each row execute function never();
create trigger plan_adoption_no_truncate before truncate on plan_adoption for each statement execute function never();
alter table plan_adoption enable row level security;
create policy plan_adoption_of_all on plan_adoption using ((select reaches_all()));

-- What bureaus are told of it.
create table plan_notice (
    adoption_id bigint not null constraint plan_notice_adoption_fk references plan_adoption,
    bureau_id   integer not null constraint plan_notice_bureau_fk references bureau,
    kind        text not null constraint plan_notice_kind_known check (kind in ('adopted', 'undone')),
    at          timestamptz not null default registry_clock(),
    account_id  bigint constraint plan_notice_account_fk references account,
    actor       text not null,
    plan        text not null, -- its name
    text        text not null,
    processes   integer not null,
    change_id   bigint not null constraint plan_notice_change_fk references change,
    constraint plan_notice_pk primary key (adoption_id, bureau_id, kind)
);
create index plan_notice_at on plan_notice (at);
create trigger plan_notice_append_only before update or delete on plan_notice for each row execute function never();
create trigger plan_notice_no_truncate before truncate on plan_notice for each statement execute function never();
alter table plan_notice enable row level security;
create policy plan_notice_of_bureau on plan_notice for select using ((select reaches_all()) or bureau_id = (select reached_bureau()));
create policy plan_notice_of_all on plan_notice for insert with check ((select reaches_all()));

alter table mail add column change_id bigint; -- of an adopted plan

-- +goose Down
alter table mail drop column change_id;
drop table plan_notice, plan_adoption, plan;
