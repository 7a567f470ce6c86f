-- What an upload would do to the figures, and which of its rows are worth a look, kept
-- with the stored comparison.

-- +goose Up
alter table comparison add column effect jsonb not null default '{}';
alter table comparison_row add column concerns text[] not null default '{}';
-- Comparisons that lack it are made anew by the clock.
delete from comparison;

-- +goose Down
alter table comparison_row drop column concerns;
alter table comparison drop column effect;
