-- What is decided of the code lists beyond the form that the program carries: another writing of
-- a choice, a new choice of a list on which no rule rests, the end of a choice. A version is
-- recorded by a change, as a setting's is.

-- +goose Up
create table code_amendment (
    id             bigint generated always as identity constraint code_amendment_pk primary key,
    list           text not null constraint code_amendment_list_given check (btrim(list) <> ''),
    kind           text not null constraint code_amendment_kind_known check (kind in ('writing', 'choice', 'end')),
    code           text not null constraint code_amendment_code_given check (btrim(code) <> '' and length(code) <= 100),
    writing        text not null default '' constraint code_amendment_writing_length check (length(writing) <= 100),
    effective_from date not null,
    reason         text not null,
    set_by         text not null,
    recorded_from  timestamptz not null,
    recorded_to    timestamptz not null default 'infinity',
    change_id      bigint not null constraint code_amendment_change_fk references change deferrable initially deferred,
    closed_by      bigint constraint code_amendment_closed_by_fk references change deferrable initially deferred,
    closed_reason  text not null default '',
    constraint code_amendment_writing_given check ((kind = 'writing') = (btrim(writing) <> '')),
    constraint code_amendment_recorded check (recorded_from < recorded_to),
    constraint code_amendment_closed check ((recorded_to = 'infinity') = (closed_by is null))
);
create unique index code_amendment_once on code_amendment (list, kind, code, writing) where recorded_to = 'infinity';

-- +goose Down
drop table code_amendment;
