-- A number of cases that is more than a value (超) is apart from that value or more (以上).
-- Sums look at the few numbers that are not exact.

-- +goose Up
alter table process drop constraint process_volume_qualifier_known,
    add constraint process_volume_qualifier_known check (volume_qualifier in ('exact', 'approx', 'lower', 'over', 'upper', 'range'));
alter table volume drop constraint volume_total_qualifier_known,
    add constraint volume_total_qualifier_known check (total_qualifier in ('exact', 'approx', 'lower', 'over', 'upper', 'range')),
    drop constraint volume_online_qualifier_known,
    add constraint volume_online_qualifier_known check (online_qualifier in ('exact', 'approx', 'lower', 'over', 'upper', 'range'));
drop index process_now_vague;
create index process_now_vague on process (volume_total, process_id)
    where recorded_to > '9999-12-31 00:00:00+00' and volume_qualifier in ('lower', 'over', 'upper', 'range');
create index volume_inexact on volume (process_id, fiscal_year)
    where total_qualifier <> 'exact' or online_qualifier <> 'exact';

-- +goose Down
set constraints all immediate; -- a table whose seals are still to come cannot be altered
-- Refused while a number is over one: it would have no other name.
drop index volume_inexact;
drop index process_now_vague;
create index process_now_vague on process (volume_total, process_id)
    where recorded_to > '9999-12-31 00:00:00+00' and volume_qualifier in ('lower', 'upper', 'range');
alter table volume drop constraint volume_total_qualifier_known,
    add constraint volume_total_qualifier_known check (total_qualifier in ('exact', 'approx', 'lower', 'upper', 'range')),
    drop constraint volume_online_qualifier_known,
    add constraint volume_online_qualifier_known check (online_qualifier in ('exact', 'approx', 'lower', 'upper', 'range'));
alter table process drop constraint process_volume_qualifier_known,
    add constraint process_volume_qualifier_known check (volume_qualifier in ('exact', 'approx', 'lower', 'upper', 'range'));
