-- The edition says which state of the registry a reader sees: it moves with whatever
-- decides lists and figures. What was computed of one edition is true as long as that
-- edition stands, so that it can be remembered, by any server. Which tables do not move
-- it, and why not, says Unwatched in edition.go.

-- +goose Up
-- The numbers are the clock's microseconds, or one more than before: they only grow, and
-- a number is never given twice, not even where the database was restored from a copy.
create table edition (
    one        boolean constraint edition_pk primary key constraint edition_one check (one),
    changes    bigint not null, -- moves with each change
    changed_at timestamptz,     -- the moment of the last change; null: there is none
    change_id  bigint,          -- its number
    settings   bigint not null  -- moves with what is set: thresholds, targets, bureaus, code lists
);
insert into edition
select true, n, (select max(at) from change), (select max(id) from change), n
from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as n) as clock;

-- The triggers of tables that move the edition, by changes or by settings. Where the
-- program writes, it moves once in a transaction and at the commit, after the lock of the
-- seals: whoever commits takes both in this order. Where anybody else writes, such as a
-- later migration, it moves at once, since a table whose triggers wait cannot be altered.
-- +goose StatementBegin
create function edition_moves() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare
    moved text := 'tetsuzuki.moved_' || tg_argv[0];
    clock bigint;
begin
    if tg_level = 'ROW' then
        if current_setting(moved, true) = pg_current_xact_id()::text then
            return null;
        end if;
        perform pg_advisory_xact_lock(7417002), set_config(moved, pg_current_xact_id()::text, true);
    end if;
    clock := extract(epoch from clock_timestamp()) * 1000000;
    if tg_argv[0] = 'changes' then
        update edition set changes = greatest(changes + 1, clock), (changed_at, change_id) = (select max(at), max(id) from change);
    else
        update edition set settings = greatest(settings + 1, clock);
    end if;
    return null;
end $$;
create function edition_watch(name regclass, part text) returns void language plpgsql as $$
declare
    short text := (select relname from pg_class where oid = name);
begin
    execute format('create constraint trigger %I after insert or update or delete on %s deferrable initially deferred
                    for each row when (current_setting(''tetsuzuki.seals'', true) = ''on'') execute function edition_moves(%L)',
                   short || '_edition', name, part);
    execute format('create trigger %I after insert or update or delete or truncate on %s
                    for each statement when (current_setting(''tetsuzuki.seals'', true) is distinct from ''on'') execute function edition_moves(%L)',
                   short || '_edition_at_once', name, part);
end $$;
-- +goose StatementEnd
select edition_watch('change', 'changes');
-- Whether the registry holds made-up data lasts through other changes.
create constraint trigger change_edition_sample after insert on change deferrable initially deferred
    for each row when (new.kind = 'sample') execute function edition_moves('settings');
create constraint trigger account_edition after insert or update of sample on account deferrable initially deferred
    for each row when (new.sample) execute function edition_moves('settings');

-- By which a reader finds that the change up to which it has read is still the same: the
-- database may have been restored from a copy meanwhile. No bureau's secret, as chain_end().
create function change_hash(change_id bigint) returns bytea language sql stable security definer set search_path = pg_catalog, public
    as $$ select c.hash from change c where c.id = $1 $$;

-- +goose Down
drop function change_hash(bigint);
drop function edition_watch(regclass, text);
drop function edition_moves() cascade;
drop table edition;
