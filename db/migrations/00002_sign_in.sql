-- Failed sign-ins, counted where every machine of the service sees them. Losing
-- them in a crash costs nothing.

-- +goose Up
create unlogged table sign_in_attempt (
    key       bytea constraint sign_in_attempt_pk primary key, -- sha256 of login and address
    failures  integer not null constraint sign_in_attempt_failures_positive check (failures > 0),
    last_at   timestamptz not null
);
create index sign_in_attempt_last on sign_in_attempt (last_at);

-- +goose Down
drop table sign_in_attempt;
