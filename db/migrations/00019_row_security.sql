-- The server keeps bureaus apart in every table with rows of theirs (00013 did so for
-- those that lists and figures are made of). A connection says whose rows it sees in
-- the setting tetsuzuki.bureau: a bureau's ID, or 'all'; anything else is nobody's.
-- What a bureau may not see, it cannot write either. Tables that come later and have
-- a column bureau_id or upload_id get their policy in rights.sql, if not before.

-- +goose Up
create function reached_bureau() returns integer language sql stable
    return case when current_setting('tetsuzuki.bureau', true) ~ '^[0-9]{1,9}$' then current_setting('tetsuzuki.bureau', true)::integer end;
create function reaches_all() returns boolean language sql stable
    return coalesce(current_setting('tetsuzuki.bureau', true), '') = 'all';

-- What one bureau needs of all: the end of the chain that its change goes on from, and
-- how long the queue is. With the rights of the owner, who is not restricted.
create function chain_end() returns table (at timestamptz, hash bytea) language sql stable security definer
    set search_path = pg_catalog, public
    as $$ select c.at, c.hash from change c order by c.at desc limit 1 $$;
create function waiting_jobs(of_bureau integer) returns table (every bigint, own bigint) language sql stable security definer
    set search_path = pg_catalog, public
    as $$ select count(*), count(*) filter (where coalesce(j.bureau_id, 0) = of_bureau) from job j where j.state = 'available' $$;

alter policy process_of_bureau on process using ((select reaches_all()) or bureau_id = (select reached_bureau()));
alter policy upload_of_bureau on upload using ((select reaches_all()) or bureau_id = (select reached_bureau()));
alter policy job_of_bureau on job using ((select reaches_all()) or bureau_id = (select reached_bureau()));
alter policy upload_chunk_of_bureau on upload_chunk using ((select reaches_all()) or exists (select from upload u where u.id = upload_chunk.upload_id));

-- Of a process that went to another bureau, the volumes up to then. The first
-- condition is for the planner, which cannot hash the second.
alter policy volume_of_bureau on volume
    using ((select reaches_all()) or exists (select from process p where p.process_id = volume.process_id) and exists (
        select from process p
        where p.process_id = volume.process_id and p.recorded_from < volume.recorded_to and p.recorded_to > volume.recorded_from))
    with check ((select reaches_all()) or exists (
        select from process p where p.process_id = volume.process_id and p.recorded_to > '9999-12-31 00:00:00+00'));

-- A change that wrote a row which the bureau sees, or came with its upload.
alter table change enable row level security;
create policy change_of_bureau on change for select using (
    (select reaches_all()) or exists (select from upload u where u.id = change.upload_id)
    or exists (select from process p where p.change_id = change.id)
    or exists (select from process p where p.closed_by = change.id));
create policy change_by_bureau on change for insert with check (
    (select reaches_all()) or (select reached_bureau()) is not null and (upload_id is null or exists (select from upload u where u.id = change.upload_id)));

alter table staged_row enable row level security;
create policy staged_row_of_bureau on staged_row using (
    (select reaches_all()) or bureau_id = (select reached_bureau()) and exists (select from upload u where u.id = staged_row.upload_id));

alter table upload_event enable row level security;
create policy upload_event_of_bureau on upload_event using ((select reaches_all()) or exists (select from upload u where u.id = upload_event.upload_id));
alter table upload_remark enable row level security;
create policy upload_remark_of_bureau on upload_remark using (
    (select reaches_all()) or exists (select from upload_event e where e.id = upload_remark.event_id));
alter table upload_conflict enable row level security;
create policy upload_conflict_of_bureau on upload_conflict using ((select reaches_all()) or exists (select from upload u where u.id = upload_conflict.upload_id));

-- What is said of a process, only of one that the bureau sees.
alter table upload_decision enable row level security;
create policy upload_decision_of_bureau on upload_decision
    using ((select reaches_all()) or exists (select from upload u where u.id = upload_decision.upload_id))
    with check ((select reaches_all()) or exists (select from upload u where u.id = upload_decision.upload_id)
        and exists (select from process p where p.process_id = upload_decision.process_id)
        and (merged_into is null or exists (select from process p where p.process_id = upload_decision.merged_into)));
alter table upload_match enable row level security;
create policy upload_match_of_bureau on upload_match
    using ((select reaches_all()) or exists (select from upload u where u.id = upload_match.upload_id))
    with check ((select reaches_all()) or exists (select from upload u where u.id = upload_match.upload_id)
        and (process_id is null or exists (select from process p where p.process_id = upload_match.process_id)));

alter table deputy enable row level security;
create policy deputy_of_bureau on deputy
    using ((select reaches_all()) or exists (
        select from account a where a.id = deputy.account_id and a.bureau_id = (select reached_bureau())))
    with check ((select reaches_all())
        or exists (select from account a where a.id = deputy.account_id and a.bureau_id = (select reached_bureau()))
            and exists (select from account a where a.id = deputy.deputy_id and a.bureau_id = (select reached_bureau())));

-- Both sides see a transfer; what moves is for those who see both bureaus.
alter table transfer enable row level security;
create policy transfer_of_bureau on transfer using (
    (select reaches_all()) or (select reached_bureau()) in (from_bureau_id, to_bureau_id));
alter table transfer_process enable row level security;
create policy transfer_process_of_bureau on transfer_process using (
    (select reaches_all()) or exists (select from transfer t where t.id = transfer_process.transfer_id));

-- Everybody's acts are noted, also of those who are not signed in yet; only those who
-- see every bureau can read them.
alter table audit_event enable row level security;
create policy audit_event_read on audit_event for select using ((select reaches_all()));
create policy audit_event_noted on audit_event for insert with check (true);

-- Headquarters and the clock remind.
alter policy reminder_of_bureau on reminder
    using ((select reaches_all()) or bureau_id = (select reached_bureau())) with check ((select reaches_all()));
alter policy mail_of_all on mail using ((select reaches_all()));

-- +goose Down
-- Those of later tables go with them, but for what rights.sql gave to earlier ones.
-- +goose StatementBegin
do $$
declare
    p record;
begin
    for p in select policyname, tablename from pg_policies
             where schemaname = 'public' and coalesce(qual, '') || coalesce(with_check, '') ~ 'reache' or policyname = 'audit_event_noted'
    loop
        execute format('drop policy %I on %I', p.policyname, p.tablename);
        if p.tablename not in ('process', 'volume', 'upload', 'upload_chunk', 'job', 'reminder', 'mail') then
            execute format('alter table %I disable row level security', p.tablename);
        end if;
    end loop;
end $$;
-- +goose StatementEnd
create policy process_of_bureau on process using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));
create policy volume_of_bureau on volume using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or exists (select from process p where p.process_id = volume.process_id));
create policy upload_of_bureau on upload using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));
create policy upload_chunk_of_bureau on upload_chunk using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or exists (select from upload u where u.id = upload_chunk.upload_id));
create policy job_of_bureau on job using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));
create policy reminder_of_bureau on reminder using (
    (select current_setting('tetsuzuki.bureau', true) = 'all')
    or bureau_id::text = (select current_setting('tetsuzuki.bureau', true)));
create policy mail_of_all on mail using ((select current_setting('tetsuzuki.bureau', true) = 'all'));
drop function waiting_jobs(integer);
drop function chain_end();
drop function reaches_all();
drop function reached_bureau();
