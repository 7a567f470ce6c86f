-- A bureau that asks for processes which are another's needs its own approver first.
-- Until then the bureau that is asked sees nothing of it; and the giving bureau's own
-- proposal ends it. Proposals under way stay under way.

-- +goose Up
alter table transfer
    add column told_giver boolean not null generated always as (
        proposed_bureau_id is distinct from to_bureau_id or received_at is not null or given_at is not null) stored,
    add column superseded_by bigint constraint transfer_superseded_by_fk references transfer,
    drop constraint transfer_state_known,
    add constraint transfer_state_known check (state in ('proposed', 'accepted', 'refused', 'withdrawn', 'superseded')),
    add constraint transfer_superseded check ((state = 'superseded') = (superseded_by is not null));
create index transfer_superseded_by on transfer (superseded_by) where superseded_by is not null;
alter policy transfer_of_bureau on transfer using (
    (select reaches_all()) or (select reached_bureau()) = to_bureau_id or (select reached_bureau()) = from_bureau_id and told_giver);

-- +goose Down
alter policy transfer_of_bureau on transfer using (
    (select reaches_all()) or (select reached_bureau()) in (from_bureau_id, to_bureau_id));
alter table transfer drop constraint transfer_superseded, drop constraint transfer_state_known;
update transfer set state = 'withdrawn' where state = 'superseded';
set constraints all immediate; -- a table whose seals are still to come cannot be altered
alter table transfer
    drop column superseded_by,
    drop column told_giver,
    add constraint transfer_state_known check (state in ('proposed', 'accepted', 'refused', 'withdrawn'));
