-- What an upload's file was made from, as far as that is known, and the workbook of
-- the faulty rows alone.

-- +goose Up
alter table upload
    add column base_from    text        -- how base_at is known; null: it is not, and received_at counts
        constraint upload_base_from_known check (base_from in ('stamp', 'export', 'same', 'replaced')),
    add column base_shown   timestamptz, -- the moment by which people know what the file was made from
    add column stamp        text,        -- of the workbook, where it counts: the same in every upload of one workbook
    add column kept_others  boolean not null default false, -- confirmed with cells left as others had made them
    add column remainder_of bigint constraint upload_remainder_of_fk references upload, -- whose faulty rows these are
    add constraint upload_remainder_of_earlier check (remainder_of < id);
update upload
set base_from = case when replaces is null then 'same' else 'replaced' end, base_shown = base_at
where base_at is not null;
alter table upload
    add constraint upload_base_whole check ((base_from is null) = (base_at is null) and (base_from is null) = (base_shown is null));
create index upload_stamp on upload (stamp) where stamp is not null;
create index audit_event_bureau on audit_event ((detail ->> 'bureau'), id desc) where kind = 'export' and detail ->> 'bureau' is not null;

-- +goose Down
drop index audit_event_bureau;
drop index upload_stamp;
alter table upload
    drop column base_from, drop column base_shown, drop column stamp, drop column kept_others, drop column remainder_of;
