-- What the program may do while it serves: read and add, but not alter history, nor
-- the tables themselves. It runs after the migrations, over all tables that they
-- made. Roles belong to the whole server: where the user of the database may not make
-- them, an administrator does so beforehand (the README says how), or the program
-- works with the user's own rights.
do $$
declare
    t record;
begin
    perform pg_advisory_xact_lock(hashtext('tetsuzuki_app'));
    if not exists (select from pg_roles where rolname = 'tetsuzuki_app') then
        begin
            create role tetsuzuki_app nologin;
        exception
            when insufficient_privilege then return;
            when duplicate_object or unique_violation then null; -- by another database's migration
        end;
    end if;
    -- The same rights without row-level security, for who may see every bureau: the
    -- planner must not trust functions under it, and lists become slow. Only a
    -- superuser may make one; else all work is done as tetsuzuki_app.
    if not exists (select from pg_roles where rolname = 'tetsuzuki_whole') then
        begin
            create role tetsuzuki_whole nologin bypassrls in role tetsuzuki_app;
        exception when insufficient_privilege or duplicate_object or unique_violation then null;
        end;
    end if;
    for t in select rolname from pg_roles where rolname in ('tetsuzuki_app', 'tetsuzuki_whole') and not pg_has_role(oid, 'member') loop
        begin
            execute format('grant %I to %I', t.rolname, current_user);
        exception when insufficient_privilege then null;
        end;
    end loop;
    grant usage on schema public to tetsuzuki_app;
    grant select, insert, update, delete on all tables in schema public to tetsuzuki_app;
    grant usage on all sequences in schema public to tetsuzuki_app;
    if to_regclass('writing') is not null then
        grant select, update on sequence writing to tetsuzuki_app; -- the one that is set, and read by others
    end if;
    revoke insert, update, delete on goose_db_version from tetsuzuki_app;
    if to_regclass('signing_key') is not null then
        revoke insert, update, delete on signing_key from tetsuzuki_app;
    end if;
    -- What triggers guard against everybody is not even granted.
    for t in
        select distinct g.tgrelid::regclass as name, g.tgtype::int & 16 <> 0 as never_updated, g.tgtype::int & 8 <> 0 as never_deleted
        from pg_trigger g join pg_proc f on f.oid = g.tgfoid
        where not g.tgisinternal and f.proname in ('never', 'append_only')
    loop
        if t.never_updated then execute format('revoke update on %s from tetsuzuki_app', t.name); end if;
        if t.never_deleted then execute format('revoke delete on %s from tetsuzuki_app', t.name); end if;
    end loop;
    grant update (recorded_to, closed_by) on process, volume to tetsuzuki_app; -- a version is closed
    revoke update, delete on upload_chunk, upload_remark, transfer_process from tetsuzuki_app;
    revoke delete on upload, upload_decision, transfer, deputy from tetsuzuki_app;
    -- Who acted, who they are at a provider, and by which definitions figures are computed.
    revoke delete on account, api_token, bureau, code, code_list, round, notice_read from tetsuzuki_app;
    revoke update, delete on identity, bureau_successor, threshold, target from tetsuzuki_app;
    if to_regclass('bureau_term') is not null then
        revoke update, delete on bureau_term, organisation_entry, organisation_part from tetsuzuki_app;
        grant update (recorded_to, closed_by) on bureau_term, bureau_successor to tetsuzuki_app;
        grant update (recorded_to, closed_by, closed_reason) on organisation_entry to tetsuzuki_app;
    end if;
    if exists (select from pg_attribute where attrelid = 'threshold'::regclass and attname = 'closed_reason') then
        grant update (recorded_to, closed_by, closed_reason) on threshold, target to tetsuzuki_app; -- a version is closed
    end if;
    if to_regclass('code_amendment') is not null then
        revoke update, delete on code_amendment from tetsuzuki_app;
        grant update (recorded_to, closed_by, closed_reason) on code_amendment to tetsuzuki_app;
    end if;
    if to_regclass('entered_figure') is not null then
        revoke update, delete on entered_figure from tetsuzuki_app;
        grant update (recorded_to, closed_by, closed_reason) on entered_figure to tetsuzuki_app;
    end if;
    if to_regclass('plan') is not null then -- what a plan is stays as it was made
        revoke update on plan, plan_adoption from tetsuzuki_app;
        grant update (outcome, problem, withdrawn_at, withdrawn_by, withdrawn_why) on plan to tetsuzuki_app;
        grant update (state, decided_at, decided_id, decided_by, decided_why, processes, change_id, undone_at, undone_by, undone_why, undo_id)
            on plan_adoption to tetsuzuki_app;
    end if;
    if to_regclass('process_group') is not null then
        revoke update, delete on process_group from tetsuzuki_app;
        grant update (recorded_to, closed_by, closed_reason) on process_group to tetsuzuki_app;
    end if;
    if to_regclass('bulk_edit') is not null then
        revoke delete on bulk_edit, bulk_edit_process from tetsuzuki_app;
    end if;
    if to_regclass('related_decision') is not null then
        revoke update, delete on related_decision from tetsuzuki_app;
        grant update (recorded_to, closed_by, closed_reason) on related_decision to tetsuzuki_app;
    end if;
    if to_regclass('saved_view') is not null then
        revoke update, delete on saved_view from tetsuzuki_app;
        grant update (recorded_to, closed_by) on saved_view to tetsuzuki_app;
    end if;
    if to_regclass('law_setting') is not null then
        revoke update, delete on law_setting from tetsuzuki_app;
        grant update (recorded_to, closed_by, closed_reason) on law_setting to tetsuzuki_app;
    end if;
    if to_regclass('proposal') is not null then
        revoke update, delete on proposal from tetsuzuki_app;
        grant update (recorded_to, closed_by, closed_reason) on proposal to tetsuzuki_app;
    end if;
    -- An act is noted at the moment of it: nobody says when that was.
    revoke insert on audit_event from tetsuzuki_app;
    grant insert (account_id, actor, kind, object, detail, address) on audit_event to tetsuzuki_app;
    revoke insert on seal from tetsuzuki_app; -- only the trigger of sealed tables appends
    if to_regclass('edition') is not null then
        revoke insert, update, delete on edition from tetsuzuki_app; -- triggers move it
    end if;
    -- A table of bureaus' rows whose migration forgot to keep them apart. Accounts are
    -- looked up before anybody is signed in, and the organisation is no secret.
    for t in
        select c.oid::regclass as name, c.relname || '_of_bureau' as policy,
               concat_ws(' and ',
                   case when 'bureau_id' = any(a.columns) then 'bureau_id = (select reached_bureau())' end,
                   case when 'upload_id' = any(a.columns) then format('exists (select from upload u where u.id = %s.upload_id)', c.oid::regclass) end) as condition
        from pg_class c
        cross join lateral (select array_agg(attname::text) as columns from pg_attribute
                            where attrelid = c.oid and attname in ('bureau_id', 'upload_id') and not attisdropped) a
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity and a.columns is not null
          and c.relname not in ('account', 'bureau_successor', 'bureau_term', 'organisation_part')
    loop
        execute format('alter table %s enable row level security', t.name);
        execute format('create policy %I on %s using ((select reaches_all()) or %s)', t.policy, t.name, t.condition);
    end loop;
end $$;
