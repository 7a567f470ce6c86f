-- The forecast that stood beside published figures, to be scored when its quarters are over.

-- +goose Up
create table snapshot_forecast (
    snapshot_id bigint constraint snapshot_forecast_pk primary key
                constraint snapshot_forecast_snapshot_fk references snapshot,
    forecast    json not null
);
create trigger snapshot_forecast_append_only before update or delete on snapshot_forecast for each row execute function never();
create trigger snapshot_forecast_no_truncate before truncate on snapshot_forecast for each statement execute function never();
alter table snapshot_forecast enable row level security;
create policy snapshot_forecast_published on snapshot_forecast for select using (true);
create policy snapshot_forecast_of_all on snapshot_forecast for insert
    with check ((select current_setting('tetsuzuki.bureau', true) = 'all'));

-- +goose Down
drop table snapshot_forecast;
