-- Behind the permission that every call carries, the server itself keeps bureaus
-- apart: the program works as tetsuzuki_app (see rights.sql), which sees the rows of
-- the bureau in the setting tetsuzuki.bureau; all of them with 'all', none where it
-- is not set. The owner of the tables, who migrates, is not restricted. Not for
-- staged_row: rows are copied into it, which row-level security does not allow.

-- +goose Up
alter table process enable row level security;
create policy process_of_bureau on process using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));
alter table volume enable row level security;
create policy volume_of_bureau on volume using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or exists (select from process p where p.process_id = volume.process_id));
alter table upload enable row level security;
create policy upload_of_bureau on upload using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));
alter table upload_chunk enable row level security;
create policy upload_chunk_of_bureau on upload_chunk using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or exists (select from upload u where u.id = upload_chunk.upload_id));
alter table job enable row level security;
create policy job_of_bureau on job using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));

-- +goose Down
drop policy job_of_bureau on job;
alter table job disable row level security;
drop policy upload_chunk_of_bureau on upload_chunk;
alter table upload_chunk disable row level security;
drop policy upload_of_bureau on upload;
alter table upload disable row level security;
drop policy volume_of_bureau on volume;
alter table volume disable row level security;
drop policy process_of_bureau on process;
alter table process disable row level security;
