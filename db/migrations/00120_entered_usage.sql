-- A figure of usage can have been published before the registry began, as one of each other rate.

-- +goose Up
alter table entered_figure drop constraint entered_figure_rate_known;
alter table entered_figure add constraint entered_figure_rate_known check (rate_kind in ('process', 'cases', 'usage', 'discretion'));

-- +goose Down
-- Refused while a figure of usage is there: history is not deleted.
alter table entered_figure drop constraint entered_figure_rate_known;
alter table entered_figure add constraint entered_figure_rate_known check (rate_kind in ('process', 'cases', 'discretion'));
