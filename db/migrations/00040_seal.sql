-- The chain of seals: each row that decides something leaves its digest here whenever
-- the program writes it, and each seal carries the hash of the one before. "verify"
-- finds rows that are not as their last seal says, and seals that do not follow each
-- other. Which tables are not sealed row by row, and why, says Unsealed in seal.go.

-- +goose Up
create table seal (
    id       bigint constraint seal_pk primary key constraint seal_id_positive check (id > 0), -- without a gap
    at       timestamptz not null,
    relation text not null,
    key      text not null,  -- the primary key, its columns apart by a space
    was      bytea constraint seal_was_length check (octet_length(was) = 32), -- digest; null: there was no such row
    became   bytea constraint seal_became_length check (octet_length(became) = 32), -- null: it was deleted
    origin   text not null constraint seal_origin_known check (origin in ('program', 'migration')),
    hash     bytea not null constraint seal_hash_length check (octet_length(hash) = 32),
    constraint seal_other check (was is distinct from became)
);
create index seal_row on seal (relation, key, id);
create trigger seal_append_only before update or delete on seal for each row execute function never();
create trigger seal_no_truncate before truncate on seal execute function never();
alter table seal enable row level security;
create policy seal_read on seal for select using ((select reaches_all()));

-- The end of the chain, for whoever prints it: no bureau's secret.
create function seal_end() returns table (id bigint, at timestamptz, hash bytea) language sql stable security definer
    set search_path = pg_catalog, public
    as $$ select s.id, s.at, s.hash from seal s order by s.id desc limit 1 $$;

-- Whoever appends is the last until the end of the transaction. What is hashed as text
-- must read the same for ever, whatever the session is set to.
-- +goose StatementBegin
create function seal_append(relation text, key text, was bytea, became bytea, origin text) returns void language plpgsql
    set search_path = pg_catalog, public set timezone = 'UTC' set datestyle = 'ISO, MDY' set bytea_output = 'hex' as $$
begin
    if $3 is not distinct from $4 then
        return;
    end if;
    perform pg_advisory_xact_lock(7417002);
    insert into seal (id, at, relation, key, was, became, origin, hash)
    select n.id, n.at, $1, $2, $3, $4, $5,
           sha256(n.previous || convert_to(row(n.id, n.at, $1, $2, $3, $4, $5)::text, 'UTF8'))
    from (select coalesce(max(e.id), 0) + 1 as id, clock_timestamp() as at,
                 coalesce((array_agg(e.hash))[1], decode(repeat('00', 32), 'hex')) as previous
          from seal_end() e) n;
end $$;

-- The trigger of sealed tables: it waits for the commit, so that the chain's lock is
-- held no longer than that takes. Its arguments are the columns of the primary key and
-- those that are not sealed.
create function seal() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public set timezone = 'UTC' set datestyle = 'ISO, MDY' set bytea_output = 'hex' as $$
declare
    -- An insert has no old row, a deletion no new one.
    before     jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    after      jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    before_key text;
    after_key  text;
    was        bytea := sha256(convert_to((before - tg_argv[1]::text[])::text, 'UTF8'));
    became     bytea := sha256(convert_to((after - tg_argv[1]::text[])::text, 'UTF8'));
begin
    if was is not distinct from became then
        return null;
    end if;
    select string_agg(before ->> k.name, ' ' order by k.place), string_agg(after ->> k.name, ' ' order by k.place)
    into before_key, after_key
    from unnest(tg_argv[0]::text[]) with ordinality as k (name, place);
    if before_key <> after_key then
        perform seal_append(tg_table_name, before_key, was, null, 'program');
        was := null;
    end if;
    perform seal_append(tg_table_name, coalesce(after_key, before_key), was, became, 'program');
    return null;
end $$;

-- What the program writes to the table is sealed from here on. Whoever else writes to
-- it leaves no seal, and is found out by that.
create function seal_table(name regclass, unsealed text[]) returns void language plpgsql as $$
declare
    columns text[] := (select array_agg(a.attname::text order by k.place)
                       from pg_constraint c
                       cross join unnest(c.conkey) with ordinality as k (attnum, place)
                       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum
                       where c.conrelid = name and c.contype = 'p');
begin
    if columns is null then
        raise exception 'a sealed table needs a primary key: %', name;
    end if;
    execute format('create constraint trigger %I after insert or update or delete on %s deferrable initially deferred
                    for each row when (current_setting(''tetsuzuki.seals'', true) = ''on'') execute function seal(%L, %L)',
                   (select relname from pg_class where oid = name) || '_sealed', name, columns, unsealed);
end $$;

-- All rows of sealed tables as they are.
create function seal_rows() returns table (relation text, key text, digest bytea) language plpgsql stable
    set search_path = pg_catalog, public set timezone = 'UTC' set datestyle = 'ISO, MDY' set bytea_output = 'hex' as $$
declare t record;
begin
    for t in
        select c.relname, c.oid::regclass as name, string_to_array(encode(g.tgargs, 'escape'), '\000') as args
        from pg_trigger g join pg_class c on c.oid = g.tgrelid
        where g.tgfoid = 'public.seal()'::regprocedure
        order by c.relname
    loop
        return query execute format(
            'select %L::text, (select string_agg(r.j ->> k.name, '' '' order by k.place) from unnest(%L::text[]) with ordinality as k (name, place)),
                    sha256(convert_to((r.j - %L::text[])::text, ''UTF8''))
             from (select to_jsonb(t) as j from %s t) r', t.relname, t.args[1], t.args[2], t.name);
    end loop;
end $$;
-- +goose StatementEnd

-- The rows of a file as they were read, until they are written: sealed with their
-- upload, since a digest for each would make reading slow.
alter table upload add column rows_hash bytea constraint upload_rows_hash_length check (octet_length(rows_hash) = 32);

-- +goose Down
alter table upload drop column rows_hash;
drop function seal_rows();
drop function seal_table(regclass, text[]);
drop function seal() cascade;
drop function seal_append(text, text, bytea, bytea, text);
drop function seal_end();
drop table seal;
