-- A target is a rate, or a number of processes: one that is a number has no rate.

-- +goose Up
alter table target
    alter column rate drop not null,
    add constraint target_aim check (rate is not null or count is not null);

-- +goose Down
-- Refused while a target is a number alone: what was set is not deleted.
alter table target
    drop constraint target_aim,
    alter column rate set not null;
