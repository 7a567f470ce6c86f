-- Figures that were published before the registry began, as people entered them. A version
-- is recorded by a change, as a setting's is.

-- +goose Up
create table entered_figure (
    id            bigint generated always as identity constraint entered_figure_pk primary key,
    name          text not null constraint entered_figure_named check (btrim(name) <> '' and length(name) <= 100),
    day           date not null, -- as of which it was published
    rate_kind     text not null constraint entered_figure_rate_known check (rate_kind in ('process', 'cases', 'discretion')),
    rate          numeric(6, 5) not null constraint entered_figure_rate_share check (rate >= 0 and rate <= 1),
    numerator     bigint constraint entered_figure_numerator_positive check (numerator >= 0),
    denominator   bigint constraint entered_figure_denominator_positive check (denominator > 0),
    source        text not null constraint entered_figure_source_given check (btrim(source) <> '' and length(source) <= 1000),
    reason        text not null,
    set_by        text not null,
    recorded_from timestamptz not null,
    recorded_to   timestamptz not null default 'infinity',
    change_id     bigint not null constraint entered_figure_change_fk references change deferrable initially deferred,
    closed_by     bigint constraint entered_figure_closed_by_fk references change deferrable initially deferred,
    closed_reason text not null default '',
    constraint entered_figure_part check (numerator <= denominator),
    constraint entered_figure_recorded check (recorded_from < recorded_to),
    constraint entered_figure_closed check ((recorded_to = 'infinity') = (closed_by is null))
);
create unique index entered_figure_once on entered_figure (day, rate_kind, source) where recorded_to = 'infinity';

-- +goose Down
drop table entered_figure;
