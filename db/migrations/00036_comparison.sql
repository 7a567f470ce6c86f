-- What comparing an upload's rows with the registry found, kept until something of it
-- changes: pages read of it what they show. It is made of other tables and can be made
-- anew at any time. Its many rows refer to an upload without a foreign key, which would
-- check each of them alone; no upload is ever deleted.

-- +goose Up
create table comparison (
    upload_id      bigint constraint comparison_pk primary key constraint comparison_upload_fk references upload,
    change_id      bigint not null,      -- the last change that it knows of; 0: none
    as_of          timestamptz not null, -- when that was
    bureaus        integer[] not null,   -- with whose processes the rows were compared
    rows_new       integer not null, rows_changed integer not null, rows_unchanged integer not null, rows_missing integer not null,
    conflicts_open integer not null,
    healed_other   integer not null, healed_same integer not null
);
create table compared_row (
    upload_id     bigint not null,
    ordinal       integer not null,
    process_id    bigint,       -- which it stands for; null: a new one
    recorded_from timestamptz,  -- in which version
    kind          text not null constraint compared_row_kind_known check (kind in ('new', 'changed', 'unchanged', 'faulty')),
    fields        text[],       -- that a changed row changes
    stays         text[],       -- cells that stay as others have made them: "remarks", "annual_volume.2020"
    constraint compared_row_pk primary key (upload_id, ordinal)
);
create index compared_row_kind on compared_row (upload_id, kind, ordinal);
-- How many rows change a field.
create table compared_field (
    upload_id bigint not null,
    field     text not null,
    rows      integer not null,
    constraint compared_field_pk primary key (upload_id, field)
);
-- Processes that the file does not name.
create table compared_missing (
    upload_id  bigint not null,
    process_id bigint not null,
    constraint compared_missing_pk primary key (upload_id, process_id)
);
-- Rows that could be a process under another name, beside those that they could be.
create table compared_doubt (
    upload_id  bigint not null,
    ordinal    integer not null,
    candidates bigint[] not null, -- the most alike first
    likeness   double precision[] not null,
    constraint compared_doubt_pk primary key (upload_id, ordinal)
);
-- Cells that both the file and somebody else changed.
create table compared_conflict (
    upload_id   bigint not null,
    place       integer not null, -- in the order of the file
    ordinal     integer not null,
    process_id  bigint not null,
    field       text not null,
    fiscal_year integer not null,
    base        text not null, theirs text not null, mine text not null,
    answered    boolean not null, take_mine boolean not null, actor text not null,
    constraint compared_conflict_pk primary key (upload_id, place)
);
create index compared_conflict_open on compared_conflict (upload_id, answered, place);
-- Values that were read otherwise than they are written, and are other than what is recorded.
create table compared_healed (
    upload_id bigint not null,
    ordinal   integer not null,
    cell      text not null,
    titled    boolean not null,
    constraint compared_healed_pk primary key (upload_id, ordinal, cell, titled)
);

-- Each of these rows is of an upload, whose bureau may see it.
alter table comparison enable row level security;
create policy comparison_of_bureau on comparison using ((select reaches_all()) or exists (select from upload u where u.id = comparison.upload_id));
alter table compared_row enable row level security;
create policy compared_row_of_bureau on compared_row using ((select reaches_all()) or exists (select from upload u where u.id = compared_row.upload_id));
alter table compared_field enable row level security;
create policy compared_field_of_bureau on compared_field using ((select reaches_all()) or exists (select from upload u where u.id = compared_field.upload_id));
alter table compared_missing enable row level security;
create policy compared_missing_of_bureau on compared_missing using ((select reaches_all()) or exists (select from upload u where u.id = compared_missing.upload_id));
alter table compared_doubt enable row level security;
create policy compared_doubt_of_bureau on compared_doubt using ((select reaches_all()) or exists (select from upload u where u.id = compared_doubt.upload_id));
alter table compared_conflict enable row level security;
create policy compared_conflict_of_bureau on compared_conflict using ((select reaches_all()) or exists (select from upload u where u.id = compared_conflict.upload_id));
alter table compared_healed enable row level security;
create policy compared_healed_of_bureau on compared_healed using ((select reaches_all()) or exists (select from upload u where u.id = compared_healed.upload_id));

-- +goose Down
drop table compared_healed, compared_conflict, compared_doubt, compared_missing, compared_field, compared_row, comparison;
