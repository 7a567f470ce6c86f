-- The schema as the migrations make it, to be read: functions, then each table with all
-- that belongs to it, then the foreign keys and policies. What roles may do is in rights.sql.
-- Written by: go test ./db -run SchemaFile -update. Change it by a new file in migrations/.

SET check_function_bodies = false; -- functions stand before the tables that they read

CREATE FUNCTION append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'UPDATE' and old.recorded_to = 'infinity' then
        old.recorded_to := new.recorded_to;
        old.closed_by := new.closed_by;
        if old is not distinct from new then
            return new;
        end if;
    end if;
    raise exception 'history of % is append-only', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;

CREATE FUNCTION bureaus_known() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if exists (select from (select distinct bureau_id from added) a
               where not exists (select from bureau b where b.id = a.bureau_id)) then
        raise exception 'a process of a bureau that is not there'
            using errcode = 'foreign_key_violation', constraint = 'process_bureau_fk';
    end if;
    return null;
end $$;

CREATE FUNCTION chain_end() RETURNS TABLE(at timestamp with time zone, hash bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$ select c.at, c.hash from change c order by c.at desc limit 1 $$;

CREATE FUNCTION change_hash(change_id bigint) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $_$ select c.hash from change c where c.id = $1 $_$;

CREATE FUNCTION edition_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

CREATE FUNCTION edition_watch(name regclass, part text) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION group_list(members bigint[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $$ select case when members <> '{}' then cardinality(members) || ' 手続（' || left(md5(members::text), 8) || '）' end $$;

CREATE FUNCTION never() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '% is never altered', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;

CREATE FUNCTION plan_adoption_decided_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.decided_at is not null
          and (old.decided_at, old.decided_id, old.decided_by, old.decided_why, old.change_id)
              is distinct from (new.decided_at, new.decided_id, new.decided_by, new.decided_why, new.change_id)
       or old.undone_at is not null and old is distinct from new
       or old.state in ('returned', 'withdrawn', 'undone') and old.state <> new.state then
        raise exception 'what was decided of % stays', tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_decided_once';
    end if;
    return new;
end $$;

CREATE FUNCTION plan_decided_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.outcome is not null and old.outcome::text is distinct from new.outcome::text
       or old.withdrawn_at is not null
          and (old.withdrawn_at, old.withdrawn_by, old.withdrawn_why)
              is distinct from (new.withdrawn_at, new.withdrawn_by, new.withdrawn_why) then
        raise exception 'what was decided of % stays', tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_decided_once';
    end if;
    return new;
end $$;

CREATE FUNCTION reached_bureau() RETURNS integer
    LANGUAGE sql STABLE
    RETURN CASE WHEN (current_setting('tetsuzuki.bureau'::text, true) ~ '^[0-9]{1,9}$'::text) THEN (current_setting('tetsuzuki.bureau'::text, true))::integer ELSE NULL::integer END;

CREATE FUNCTION reaches_all() RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (COALESCE(current_setting('tetsuzuki.bureau'::text, true), ''::text) = 'all'::text);

CREATE FUNCTION registry_clock() RETURNS timestamp with time zone
    LANGUAGE sql PARALLEL SAFE
    AS $$ select coalesce(nullif(current_setting('tetsuzuki.clock', true), '')::timestamptz, clock_timestamp()) $$;

CREATE FUNCTION seal() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET bytea_output TO 'hex'
    AS $$
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

CREATE FUNCTION seal_append(relation text, key text, was bytea, became bytea, origin text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET bytea_output TO 'hex'
    AS $_$
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
end $_$;

CREATE FUNCTION seal_end() RETURNS TABLE(id bigint, at timestamp with time zone, hash bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$ select s.id, s.at, s.hash from seal s order by s.id desc limit 1 $$;

CREATE FUNCTION seal_rows() RETURNS TABLE(relation text, key text, digest bytea)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET bytea_output TO 'hex'
    AS $$
declare t record;
begin
    for t in
        select c.relname, c.oid::regclass as name, string_to_array(encode(g.tgargs, 'escape'), '\000') as args
        from pg_trigger g join pg_class c on c.oid = g.tgrelid
        where g.tgfoid = 'seal()'::regprocedure
        order by c.relname
    loop
        return query execute format(
            'select %L::text, (select string_agg(r.j ->> k.name, '' '' order by k.place) from unnest(%L::text[]) with ordinality as k (name, place)),
                    sha256(convert_to((r.j - %L::text[])::text, ''UTF8''))
             from (select to_jsonb(t) as j from %s t) r', t.relname, t.args[1], t.args[2], t.name);
    end loop;
end $$;

CREATE FUNCTION seal_table(name regclass, unsealed text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION successors_end() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if exists (
        with recursive later (id) as (
            select new.successor_id
            union
            select s.successor_id from later l join bureau_successor s on s.bureau_id = l.id and s.recorded_to = 'infinity'
        )
        select from later where id = new.bureau_id) then
        raise exception 'a bureau that succeeds itself' using errcode = 'check_violation', constraint = 'bureau_successor_no_circle';
    end if;
    return null;
end $$;

CREATE FUNCTION usage_bounds(of_process bigint, usage_year integer, moment timestamp with time zone) RETURNS TABLE(total_below bigint, total_above bigint, online_below bigint, online_above bigint)
    LANGUAGE sql STABLE
    AS $$
select v.total - case v.total_qualifier when 'upper' then 0 when 'over' then v.total + 1 else v.total end,
       case when v.total_qualifier in ('lower', 'over') then null
            when v.total_qualifier = 'upper' then coalesce(v.total_upper, greatest(v.total - 1, 0))
            else coalesce(v.total_upper, v.total) end - v.total,
       v.online - case v.online_qualifier when 'upper' then 0 when 'over' then v.online + 1 else v.online end,
       case when v.online_qualifier in ('lower', 'over') then null
            when v.online_qualifier = 'upper' then coalesce(v.online_upper, greatest(v.online - 1, 0))
            else coalesce(v.online_upper, v.online) end - v.online
from volume v
where v.process_id = of_process and v.fiscal_year = usage_year and v.recorded_from <= moment and v.recorded_to > moment
  and (v.total_qualifier <> 'exact' or v.online_qualifier <> 'exact')
$$;

CREATE FUNCTION waiting_jobs(of_bureau integer) RETURNS TABLE(every bigint, own bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$ select count(*), count(*) filter (where coalesce(j.bureau_id, 0) = of_bureau) from job j where j.state = 'available' $$;

CREATE TABLE account (
    id bigint NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    bureau_id integer,
    password_hash text,
    created_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    disabled_at timestamp with time zone,
    last_sign_in_at timestamp with time zone,
    sample boolean DEFAULT false NOT NULL,
    email text,
    mails_since timestamp with time zone,
    initial_until timestamp with time zone,
    previous_sign_in_at timestamp with time zone,
    CONSTRAINT account_bureau_by_role CHECK (((bureau_id IS NOT NULL) = (role = ANY (ARRAY['officer'::text, 'approver'::text])))),
    CONSTRAINT account_email_form CHECK (((length(email) <= 254) AND (email ~ '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$'::text))),
    CONSTRAINT account_login_form CHECK ((login ~ '^[a-z0-9][a-z0-9._@-]{0,99}$'::text)),
    CONSTRAINT account_mails_need_email CHECK (((mails_since IS NULL) OR (email IS NOT NULL))),
    CONSTRAINT account_name_not_blank CHECK ((btrim(name) <> ''::text)),
    CONSTRAINT account_role_known CHECK ((role = ANY (ARRAY['officer'::text, 'approver'::text, 'planner'::text, 'headquarters'::text, 'auditor'::text, 'administrator'::text])))
);
ALTER TABLE account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME account_id_seq);
ALTER TABLE account ADD CONSTRAINT account_login_unique UNIQUE (login);
ALTER TABLE account ADD CONSTRAINT account_name_length CHECK ((length(name) <= 200)) NOT VALID;
ALTER TABLE account ADD CONSTRAINT account_pk PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER account_edition AFTER INSERT OR UPDATE OF sample ON account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.sample) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER account_sealed AFTER INSERT OR DELETE OR UPDATE ON account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE api_token (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_token_expires_later CHECK ((created_at < expires_at)),
    CONSTRAINT api_token_name_not_blank CHECK ((btrim(name) <> ''::text))
);
ALTER TABLE api_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME api_token_id_seq);
ALTER TABLE api_token ADD CONSTRAINT api_token_hash_unique UNIQUE (token_hash);
ALTER TABLE api_token ADD CONSTRAINT api_token_name_length CHECK ((length(name) <= 100)) NOT VALID;
ALTER TABLE api_token ADD CONSTRAINT api_token_pk PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER api_token_sealed AFTER INSERT OR DELETE OR UPDATE ON api_token DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{last_used_at}');

CREATE TABLE audit_event (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    kind text NOT NULL,
    object text DEFAULT ''::text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    CONSTRAINT audit_event_detail_object CHECK ((jsonb_typeof(detail) = 'object'::text)),
    CONSTRAINT audit_event_kind_form CHECK ((kind ~ '^[a-z_]+$'::text))
);
ALTER TABLE audit_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME audit_event_id_seq);
ALTER TABLE audit_event ADD CONSTRAINT audit_event_pk PRIMARY KEY (id);
CREATE INDEX audit_event_account ON audit_event USING btree (account_id, id DESC);
CREATE INDEX audit_event_bureau ON audit_event USING btree (((detail ->> 'bureau'::text)), id DESC) WHERE ((kind = 'export'::text) AND ((detail ->> 'bureau'::text) IS NOT NULL));
CREATE INDEX audit_event_kind ON audit_event USING btree (kind, id DESC);
CREATE TRIGGER audit_event_append_only BEFORE DELETE OR UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER audit_event_sealed AFTER INSERT OR DELETE OR UPDATE ON audit_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;

CREATE TABLE bulk_edit (
    id bigint NOT NULL,
    conditions text NOT NULL,
    patch jsonb NOT NULL,
    reason text NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone NOT NULL,
    state text NOT NULL,
    ended_at timestamp with time zone,
    ended_id bigint,
    ended_by text DEFAULT ''::text NOT NULL,
    end_reason text DEFAULT ''::text NOT NULL,
    change_id bigint,
    undone_by bigint,
    CONSTRAINT bulk_edit_conditions_length CHECK ((length(conditions) <= 20000)),
    CONSTRAINT bulk_edit_end_reason_length CHECK ((length(end_reason) <= 1000)),
    CONSTRAINT bulk_edit_reason_given CHECK (((btrim(reason) <> ''::text) AND (length(reason) <= 1000))),
    CONSTRAINT bulk_edit_state_known CHECK ((state = ANY (ARRAY['working'::text, 'failed'::text, 'waiting'::text, 'written'::text, 'returned'::text, 'withdrawn'::text]))),
    CONSTRAINT bulk_edit_undone CHECK (((undone_by IS NULL) OR (change_id IS NOT NULL))),
    CONSTRAINT bulk_edit_written CHECK (((state = 'written'::text) = (change_id IS NOT NULL)))
);
ALTER TABLE bulk_edit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME bulk_edit_id_seq);
ALTER TABLE bulk_edit ADD CONSTRAINT bulk_edit_pk PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER bulk_edit_sealed AFTER INSERT OR DELETE OR UPDATE ON bulk_edit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE bulk_edit ENABLE ROW LEVEL SECURITY;

CREATE TABLE bulk_edit_process (
    bulk_edit_id bigint NOT NULL,
    process_id bigint NOT NULL,
    version bigint NOT NULL,
    left_out text DEFAULT ''::text NOT NULL
);
ALTER TABLE bulk_edit_process ADD CONSTRAINT bulk_edit_process_pk PRIMARY KEY (bulk_edit_id, process_id);
CREATE CONSTRAINT TRIGGER bulk_edit_process_sealed AFTER INSERT OR DELETE OR UPDATE ON bulk_edit_process DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{bulk_edit_id,process_id}', '{}');
ALTER TABLE bulk_edit_process ENABLE ROW LEVEL SECURITY;

CREATE TABLE bureau (
    id integer NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    "position" integer NOT NULL,
    valid_from date DEFAULT '-infinity'::date NOT NULL,
    valid_to date DEFAULT 'infinity'::date NOT NULL,
    external boolean DEFAULT false NOT NULL,
    CONSTRAINT bureau_code_form CHECK ((code ~ '^B[0-9]{2,3}$'::text)),
    CONSTRAINT bureau_name_not_blank CHECK ((btrim(name) <> ''::text)),
    CONSTRAINT bureau_valid CHECK ((valid_from <= valid_to))
);
ALTER TABLE bureau ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME bureau_id_seq);
ALTER TABLE bureau ADD CONSTRAINT bureau_code_unique UNIQUE (code);
ALTER TABLE bureau ADD CONSTRAINT bureau_pk PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER bureau_edition AFTER INSERT OR DELETE OR UPDATE ON bureau DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER bureau_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON bureau FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER bureau_never_deleted BEFORE DELETE ON bureau FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER bureau_sealed AFTER INSERT OR DELETE OR UPDATE ON bureau DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE bureau_structure (
    id bigint NOT NULL,
    bureau_id integer,
    upload_id bigint NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    memory jsonb NOT NULL
);
ALTER TABLE bureau_structure ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME bureau_structure_id_seq);
ALTER TABLE bureau_structure ADD CONSTRAINT bureau_structure_pk PRIMARY KEY (id);
CREATE INDEX bureau_structure_bureau ON bureau_structure USING btree (bureau_id, id);
CREATE INDEX bureau_structure_upload ON bureau_structure USING btree (upload_id);
CREATE TRIGGER bureau_structure_append_only BEFORE DELETE OR UPDATE ON bureau_structure FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER bureau_structure_no_truncate BEFORE TRUNCATE ON bureau_structure FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER bureau_structure_sealed AFTER INSERT OR DELETE OR UPDATE ON bureau_structure DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE bureau_structure ENABLE ROW LEVEL SECURITY;

CREATE TABLE bureau_successor (
    bureau_id integer NOT NULL,
    successor_id integer NOT NULL,
    effective_on date NOT NULL,
    id integer NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint,
    closed_by bigint,
    CONSTRAINT bureau_successor_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT bureau_successor_other CHECK ((bureau_id <> successor_id)),
    CONSTRAINT bureau_successor_recorded CHECK ((recorded_from < recorded_to))
);
ALTER TABLE bureau_successor ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME bureau_successor_id_seq);
ALTER TABLE bureau_successor ADD CONSTRAINT bureau_successor_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX bureau_successor_once ON bureau_successor USING btree (bureau_id, successor_id) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER bureau_successor_edition AFTER INSERT OR DELETE OR UPDATE ON bureau_successor DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER bureau_successor_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON bureau_successor FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER bureau_successor_no_circle AFTER INSERT ON bureau_successor FOR EACH ROW EXECUTE FUNCTION successors_end();
CREATE CONSTRAINT TRIGGER bureau_successor_sealed AFTER INSERT OR DELETE OR UPDATE ON bureau_successor DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE bureau_term (
    id integer NOT NULL,
    bureau_id integer NOT NULL,
    name text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint,
    closed_by bigint,
    CONSTRAINT bureau_term_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT bureau_term_name_given CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100))),
    CONSTRAINT bureau_term_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT bureau_term_valid CHECK ((valid_from < valid_to))
);
ALTER TABLE bureau_term ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME bureau_term_id_seq);
ALTER TABLE bureau_term ADD CONSTRAINT bureau_term_one_bureau_of_a_name EXCLUDE USING gist (numrange((hashtextextended(name, (0)::bigint))::numeric, (hashtextextended(name, (0)::bigint))::numeric, '[]'::text) WITH &&, daterange(valid_from, valid_to) WITH &&) WHERE ((recorded_to = 'infinity'::timestamp with time zone));
ALTER TABLE bureau_term ADD CONSTRAINT bureau_term_one_name_of_a_day EXCLUDE USING gist (int4range(bureau_id, bureau_id, '[]'::text) WITH &&, daterange(valid_from, valid_to) WITH &&) WHERE ((recorded_to = 'infinity'::timestamp with time zone));
ALTER TABLE bureau_term ADD CONSTRAINT bureau_term_pk PRIMARY KEY (id);
CREATE INDEX bureau_term_bureau ON bureau_term USING btree (bureau_id);
CREATE CONSTRAINT TRIGGER bureau_term_edition AFTER INSERT OR DELETE OR UPDATE ON bureau_term DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER bureau_term_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON bureau_term FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER bureau_term_sealed AFTER INSERT OR DELETE OR UPDATE ON bureau_term DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE change (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    kind text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    upload_id bigint,
    previous_hash bytea NOT NULL,
    content_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT change_actor_not_blank CHECK ((btrim(actor) <> ''::text)),
    CONSTRAINT change_content_hash_length CHECK ((octet_length(content_hash) = 32)),
    CONSTRAINT change_hash_length CHECK ((octet_length(hash) = 32)),
    CONSTRAINT change_kind_known CHECK ((kind = ANY (ARRAY['import'::text, 'edit'::text, 'undo'::text, 'transfer'::text, 'setting'::text, 'sample'::text, 'snapshot'::text]))),
    CONSTRAINT change_previous_hash_length CHECK ((octet_length(previous_hash) = 32))
);
ALTER TABLE change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME change_id_seq);
ALTER TABLE change ADD CONSTRAINT change_at_unique UNIQUE (at);
ALTER TABLE change ADD CONSTRAINT change_pk PRIMARY KEY (id);
ALTER TABLE change ADD CONSTRAINT change_reason_length CHECK ((length(reason) <= 2000)) NOT VALID;
CREATE INDEX change_upload ON change USING btree (upload_id);
CREATE TRIGGER change_append_only BEFORE DELETE OR UPDATE ON change FOR EACH ROW EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER change_edition AFTER INSERT OR DELETE OR UPDATE ON change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('changes');
CREATE TRIGGER change_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON change FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('changes');
CREATE CONSTRAINT TRIGGER change_edition_sample AFTER INSERT ON change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.kind = 'sample'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER change_no_truncate BEFORE TRUNCATE ON change FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER change_sealed AFTER INSERT OR DELETE OR UPDATE ON change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE change ENABLE ROW LEVEL SECURITY;

CREATE TABLE code (
    list text NOT NULL,
    version integer NOT NULL,
    code text NOT NULL,
    label text NOT NULL,
    "position" integer NOT NULL
);
ALTER TABLE code ADD CONSTRAINT code_pk PRIMARY KEY (list, version, code);
CREATE CONSTRAINT TRIGGER code_edition AFTER INSERT OR DELETE OR UPDATE ON code DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER code_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON code FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER code_sealed AFTER INSERT OR DELETE OR UPDATE ON code DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{list,version,code}', '{}');

CREATE TABLE code_amendment (
    id bigint NOT NULL,
    list text NOT NULL,
    kind text NOT NULL,
    code text NOT NULL,
    writing text DEFAULT ''::text NOT NULL,
    effective_from date NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT code_amendment_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT code_amendment_code_given CHECK (((btrim(code) <> ''::text) AND (length(code) <= 100))),
    CONSTRAINT code_amendment_kind_known CHECK ((kind = ANY (ARRAY['writing'::text, 'choice'::text, 'label'::text, 'note'::text, 'order'::text, 'end'::text]))),
    CONSTRAINT code_amendment_list_given CHECK ((btrim(list) <> ''::text)),
    CONSTRAINT code_amendment_place CHECK (((kind <> 'order'::text) OR (writing ~ '^[1-9][0-9]{0,2}$'::text))),
    CONSTRAINT code_amendment_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT code_amendment_writing_given CHECK (((kind = ANY (ARRAY['writing'::text, 'label'::text, 'note'::text, 'order'::text])) = (btrim(writing) <> ''::text))),
    CONSTRAINT code_amendment_writing_length CHECK ((length(writing) <=
CASE kind
    WHEN 'note'::text THEN 1000
    ELSE 100
END))
);
ALTER TABLE code_amendment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME code_amendment_id_seq);
ALTER TABLE code_amendment ADD CONSTRAINT code_amendment_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX code_amendment_once ON code_amendment USING btree (list, kind, code, writing, effective_from) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER code_amendment_edition AFTER INSERT OR DELETE OR UPDATE ON code_amendment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER code_amendment_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON code_amendment FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER code_amendment_sealed AFTER INSERT OR DELETE OR UPDATE ON code_amendment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE code_list (
    name text NOT NULL,
    version integer NOT NULL,
    valid_from integer NOT NULL,
    valid_to integer,
    CONSTRAINT code_list_valid CHECK ((valid_to >= valid_from))
);
ALTER TABLE code_list ADD CONSTRAINT code_list_pk PRIMARY KEY (name, version);
CREATE CONSTRAINT TRIGGER code_list_edition AFTER INSERT OR DELETE OR UPDATE ON code_list DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER code_list_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON code_list FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER code_list_sealed AFTER INSERT OR DELETE OR UPDATE ON code_list DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{name,version}', '{}');

CREATE TABLE comparison (
    upload_id bigint NOT NULL,
    change_id bigint NOT NULL,
    as_of timestamp with time zone NOT NULL,
    bureaus integer[] NOT NULL,
    rows_new integer NOT NULL,
    rows_changed integer NOT NULL,
    rows_unchanged integer NOT NULL,
    rows_missing integer NOT NULL,
    conflicts_open integer NOT NULL,
    normalised_other integer NOT NULL,
    normalised_same integer NOT NULL,
    effect jsonb DEFAULT '{}'::jsonb NOT NULL
);
ALTER TABLE comparison ADD CONSTRAINT comparison_pk PRIMARY KEY (upload_id);
ALTER TABLE comparison ENABLE ROW LEVEL SECURITY;

CREATE TABLE comparison_conflict (
    upload_id bigint NOT NULL,
    place integer NOT NULL,
    ordinal integer NOT NULL,
    process_id bigint NOT NULL,
    field text NOT NULL,
    fiscal_year integer NOT NULL,
    base text NOT NULL,
    theirs text NOT NULL,
    mine text NOT NULL,
    answered boolean NOT NULL,
    take_mine boolean NOT NULL,
    actor text NOT NULL
);
ALTER TABLE comparison_conflict ADD CONSTRAINT comparison_conflict_pk PRIMARY KEY (upload_id, place);
CREATE INDEX comparison_conflict_open ON comparison_conflict USING btree (upload_id, answered, place);
ALTER TABLE comparison_conflict ENABLE ROW LEVEL SECURITY;

CREATE TABLE comparison_doubt (
    upload_id bigint NOT NULL,
    ordinal integer NOT NULL,
    candidates bigint[] NOT NULL,
    likeness double precision[] NOT NULL
);
ALTER TABLE comparison_doubt ADD CONSTRAINT comparison_doubt_pk PRIMARY KEY (upload_id, ordinal);
ALTER TABLE comparison_doubt ENABLE ROW LEVEL SECURITY;

CREATE TABLE comparison_field (
    upload_id bigint NOT NULL,
    field text NOT NULL,
    rows integer NOT NULL
);
ALTER TABLE comparison_field ADD CONSTRAINT comparison_field_pk PRIMARY KEY (upload_id, field);
ALTER TABLE comparison_field ENABLE ROW LEVEL SECURITY;

CREATE TABLE comparison_missing (
    upload_id bigint NOT NULL,
    process_id bigint NOT NULL
);
ALTER TABLE comparison_missing ADD CONSTRAINT comparison_missing_pk PRIMARY KEY (upload_id, process_id);
ALTER TABLE comparison_missing ENABLE ROW LEVEL SECURITY;

CREATE TABLE comparison_normalised (
    upload_id bigint NOT NULL,
    ordinal integer NOT NULL,
    cell text NOT NULL,
    titled boolean NOT NULL
);
ALTER TABLE comparison_normalised ADD CONSTRAINT comparison_normalised_pk PRIMARY KEY (upload_id, ordinal, cell, titled);
ALTER TABLE comparison_normalised ENABLE ROW LEVEL SECURITY;

CREATE TABLE comparison_row (
    upload_id bigint NOT NULL,
    ordinal integer NOT NULL,
    process_id bigint,
    recorded_from timestamp with time zone,
    kind text NOT NULL,
    fields text[],
    stays text[],
    concerns text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT comparison_row_kind_known CHECK ((kind = ANY (ARRAY['new'::text, 'changed'::text, 'unchanged'::text, 'faulty'::text])))
);
ALTER TABLE comparison_row ADD CONSTRAINT comparison_row_pk PRIMARY KEY (upload_id, ordinal);
CREATE INDEX comparison_row_kind ON comparison_row USING btree (upload_id, kind, ordinal);
ALTER TABLE comparison_row ENABLE ROW LEVEL SECURITY;

CREATE TABLE deputy (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    deputy_id bigint NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    CONSTRAINT deputy_ended CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
    CONSTRAINT deputy_other CHECK ((account_id <> deputy_id)),
    CONSTRAINT deputy_valid CHECK ((valid_from <= valid_to))
);
ALTER TABLE deputy ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME deputy_id_seq);
ALTER TABLE deputy ADD CONSTRAINT deputy_pk PRIMARY KEY (id);
CREATE INDEX deputy_account ON deputy USING btree (account_id);
CREATE INDEX deputy_deputy ON deputy USING btree (deputy_id);
CREATE CONSTRAINT TRIGGER deputy_sealed AFTER INSERT OR DELETE OR UPDATE ON deputy DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE deputy ENABLE ROW LEVEL SECURITY;

CREATE TABLE earlier_conflict (
    upload_id bigint NOT NULL,
    process_id bigint NOT NULL,
    field text NOT NULL,
    fiscal_year integer NOT NULL,
    theirs text NOT NULL,
    mine text NOT NULL,
    take_mine boolean NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE earlier_conflict ADD CONSTRAINT earlier_conflict_pk PRIMARY KEY (upload_id, process_id, field, fiscal_year);
ALTER TABLE earlier_conflict ENABLE ROW LEVEL SECURITY;

CREATE TABLE earlier_match (
    upload_id bigint NOT NULL,
    ordinal integer NOT NULL,
    process_id bigint,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE earlier_match ADD CONSTRAINT earlier_match_pk PRIMARY KEY (upload_id, ordinal);
ALTER TABLE earlier_match ENABLE ROW LEVEL SECURITY;

CREATE TABLE earlier_missing (
    upload_id bigint NOT NULL,
    process_id bigint NOT NULL
);
ALTER TABLE earlier_missing ADD CONSTRAINT earlier_missing_pk PRIMARY KEY (upload_id, process_id);
ALTER TABLE earlier_missing ENABLE ROW LEVEL SECURITY;

CREATE TABLE earlier_row (
    upload_id bigint NOT NULL,
    ordinal integer NOT NULL,
    bureau_id integer NOT NULL,
    identity_key bytea NOT NULL,
    process_id bigint,
    content jsonb NOT NULL
);
ALTER TABLE earlier_row ADD CONSTRAINT earlier_row_pk PRIMARY KEY (upload_id, ordinal);
ALTER TABLE earlier_row ENABLE ROW LEVEL SECURITY;

CREATE TABLE edit_approval (
    id bigint NOT NULL,
    required boolean NOT NULL,
    reason text NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    CONSTRAINT edit_approval_reason_length CHECK ((length(reason) <= 1000)),
    CONSTRAINT edit_approval_reason_not_blank CHECK ((btrim(reason) <> ''::text))
);
ALTER TABLE edit_approval ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME edit_approval_id_seq);
ALTER TABLE edit_approval ADD CONSTRAINT edit_approval_pk PRIMARY KEY (id);
CREATE TRIGGER edit_approval_append_only BEFORE DELETE OR UPDATE ON edit_approval FOR EACH ROW EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER edit_approval_edition AFTER INSERT OR DELETE OR UPDATE ON edit_approval DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER edit_approval_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON edit_approval FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER edit_approval_sealed AFTER INSERT OR DELETE OR UPDATE ON edit_approval DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE edition (
    one boolean NOT NULL,
    changes bigint NOT NULL,
    changed_at timestamp with time zone,
    change_id bigint,
    settings bigint NOT NULL,
    CONSTRAINT edition_one CHECK (one)
);
ALTER TABLE edition ADD CONSTRAINT edition_pk PRIMARY KEY (one);

CREATE TABLE entered_figure (
    id bigint NOT NULL,
    name text NOT NULL,
    day date NOT NULL,
    rate_kind text NOT NULL,
    rate numeric(6,5) NOT NULL,
    numerator bigint,
    denominator bigint,
    source text NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT entered_figure_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT entered_figure_denominator_positive CHECK ((denominator > 0)),
    CONSTRAINT entered_figure_named CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100))),
    CONSTRAINT entered_figure_numerator_positive CHECK ((numerator >= 0)),
    CONSTRAINT entered_figure_part CHECK ((numerator <= denominator)),
    CONSTRAINT entered_figure_rate_known CHECK ((rate_kind = ANY (ARRAY['process'::text, 'cases'::text, 'usage'::text, 'discretion'::text]))),
    CONSTRAINT entered_figure_rate_share CHECK (((rate >= (0)::numeric) AND (rate <= (1)::numeric))),
    CONSTRAINT entered_figure_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT entered_figure_source_given CHECK (((btrim(source) <> ''::text) AND (length(source) <= 1000)))
);
ALTER TABLE entered_figure ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME entered_figure_id_seq);
ALTER TABLE entered_figure ADD CONSTRAINT entered_figure_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX entered_figure_once ON entered_figure USING btree (day, rate_kind, source) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER entered_figure_edition AFTER INSERT OR DELETE OR UPDATE ON entered_figure DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER entered_figure_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON entered_figure FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER entered_figure_sealed AFTER INSERT OR DELETE OR UPDATE ON entered_figure DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE SEQUENCE group_number
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    account_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE identity ADD CONSTRAINT identity_pk PRIMARY KEY (issuer, subject);
CREATE INDEX identity_account ON identity USING btree (account_id);
CREATE CONSTRAINT TRIGGER identity_sealed AFTER INSERT OR DELETE OR UPDATE ON identity DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{issuer,subject}', '{}');

CREATE TABLE job (
    id bigint NOT NULL,
    kind text NOT NULL,
    state text DEFAULT 'available'::text NOT NULL,
    account_id bigint,
    bureau_id integer,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    message text DEFAULT ''::text NOT NULL,
    step text DEFAULT ''::text NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    max_attempts integer DEFAULT 3 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    claimed_by text,
    heartbeat_at timestamp with time zone,
    finished_at timestamp with time zone,
    actor text NOT NULL,
    key text DEFAULT ''::text NOT NULL,
    claim bigint DEFAULT 0 NOT NULL,
    claimed_at timestamp with time zone,
    CONSTRAINT job_actor_not_blank CHECK ((btrim(actor) <> ''::text)),
    CONSTRAINT job_attempt_within CHECK (((attempt >= 0) AND (attempt <= max_attempts))),
    CONSTRAINT job_finished CHECK (((state = ANY (ARRAY['done'::text, 'failed'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT job_max_attempts_positive CHECK ((max_attempts > 0)),
    CONSTRAINT job_progress_not_negative CHECK (((done >= 0) AND (total >= 0))),
    CONSTRAINT job_running_has_heartbeat CHECK (((state = 'running'::text) = (heartbeat_at IS NOT NULL))),
    CONSTRAINT job_running_is_claimed CHECK (((state = 'running'::text) = (claimed_by IS NOT NULL))),
    CONSTRAINT job_state_known CHECK ((state = ANY (ARRAY['available'::text, 'running'::text, 'done'::text, 'failed'::text])))
);
ALTER TABLE job ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME job_id_seq);
ALTER TABLE job ADD CONSTRAINT job_pk PRIMARY KEY (id);
CREATE INDEX job_available ON job USING btree (run_at, id) WHERE (state = 'available'::text);
CREATE INDEX job_finished_at ON job USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX job_key ON job USING btree (kind, key, id);
CREATE INDEX job_running ON job USING btree (heartbeat_at) WHERE (state = 'running'::text);
CREATE INDEX job_served ON job USING btree (COALESCE(bureau_id, 0), claimed_at);
CREATE UNIQUE INDEX job_unfinished_key ON job USING btree (kind, COALESCE(bureau_id, 0), key) WHERE ((key <> ''::text) AND (state = ANY (ARRAY['available'::text, 'running'::text])));
ALTER TABLE job ENABLE ROW LEVEL SECURITY;

CREATE TABLE law_setting (
    id bigint NOT NULL,
    kind text NOT NULL,
    written text NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT law_setting_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT law_setting_kind_known CHECK ((kind = ANY (ARRAY['alias'::text, 'ministry'::text]))),
    CONSTRAINT law_setting_reason_given CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT law_setting_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT law_setting_value CHECK (((btrim(value) <> ''::text) AND (length(value) <= 200))),
    CONSTRAINT law_setting_written CHECK (((btrim(written) <> ''::text) AND (length(written) <= 1000)))
);
ALTER TABLE law_setting ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME law_setting_id_seq);
ALTER TABLE law_setting ADD CONSTRAINT law_setting_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX law_setting_once ON law_setting USING btree (kind, key) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER law_setting_edition AFTER INSERT OR DELETE OR UPDATE ON law_setting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER law_setting_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON law_setting FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER law_setting_sealed AFTER INSERT OR DELETE OR UPDATE ON law_setting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE mail (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    notice text NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    upload_id bigint,
    transfer_id bigint,
    round_id integer,
    bureau_id integer,
    bureaus text[] DEFAULT '{}'::text[] NOT NULL,
    deadline date,
    message_id uuid DEFAULT gen_random_uuid() NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    problem text DEFAULT ''::text NOT NULL,
    seal text DEFAULT ''::text NOT NULL,
    change_id bigint,
    CONSTRAINT mail_ended CHECK (((state = 'waiting'::text) = (ended_at IS NULL))),
    CONSTRAINT mail_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text, 'dropped'::text])))
);
ALTER TABLE mail ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME mail_id_seq);
ALTER TABLE mail ADD CONSTRAINT mail_once UNIQUE (account_id, notice);
ALTER TABLE mail ADD CONSTRAINT mail_pk PRIMARY KEY (id);
CREATE INDEX mail_ended_at ON mail USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX mail_waiting ON mail USING btree (next_at) WHERE (state = 'waiting'::text);
ALTER TABLE mail ENABLE ROW LEVEL SECURITY;

CREATE TABLE notice_read (
    account_id bigint NOT NULL,
    until timestamp with time zone NOT NULL
);
ALTER TABLE notice_read ADD CONSTRAINT notice_read_pk PRIMARY KEY (account_id);

CREATE TABLE organisation_entry (
    id integer NOT NULL,
    kind text NOT NULL,
    effective_on date NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT organisation_entry_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT organisation_entry_kind_known CHECK ((kind = ANY (ARRAY['add'::text, 'rename'::text, 'split'::text, 'merge'::text, 'close'::text]))),
    CONSTRAINT organisation_entry_reason_given CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT organisation_entry_recorded CHECK ((recorded_from < recorded_to))
);
ALTER TABLE organisation_entry ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME organisation_entry_id_seq);
ALTER TABLE organisation_entry ADD CONSTRAINT organisation_entry_pk PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER organisation_entry_edition AFTER INSERT OR DELETE OR UPDATE ON organisation_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER organisation_entry_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON organisation_entry FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER organisation_entry_sealed AFTER INSERT OR DELETE OR UPDATE ON organisation_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE organisation_part (
    id integer NOT NULL,
    entry_id integer NOT NULL,
    side text NOT NULL,
    bureau_id integer NOT NULL,
    name text NOT NULL,
    departments text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT organisation_part_side_known CHECK ((side = ANY (ARRAY['before'::text, 'after'::text])))
);
ALTER TABLE organisation_part ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME organisation_part_id_seq);
ALTER TABLE organisation_part ADD CONSTRAINT organisation_part_once UNIQUE (entry_id, side, bureau_id);
ALTER TABLE organisation_part ADD CONSTRAINT organisation_part_pk PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER organisation_part_edition AFTER INSERT OR DELETE OR UPDATE ON organisation_part DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER organisation_part_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON organisation_part FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER organisation_part_sealed AFTER INSERT OR DELETE OR UPDATE ON organisation_part DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE password_link (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    until timestamp with time zone NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    made_by text NOT NULL,
    hashes text[] DEFAULT '{}'::text[] NOT NULL
);
ALTER TABLE password_link ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME password_link_id_seq);
ALTER TABLE password_link ADD CONSTRAINT password_link_once UNIQUE (account_id);
ALTER TABLE password_link ADD CONSTRAINT password_link_pk PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER password_link_sealed AFTER INSERT OR DELETE OR UPDATE ON password_link DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE pending_edit (
    id bigint NOT NULL,
    process_id bigint NOT NULL,
    bureau_id integer NOT NULL,
    version bigint NOT NULL,
    patch jsonb NOT NULL,
    reason text NOT NULL,
    account_id bigint NOT NULL,
    actor text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    ended_at timestamp with time zone,
    ended_id bigint,
    ended_by text DEFAULT ''::text NOT NULL,
    end_reason text DEFAULT ''::text NOT NULL,
    change_id bigint,
    CONSTRAINT pending_edit_end_reason_length CHECK ((length(end_reason) <= 1000)),
    CONSTRAINT pending_edit_ended CHECK (((state = 'waiting'::text) = (ended_at IS NULL))),
    CONSTRAINT pending_edit_other_person CHECK (((state <> 'approved'::text) OR (ended_id <> account_id))),
    CONSTRAINT pending_edit_reason_length CHECK ((length(reason) <= 1000)),
    CONSTRAINT pending_edit_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'returned'::text, 'withdrawn'::text]))),
    CONSTRAINT pending_edit_written CHECK (((state = 'approved'::text) = (change_id IS NOT NULL)))
);
ALTER TABLE pending_edit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME pending_edit_id_seq);
ALTER TABLE pending_edit ADD CONSTRAINT pending_edit_pk PRIMARY KEY (id);
CREATE INDEX pending_edit_account ON pending_edit USING btree (account_id, id);
CREATE UNIQUE INDEX pending_edit_once ON pending_edit USING btree (process_id, version) WHERE (state = 'waiting'::text);
CREATE INDEX pending_edit_waiting ON pending_edit USING btree (bureau_id, id) WHERE (state = 'waiting'::text);
CREATE CONSTRAINT TRIGGER pending_edit_edition AFTER INSERT OR DELETE OR UPDATE ON pending_edit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER pending_edit_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON pending_edit FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER pending_edit_sealed AFTER INSERT OR DELETE OR UPDATE ON pending_edit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE pending_edit ENABLE ROW LEVEL SECURITY;

CREATE TABLE plan (
    id bigint NOT NULL,
    name text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    wish json NOT NULL,
    as_of timestamp with time zone,
    made_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    outcome json,
    problem text DEFAULT ''::text NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by text DEFAULT ''::text NOT NULL,
    withdrawn_why text DEFAULT ''::text NOT NULL,
    CONSTRAINT plan_name_not_blank CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100))),
    CONSTRAINT plan_note_length CHECK ((length(note) <= 1000)),
    CONSTRAINT plan_outcome_or_problem CHECK (((outcome IS NULL) OR (problem = ''::text))),
    CONSTRAINT plan_withdrawn CHECK (((withdrawn_at IS NULL) = (btrim(withdrawn_why) = ''::text))),
    CONSTRAINT plan_withdrawn_why_length CHECK ((length(withdrawn_why) <= 1000))
);
ALTER TABLE plan ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME plan_id_seq);
ALTER TABLE plan ADD CONSTRAINT plan_pk PRIMARY KEY (id);
CREATE INDEX plan_made_at ON plan USING btree (made_at);
CREATE TRIGGER plan_decided_once BEFORE UPDATE ON plan FOR EACH ROW EXECUTE FUNCTION plan_decided_once();
CREATE TRIGGER plan_never_deleted BEFORE DELETE ON plan FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER plan_no_truncate BEFORE TRUNCATE ON plan FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER plan_sealed AFTER INSERT OR DELETE OR UPDATE ON plan DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE plan ENABLE ROW LEVEL SECURITY;

CREATE TABLE plan_adoption (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    reason text NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    state text NOT NULL,
    decided_at timestamp with time zone,
    decided_id bigint,
    decided_by text DEFAULT ''::text NOT NULL,
    decided_why text DEFAULT ''::text NOT NULL,
    processes integer DEFAULT 0 NOT NULL,
    change_id bigint,
    undone_at timestamp with time zone,
    undone_by text DEFAULT ''::text NOT NULL,
    undone_why text DEFAULT ''::text NOT NULL,
    undo_id bigint,
    CONSTRAINT plan_adoption_decided CHECK (((state = 'waiting'::text) = (decided_at IS NULL))),
    CONSTRAINT plan_adoption_decided_why_length CHECK ((length(decided_why) <= 1000)),
    CONSTRAINT plan_adoption_reason_not_blank CHECK (((btrim(reason) <> ''::text) AND (length(reason) <= 1000))),
    CONSTRAINT plan_adoption_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'adopted'::text, 'returned'::text, 'withdrawn'::text, 'undone'::text]))),
    CONSTRAINT plan_adoption_undone CHECK ((((state = 'undone'::text) = (undo_id IS NOT NULL)) AND ((undo_id IS NULL) = (undone_at IS NULL)))),
    CONSTRAINT plan_adoption_undone_why_length CHECK ((length(undone_why) <= 1000)),
    CONSTRAINT plan_adoption_written CHECK (((state = ANY (ARRAY['adopted'::text, 'undone'::text])) = (change_id IS NOT NULL)))
);
ALTER TABLE plan_adoption ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME plan_adoption_id_seq);
ALTER TABLE plan_adoption ADD CONSTRAINT plan_adoption_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX plan_adoption_once ON plan_adoption USING btree (plan_id) WHERE (state = ANY (ARRAY['waiting'::text, 'adopted'::text]));
CREATE TRIGGER plan_adoption_decided_once BEFORE UPDATE ON plan_adoption FOR EACH ROW EXECUTE FUNCTION plan_adoption_decided_once();
CREATE TRIGGER plan_adoption_never_deleted BEFORE DELETE ON plan_adoption FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER plan_adoption_no_truncate BEFORE TRUNCATE ON plan_adoption FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER plan_adoption_sealed AFTER INSERT OR DELETE OR UPDATE ON plan_adoption DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE plan_adoption ENABLE ROW LEVEL SECURITY;

CREATE TABLE plan_notice (
    adoption_id bigint NOT NULL,
    bureau_id integer NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    plan text NOT NULL,
    text text NOT NULL,
    processes integer NOT NULL,
    change_id bigint NOT NULL,
    CONSTRAINT plan_notice_kind_known CHECK ((kind = ANY (ARRAY['adopted'::text, 'undone'::text])))
);
ALTER TABLE plan_notice ADD CONSTRAINT plan_notice_pk PRIMARY KEY (adoption_id, bureau_id, kind);
CREATE INDEX plan_notice_at ON plan_notice USING btree (at);
CREATE TRIGGER plan_notice_append_only BEFORE DELETE OR UPDATE ON plan_notice FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER plan_notice_no_truncate BEFORE TRUNCATE ON plan_notice FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER plan_notice_sealed AFTER INSERT OR DELETE OR UPDATE ON plan_notice DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{adoption_id,bureau_id,kind}', '{}');
ALTER TABLE plan_notice ENABLE ROW LEVEL SECURITY;

CREATE TABLE process (
    process_id bigint NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    bureau_id integer NOT NULL,
    department text DEFAULT ''::text NOT NULL,
    division text DEFAULT ''::text NOT NULL,
    procedure_name text NOT NULL,
    process_name text DEFAULT ''::text NOT NULL,
    process_type text DEFAULT ''::text NOT NULL,
    applicant text DEFAULT ''::text NOT NULL,
    recipient text DEFAULT ''::text NOT NULL,
    legal_basis text DEFAULT ''::text NOT NULL,
    legal_article text DEFAULT ''::text NOT NULL,
    affair_category text DEFAULT ''::text NOT NULL,
    digitization_status text DEFAULT ''::text NOT NULL,
    planned_fiscal_year integer,
    digitized_on date,
    obstacle text[] DEFAULT '{}'::text[] NOT NULL,
    national_law_change text DEFAULT 'unknown'::text NOT NULL,
    law_to_change text DEFAULT ''::text NOT NULL,
    ministry text DEFAULT ''::text NOT NULL,
    scope text DEFAULT 'in'::text NOT NULL,
    platform text DEFAULT ''::text NOT NULL,
    identity_method text DEFAULT ''::text NOT NULL,
    fee text DEFAULT ''::text NOT NULL,
    payment_methods text[] DEFAULT '{}'::text[] NOT NULL,
    attachments text[] DEFAULT '{}'::text[] NOT NULL,
    seal_required text DEFAULT ''::text NOT NULL,
    standard_processing_period text DEFAULT ''::text NOT NULL,
    remarks text DEFAULT ''::text NOT NULL,
    priority_override text DEFAULT ''::text NOT NULL,
    priority_reason text DEFAULT ''::text NOT NULL,
    volume_total bigint,
    volume_year integer,
    volume_qualifier text,
    volume_low bigint,
    volume_high bigint,
    usage_total bigint,
    usage_online bigint,
    usage_year integer,
    search_text text NOT NULL,
    identity_key bytea NOT NULL,
    CONSTRAINT process_closed_by_change CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT process_fee_known CHECK ((fee = ANY (ARRAY[''::text, 'none'::text, 'required'::text]))),
    CONSTRAINT process_national_law_change_known CHECK ((national_law_change = ANY (ARRAY['required'::text, 'not_required'::text, 'unknown'::text]))),
    CONSTRAINT process_planned_fiscal_year_plausible CHECK (((planned_fiscal_year >= 1868) AND (planned_fiscal_year <= 2100))),
    CONSTRAINT process_priority_override_known CHECK ((priority_override = ANY (ARRAY[''::text, 'yes'::text, 'no'::text]))),
    CONSTRAINT process_priority_override_reason CHECK (((priority_override = ''::text) OR (btrim(priority_reason) <> ''::text))),
    CONSTRAINT process_procedure_name_not_blank CHECK ((btrim(procedure_name) <> ''::text)),
    CONSTRAINT process_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT process_scope_known CHECK ((scope = ANY (ARRAY['in'::text, 'out'::text]))),
    CONSTRAINT process_seal_required_known CHECK ((seal_required = ANY (ARRAY[''::text, 'yes'::text, 'no'::text, 'unknown'::text]))),
    CONSTRAINT process_status_known CHECK ((digitization_status = ANY (ARRAY[''::text, 'done'::text, 'partial'::text, 'in_progress'::text, 'planned'::text, 'considering'::text, 'not_started'::text, 'exempt'::text, 'abolished'::text]))),
    CONSTRAINT process_usage_whole CHECK ((((usage_total IS NULL) = (usage_year IS NULL)) AND ((usage_total IS NULL) = (usage_online IS NULL)))),
    CONSTRAINT process_volume_order CHECK (((volume_low >= 0) AND (volume_high >= volume_low))),
    CONSTRAINT process_volume_qualifier_known CHECK ((volume_qualifier = ANY (ARRAY['exact'::text, 'approx'::text, 'lower'::text, 'over'::text, 'upper'::text, 'range'::text]))),
    CONSTRAINT process_volume_whole CHECK ((((volume_total IS NULL) = (volume_year IS NULL)) AND ((volume_total IS NULL) = (volume_qualifier IS NULL)) AND ((volume_total IS NULL) = (volume_low IS NULL)) AND ((volume_total IS NOT NULL) OR (volume_high IS NULL))))
);
ALTER TABLE process ADD CONSTRAINT process_pk PRIMARY KEY (process_id, recorded_from);
ALTER TABLE process ADD CONSTRAINT process_priority_reason_length CHECK ((length(priority_reason) <= 1000)) NOT VALID;
CREATE INDEX process_change ON process USING btree (change_id);
CREATE INDEX process_closed_by ON process USING btree (closed_by) WHERE (closed_by IS NOT NULL);
CREATE INDEX process_documents_key ON process USING btree (hash_array_extended(attachments, (0)::bigint), process_type, bureau_id, hashtextextended(split_part(search_text, '
'::text, 3), (0)::bigint), process_id) WHERE (attachments <> '{}'::text[]);
CREATE INDEX process_law_key ON process USING btree (hashtextextended(split_part(search_text, '
'::text, 3), (0)::bigint), bureau_id, hashtextextended(split_part(search_text, '
'::text, 4), (0)::bigint), process_id) WHERE (legal_basis <> ''::text);
CREATE INDEX process_name_key ON process USING btree (hashtextextended(split_part(search_text, '
'::text, 1), (0)::bigint), bureau_id, process_id);
CREATE UNIQUE INDEX process_now ON process USING btree (process_id) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE INDEX process_now_bureau ON process USING btree (bureau_id, process_id) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE INDEX process_now_law ON process USING btree (legal_basis, process_id) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE INDEX process_now_law_change ON process USING btree (array_position(ARRAY['required'::text, 'not_required'::text], national_law_change), process_id) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE INDEX process_now_name ON process USING btree (procedure_name, process_id) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE INDEX process_now_planned_year ON process USING btree (planned_fiscal_year, process_id) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE INDEX process_now_status ON process USING btree (array_position(ARRAY['done'::text, 'partial'::text, 'in_progress'::text, 'planned'::text, 'considering'::text, 'not_started'::text, 'exempt'::text, 'abolished'::text], digitization_status), process_id) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE INDEX process_now_vague ON process USING btree (volume_total, process_id) WHERE ((recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone) AND (volume_qualifier = ANY (ARRAY['lower'::text, 'over'::text, 'upper'::text, 'range'::text])));
CREATE INDEX process_now_volume ON process USING btree (volume_total, process_id) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE TRIGGER process_append_only BEFORE DELETE OR UPDATE ON process FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER process_bureaus_known AFTER INSERT ON process REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION bureaus_known();
CREATE TRIGGER process_no_truncate BEFORE TRUNCATE ON process FOR EACH STATEMENT EXECUTE FUNCTION never();
ALTER TABLE process ENABLE ROW LEVEL SECURITY;

CREATE TABLE process_group (
    id bigint NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    source text NOT NULL,
    members bigint[] NOT NULL,
    filter text NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT process_group_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT process_group_described CHECK ((length(description) <= 2000)),
    CONSTRAINT process_group_filter_length CHECK ((length(filter) <= 4000)),
    CONSTRAINT process_group_list_or_filter CHECK (((filter = ''::text) <> (members = '{}'::bigint[]))),
    CONSTRAINT process_group_named CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100))),
    CONSTRAINT process_group_reason_given CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT process_group_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT process_group_source_given CHECK (((btrim(source) <> ''::text) AND (length(source) <= 1000)))
);
ALTER TABLE process_group ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME process_group_id_seq);
ALTER TABLE process_group ADD CONSTRAINT process_group_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX process_group_one_name ON process_group USING btree (name) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE UNIQUE INDEX process_group_one_version ON process_group USING btree (number) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER process_group_edition AFTER INSERT OR DELETE OR UPDATE ON process_group DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER process_group_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON process_group FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER process_group_sealed AFTER INSERT OR DELETE OR UPDATE ON process_group DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE SEQUENCE process_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE proposal (
    id bigint NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    laws text NOT NULL,
    ministry text NOT NULL,
    filter text NOT NULL,
    links text[] NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT proposal_body_length CHECK ((length(body) <= 10000)),
    CONSTRAINT proposal_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT proposal_filter_length CHECK ((length(filter) <= 4000)),
    CONSTRAINT proposal_laws_length CHECK ((length(laws) <= 2000)),
    CONSTRAINT proposal_links_few CHECK ((cardinality(links) <= 20)),
    CONSTRAINT proposal_ministry_length CHECK ((length(ministry) <= 200)),
    CONSTRAINT proposal_reason_given CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT proposal_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT proposal_titled CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)))
);
ALTER TABLE proposal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME proposal_id_seq);
ALTER TABLE proposal ADD CONSTRAINT proposal_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX proposal_one_title ON proposal USING btree (title) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE UNIQUE INDEX proposal_one_version ON proposal USING btree (number) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER proposal_edition AFTER INSERT OR DELETE OR UPDATE ON proposal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER proposal_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON proposal FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER proposal_sealed AFTER INSERT OR DELETE OR UPDATE ON proposal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE proposal_answer (
    number integer NOT NULL,
    process_id bigint NOT NULL,
    bureau_id integer NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    change_id bigint NOT NULL,
    CONSTRAINT proposal_answer_reason_given CHECK (((btrim(reason) <> ''::text) AND (length(reason) <= 1000)))
);
ALTER TABLE proposal_answer ADD CONSTRAINT proposal_answer_pk PRIMARY KEY (number, process_id);
CREATE TRIGGER proposal_answer_append_only BEFORE DELETE OR UPDATE ON proposal_answer FOR EACH ROW EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER proposal_answer_edition AFTER INSERT OR DELETE OR UPDATE ON proposal_answer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER proposal_answer_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON proposal_answer FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER proposal_answer_no_truncate BEFORE TRUNCATE ON proposal_answer FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER proposal_answer_sealed AFTER INSERT OR DELETE OR UPDATE ON proposal_answer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{number,process_id}', '{}');
ALTER TABLE proposal_answer ENABLE ROW LEVEL SECURITY;

CREATE SEQUENCE proposal_number
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE proposal_state (
    id bigint NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    day date NOT NULL,
    due date,
    answer text NOT NULL,
    members bigint[] NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    change_id bigint NOT NULL,
    CONSTRAINT proposal_state_answer_length CHECK ((length(answer) <= 10000)),
    CONSTRAINT proposal_state_known CHECK ((state = ANY (ARRAY['considering'::text, 'sent'::text, 'responding'::text, 'realized'::text, 'refused'::text])))
);
ALTER TABLE proposal_state ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME proposal_state_id_seq);
ALTER TABLE proposal_state ADD CONSTRAINT proposal_state_pk PRIMARY KEY (id);
CREATE INDEX proposal_state_number ON proposal_state USING btree (number, id);
CREATE TRIGGER proposal_state_append_only BEFORE DELETE OR UPDATE ON proposal_state FOR EACH ROW EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER proposal_state_edition AFTER INSERT OR DELETE OR UPDATE ON proposal_state DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER proposal_state_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON proposal_state FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER proposal_state_no_truncate BEFORE TRUNCATE ON proposal_state FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER proposal_state_sealed AFTER INSERT OR DELETE OR UPDATE ON proposal_state DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE recovery_code (
    account_id bigint NOT NULL,
    code_hash bytea NOT NULL,
    CONSTRAINT recovery_code_hash_length CHECK ((octet_length(code_hash) = 32))
);
ALTER TABLE recovery_code ADD CONSTRAINT recovery_code_pk PRIMARY KEY (account_id, code_hash);
CREATE CONSTRAINT TRIGGER recovery_code_sealed AFTER INSERT OR DELETE OR UPDATE ON recovery_code DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{account_id,code_hash}', '{}');

CREATE TABLE related_decision (
    id bigint NOT NULL,
    process_id bigint NOT NULL,
    other_id bigint NOT NULL,
    related boolean NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT related_decision_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT related_decision_order CHECK ((process_id < other_id)),
    CONSTRAINT related_decision_reason_given CHECK (((btrim(reason) <> ''::text) AND (length(reason) <= 1000))),
    CONSTRAINT related_decision_recorded CHECK ((recorded_from < recorded_to))
);
ALTER TABLE related_decision ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME related_decision_id_seq);
ALTER TABLE related_decision ADD CONSTRAINT related_decision_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX related_decision_one ON related_decision USING btree (process_id, other_id) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE INDEX related_decision_other ON related_decision USING btree (other_id);
CREATE CONSTRAINT TRIGGER related_decision_edition AFTER INSERT OR DELETE OR UPDATE ON related_decision DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER related_decision_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON related_decision FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER related_decision_sealed AFTER INSERT OR DELETE OR UPDATE ON related_decision DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE related_decision ENABLE ROW LEVEL SECURITY;

CREATE TABLE remark_draft (
    id bigint NOT NULL,
    upload_id bigint NOT NULL,
    account_id bigint NOT NULL,
    sheet text NOT NULL,
    cell text NOT NULL,
    text text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    CONSTRAINT remark_draft_place_length CHECK (((length(sheet) <= 255) AND (length(cell) <= 20))),
    CONSTRAINT remark_draft_text_length CHECK ((length(text) <= 1000)),
    CONSTRAINT remark_draft_text_not_blank CHECK ((btrim(text) <> ''::text))
);
ALTER TABLE remark_draft ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME remark_draft_id_seq);
ALTER TABLE remark_draft ADD CONSTRAINT remark_draft_pk PRIMARY KEY (id);
CREATE INDEX remark_draft_of ON remark_draft USING btree (upload_id, account_id, id);
ALTER TABLE remark_draft ENABLE ROW LEVEL SECURITY;

CREATE TABLE reminder (
    id bigint NOT NULL,
    round_id integer NOT NULL,
    bureau_id integer NOT NULL,
    kind text NOT NULL,
    day date NOT NULL,
    deadline date NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    CONSTRAINT reminder_actor CHECK (((kind = 'asked'::text) = (actor <> ''::text))),
    CONSTRAINT reminder_kind_known CHECK ((kind = ANY (ARRAY['before'::text, 'late'::text, 'asked'::text])))
);
ALTER TABLE reminder ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME reminder_id_seq);
ALTER TABLE reminder ADD CONSTRAINT reminder_once UNIQUE (round_id, bureau_id, kind, day);
ALTER TABLE reminder ADD CONSTRAINT reminder_pk PRIMARY KEY (id);
CREATE INDEX reminder_at ON reminder USING btree (at);
CREATE TRIGGER reminder_append_only BEFORE DELETE OR UPDATE ON reminder FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER reminder_no_truncate BEFORE TRUNCATE ON reminder FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER reminder_sealed AFTER INSERT OR DELETE OR UPDATE ON reminder DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE reminder ENABLE ROW LEVEL SECURITY;

CREATE TABLE reminder_reached (
    reminder_id bigint NOT NULL,
    account_id bigint NOT NULL,
    way text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    name text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    CONSTRAINT reminder_reached_address CHECK (((way = 'mail'::text) = (address <> ''::text))),
    CONSTRAINT reminder_reached_way_known CHECK ((way = ANY (ARRAY['notice'::text, 'mail'::text])))
);
ALTER TABLE reminder_reached ADD CONSTRAINT reminder_reached_pk PRIMARY KEY (reminder_id, account_id, way);
CREATE TRIGGER reminder_reached_append_only BEFORE DELETE OR UPDATE ON reminder_reached FOR EACH ROW EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER reminder_reached_edition AFTER INSERT OR DELETE OR UPDATE ON reminder_reached DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER reminder_reached_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON reminder_reached FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER reminder_reached_no_truncate BEFORE TRUNCATE ON reminder_reached FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER reminder_reached_sealed AFTER INSERT OR DELETE OR UPDATE ON reminder_reached DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{reminder_id,account_id,way}', '{}');
ALTER TABLE reminder_reached ENABLE ROW LEVEL SECURITY;

CREATE TABLE return_draft (
    upload_id bigint NOT NULL,
    account_id bigint NOT NULL,
    reason text NOT NULL,
    CONSTRAINT return_draft_reason_length CHECK ((length(reason) <= 2000))
);
ALTER TABLE return_draft ADD CONSTRAINT return_draft_pk PRIMARY KEY (upload_id, account_id);
ALTER TABLE return_draft ENABLE ROW LEVEL SECURITY;

CREATE TABLE round (
    id integer NOT NULL,
    name text NOT NULL,
    fiscal_year integer NOT NULL,
    opens_on date NOT NULL,
    deadline date NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    set_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    set_by text NOT NULL,
    asks text DEFAULT 'holders'::text NOT NULL,
    CONSTRAINT round_asks_known CHECK ((asks = ANY (ARRAY['all'::text, 'holders'::text]))),
    CONSTRAINT round_days CHECK ((opens_on <= deadline)),
    CONSTRAINT round_fiscal_year_plausible CHECK (((fiscal_year >= 1868) AND (fiscal_year <= 2100))),
    CONSTRAINT round_name_not_blank CHECK ((btrim(name) <> ''::text))
);
ALTER TABLE round ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME round_id_seq);
ALTER TABLE round ADD CONSTRAINT round_name_length CHECK ((length(name) <= 100)) NOT VALID;
ALTER TABLE round ADD CONSTRAINT round_name_unique UNIQUE (name);
ALTER TABLE round ADD CONSTRAINT round_note_length CHECK ((length(note) <= 1000)) NOT VALID;
ALTER TABLE round ADD CONSTRAINT round_opens_on_unique UNIQUE (opens_on);
ALTER TABLE round ADD CONSTRAINT round_pk PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER round_sealed AFTER INSERT OR DELETE OR UPDATE ON round DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE saved_view (
    id bigint NOT NULL,
    view bigint NOT NULL,
    account_id bigint,
    bureau_id integer,
    name text NOT NULL,
    list text NOT NULL,
    query text NOT NULL,
    shared boolean NOT NULL,
    set_by text NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    CONSTRAINT saved_view_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT saved_view_list_known CHECK ((list = ANY (ARRAY['processes'::text, 'priorities'::text]))),
    CONSTRAINT saved_view_named CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100))),
    CONSTRAINT saved_view_operators_are_shared CHECK ((shared OR (account_id IS NOT NULL))),
    CONSTRAINT saved_view_query_length CHECK ((length(query) <= 8000)),
    CONSTRAINT saved_view_recorded CHECK ((recorded_from < recorded_to))
);
ALTER TABLE saved_view ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME saved_view_id_seq);
ALTER TABLE saved_view ADD CONSTRAINT saved_view_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX saved_view_one_name ON saved_view USING btree (COALESCE(account_id, (0)::bigint), name) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE UNIQUE INDEX saved_view_one_version ON saved_view USING btree (view) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER saved_view_edition AFTER INSERT OR DELETE OR UPDATE ON saved_view DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER saved_view_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON saved_view FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER saved_view_sealed AFTER INSERT OR DELETE OR UPDATE ON saved_view DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE saved_view ENABLE ROW LEVEL SECURITY;

CREATE SEQUENCE saved_view_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE seal (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    relation text NOT NULL,
    key text NOT NULL,
    was bytea,
    became bytea,
    origin text NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT seal_became_length CHECK ((octet_length(became) = 32)),
    CONSTRAINT seal_hash_length CHECK ((octet_length(hash) = 32)),
    CONSTRAINT seal_id_positive CHECK ((id > 0)),
    CONSTRAINT seal_origin_known CHECK ((origin = ANY (ARRAY['program'::text, 'migration'::text]))),
    CONSTRAINT seal_other CHECK ((was IS DISTINCT FROM became)),
    CONSTRAINT seal_was_length CHECK ((octet_length(was) = 32))
);
ALTER TABLE seal ADD CONSTRAINT seal_pk PRIMARY KEY (id);
CREATE INDEX seal_row ON seal USING btree (relation, key, id);
CREATE TRIGGER seal_append_only BEFORE DELETE OR UPDATE ON seal FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION never();
ALTER TABLE seal ENABLE ROW LEVEL SECURITY;

CREATE TABLE second_factor (
    account_id bigint NOT NULL,
    secret bytea NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    last_step bigint NOT NULL,
    CONSTRAINT second_factor_secret_length CHECK ((octet_length(secret) = 20))
);
ALTER TABLE second_factor ADD CONSTRAINT second_factor_pk PRIMARY KEY (account_id);
CREATE CONSTRAINT TRIGGER second_factor_sealed AFTER INSERT OR DELETE OR UPDATE ON second_factor DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{account_id}', '{}');

CREATE TABLE session (
    token_hash bytea NOT NULL,
    account_id bigint,
    data bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    key text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    agent text DEFAULT ''::text NOT NULL
);
ALTER TABLE session ADD CONSTRAINT session_key_unique UNIQUE (key);
ALTER TABLE session ADD CONSTRAINT session_pk PRIMARY KEY (token_hash);
CREATE INDEX session_account ON session USING btree (account_id);
CREATE INDEX session_expires ON session USING btree (expires_at);

CREATE TABLE sign_in_attempt (
    key bytea NOT NULL,
    failures integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sign_in_attempt_failures_positive CHECK ((failures > 0))
);
ALTER TABLE sign_in_attempt ADD CONSTRAINT sign_in_attempt_pk PRIMARY KEY (key);
CREATE INDEX sign_in_attempt_last ON sign_in_attempt USING btree (last_at);

CREATE TABLE signing_key (
    only_one boolean DEFAULT true NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT signing_key_length CHECK ((length(key) = 32)),
    CONSTRAINT signing_key_only_one CHECK (only_one)
);
ALTER TABLE signing_key ADD CONSTRAINT signing_key_pk PRIMARY KEY (only_one);
CREATE CONSTRAINT TRIGGER signing_key_sealed AFTER INSERT OR DELETE OR UPDATE ON signing_key DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{only_one}', '{}');

CREATE TABLE snapshot (
    id bigint NOT NULL,
    name text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    change_id bigint NOT NULL,
    stood_at bigint NOT NULL,
    stood_hash bytea NOT NULL,
    rule_version text NOT NULL,
    program text NOT NULL,
    figures json NOT NULL,
    replaces bigint,
    reason text DEFAULT ''::text NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT snapshot_as_of_past CHECK ((as_of <= recorded_at)),
    CONSTRAINT snapshot_hash_length CHECK ((octet_length(hash) = 32)),
    CONSTRAINT snapshot_name_not_blank CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100))),
    CONSTRAINT snapshot_note_length CHECK ((length(note) <= 1000)),
    CONSTRAINT snapshot_reason_length CHECK ((length(reason) <= 1000)),
    CONSTRAINT snapshot_replaces_earlier CHECK ((replaces < id)),
    CONSTRAINT snapshot_replaces_reason CHECK (((replaces IS NULL) = (btrim(reason) = ''::text))),
    CONSTRAINT snapshot_stood_hash_length CHECK ((octet_length(stood_hash) = 32))
);
ALTER TABLE snapshot ADD CONSTRAINT snapshot_change_unique UNIQUE (change_id);
ALTER TABLE snapshot ADD CONSTRAINT snapshot_pk PRIMARY KEY (id);
ALTER TABLE snapshot ADD CONSTRAINT snapshot_replaces_unique UNIQUE (replaces);
CREATE TRIGGER snapshot_append_only BEFORE DELETE OR UPDATE ON snapshot FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER snapshot_no_truncate BEFORE TRUNCATE ON snapshot FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER snapshot_sealed AFTER INSERT OR DELETE OR UPDATE ON snapshot DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE snapshot ENABLE ROW LEVEL SECURITY;

CREATE TABLE snapshot_forecast (
    snapshot_id bigint NOT NULL,
    forecast json NOT NULL
);
ALTER TABLE snapshot_forecast ADD CONSTRAINT snapshot_forecast_pk PRIMARY KEY (snapshot_id);
CREATE TRIGGER snapshot_forecast_append_only BEFORE DELETE OR UPDATE ON snapshot_forecast FOR EACH ROW EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER snapshot_forecast_edition AFTER INSERT OR DELETE OR UPDATE ON snapshot_forecast DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER snapshot_forecast_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON snapshot_forecast FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER snapshot_forecast_no_truncate BEFORE TRUNCATE ON snapshot_forecast FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER snapshot_forecast_sealed AFTER INSERT OR DELETE OR UPDATE ON snapshot_forecast DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{snapshot_id}', '{}');
ALTER TABLE snapshot_forecast ENABLE ROW LEVEL SECURITY;

CREATE TABLE staged_row (
    upload_id bigint NOT NULL,
    ordinal integer NOT NULL,
    sheet text NOT NULL,
    row_number integer NOT NULL,
    process_id bigint,
    bureau_id integer NOT NULL,
    department text,
    division text,
    procedure_name text NOT NULL,
    process_name text,
    process_type text,
    applicant text,
    recipient text,
    legal_basis text,
    legal_article text,
    affair_category text,
    digitization_status text,
    planned_fiscal_year integer,
    digitized_on date,
    obstacle text[],
    national_law_change text,
    law_to_change text,
    ministry text,
    scope text,
    platform text,
    identity_method text,
    fee text,
    payment_methods text[],
    attachments text[],
    seal_required text,
    standard_processing_period text,
    remarks text,
    volume_year integer[] NOT NULL,
    total bigint[] NOT NULL,
    total_upper bigint[] NOT NULL,
    total_qualifier text[] NOT NULL,
    total_state text[] NOT NULL,
    total_raw text[] NOT NULL,
    online bigint[] NOT NULL,
    online_upper bigint[] NOT NULL,
    online_qualifier text[] NOT NULL,
    online_state text[] NOT NULL,
    online_raw text[] NOT NULL,
    search_text text NOT NULL,
    identity_key bytea NOT NULL,
    faulty boolean DEFAULT false NOT NULL,
    cleared text[],
    normalised text[],
    titled text[]
);
ALTER TABLE staged_row ADD CONSTRAINT staged_row_pk PRIMARY KEY (upload_id, ordinal);
ALTER TABLE staged_row ENABLE ROW LEVEL SECURITY;

CREATE TABLE target (
    id integer NOT NULL,
    name text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    rate numeric(6,5),
    count integer,
    scope text DEFAULT 'in'::text NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    target integer NOT NULL,
    reason text NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    group_number integer,
    CONSTRAINT target_aim CHECK (((rate IS NOT NULL) OR (count IS NOT NULL))),
    CONSTRAINT target_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT target_count_positive CHECK ((count > 0)),
    CONSTRAINT target_group_named CHECK (((scope = 'group'::text) = (group_number IS NOT NULL))),
    CONSTRAINT target_rate_share CHECK (((rate > (0)::numeric) AND (rate <= (1)::numeric))),
    CONSTRAINT target_reason_given CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT target_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT target_scope_known CHECK ((scope = ANY (ARRAY['in'::text, 'discretion'::text, 'applications'::text, 'priority'::text, 'group'::text]))),
    CONSTRAINT target_valid CHECK ((valid_from < valid_to))
);
ALTER TABLE target ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME target_id_seq);
ALTER TABLE target ADD CONSTRAINT target_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX target_one_name ON target USING btree (name) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE UNIQUE INDEX target_one_version ON target USING btree (target) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER target_edition AFTER INSERT OR DELETE OR UPDATE ON target DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER target_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON target FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER target_sealed AFTER INSERT OR DELETE OR UPDATE ON target DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE SEQUENCE target_number
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE threshold (
    effective_from date NOT NULL,
    volume bigint NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    id integer NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint,
    closed_by bigint,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT threshold_closed CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT threshold_reason_given CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT threshold_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT threshold_volume_positive CHECK ((volume > 0))
);
ALTER TABLE threshold ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME threshold_id_seq);
ALTER TABLE threshold ADD CONSTRAINT threshold_pk PRIMARY KEY (id);
CREATE UNIQUE INDEX threshold_one_a_day ON threshold USING btree (effective_from) WHERE (recorded_to = 'infinity'::timestamp with time zone);
CREATE CONSTRAINT TRIGGER threshold_edition AFTER INSERT OR DELETE OR UPDATE ON threshold DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER threshold_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON threshold FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER threshold_sealed AFTER INSERT OR DELETE OR UPDATE ON threshold DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');

CREATE TABLE transfer (
    id bigint NOT NULL,
    from_bureau_id integer NOT NULL,
    to_bureau_id integer NOT NULL,
    effective_on date NOT NULL,
    reason text NOT NULL,
    state text DEFAULT 'proposed'::text NOT NULL,
    proposed_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    proposed_by text NOT NULL,
    proposed_account_id bigint,
    proposed_bureau_id integer,
    given_at timestamp with time zone,
    given_by text,
    given_account_id bigint,
    received_at timestamp with time zone,
    received_by text,
    received_account_id bigint,
    ended_at timestamp with time zone,
    ended_by text,
    ended_account_id bigint,
    end_reason text DEFAULT ''::text NOT NULL,
    change_id bigint,
    told_giver boolean GENERATED ALWAYS AS (((proposed_bureau_id IS DISTINCT FROM to_bureau_id) OR (received_at IS NOT NULL) OR (given_at IS NOT NULL))) STORED NOT NULL,
    superseded_by bigint,
    organisation_id integer,
    CONSTRAINT transfer_accepted_by_both CHECK ((((state = 'accepted'::text) = (change_id IS NOT NULL)) AND ((state <> 'accepted'::text) OR ((given_at IS NOT NULL) AND (received_at IS NOT NULL))))),
    CONSTRAINT transfer_ended CHECK ((((state = 'proposed'::text) = (ended_at IS NULL)) AND ((ended_at IS NULL) = (ended_by IS NULL)))),
    CONSTRAINT transfer_given CHECK (((given_at IS NULL) = (given_by IS NULL))),
    CONSTRAINT transfer_other_bureau CHECK ((from_bureau_id <> to_bureau_id)),
    CONSTRAINT transfer_reason_not_blank CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT transfer_received CHECK (((received_at IS NULL) = (received_by IS NULL))),
    CONSTRAINT transfer_state_known CHECK ((state = ANY (ARRAY['proposed'::text, 'accepted'::text, 'refused'::text, 'withdrawn'::text, 'superseded'::text]))),
    CONSTRAINT transfer_superseded CHECK (((state = 'superseded'::text) = (superseded_by IS NOT NULL)))
);
ALTER TABLE transfer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME transfer_id_seq);
ALTER TABLE transfer ADD CONSTRAINT transfer_end_reason_length CHECK ((length(end_reason) <= 2000)) NOT VALID;
ALTER TABLE transfer ADD CONSTRAINT transfer_pk PRIMARY KEY (id);
ALTER TABLE transfer ADD CONSTRAINT transfer_reason_length CHECK ((length(reason) <= 2000)) NOT VALID;
CREATE INDEX transfer_from ON transfer USING btree (from_bureau_id, id DESC);
CREATE INDEX transfer_organisation ON transfer USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);
CREATE INDEX transfer_superseded_by ON transfer USING btree (superseded_by) WHERE (superseded_by IS NOT NULL);
CREATE INDEX transfer_to ON transfer USING btree (to_bureau_id, id DESC);
CREATE CONSTRAINT TRIGGER transfer_sealed AFTER INSERT OR DELETE OR UPDATE ON transfer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE transfer ENABLE ROW LEVEL SECURITY;

CREATE TABLE transfer_process (
    transfer_id bigint NOT NULL,
    process_id bigint NOT NULL
);
ALTER TABLE transfer_process ADD CONSTRAINT transfer_process_pk PRIMARY KEY (transfer_id, process_id);
CREATE INDEX transfer_process_process ON transfer_process USING btree (process_id);
CREATE CONSTRAINT TRIGGER transfer_process_sealed AFTER INSERT OR DELETE OR UPDATE ON transfer_process DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{transfer_id,process_id}', '{}');
ALTER TABLE transfer_process ENABLE ROW LEVEL SECURITY;

CREATE TABLE upload (
    id bigint NOT NULL,
    received_at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    bureau_id integer,
    file_name text NOT NULL,
    file_bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    fiscal_year integer,
    state text DEFAULT 'received'::text NOT NULL,
    report jsonb,
    reason text DEFAULT ''::text NOT NULL,
    rows_new integer,
    rows_changed integer,
    rows_unchanged integer,
    rows_missing integer,
    rows_faulty integer,
    finished_at timestamp with time zone,
    undone_by bigint,
    replaces bigint,
    right_only boolean DEFAULT false NOT NULL,
    clears text[] DEFAULT '{}'::text[] NOT NULL,
    content_hash bytea,
    base_at timestamp with time zone,
    verdict text,
    reading integer DEFAULT 0 NOT NULL,
    corrections jsonb,
    looked_at text[] DEFAULT '{}'::text[] NOT NULL,
    preview jsonb,
    protected boolean DEFAULT false NOT NULL,
    base_from text,
    base_shown timestamp with time zone,
    stamp text,
    kept_others boolean DEFAULT false NOT NULL,
    remainder_of bigint,
    normalised integer DEFAULT 0 NOT NULL,
    awaits_room boolean DEFAULT false NOT NULL,
    rows_hash bytea,
    answers_from bigint,
    partial boolean DEFAULT false NOT NULL,
    CONSTRAINT upload_answers_from_earlier CHECK ((answers_from < id)),
    CONSTRAINT upload_base_from_known CHECK ((base_from = ANY (ARRAY['stamp'::text, 'export'::text, 'same'::text, 'replaced'::text]))),
    CONSTRAINT upload_base_whole CHECK ((((base_from IS NULL) = (base_at IS NULL)) AND ((base_from IS NULL) = (base_shown IS NULL)))),
    CONSTRAINT upload_content_hash_length CHECK ((octet_length(content_hash) = 32)),
    CONSTRAINT upload_file_bytes_not_negative CHECK ((file_bytes >= 0)),
    CONSTRAINT upload_fiscal_year_plausible CHECK (((fiscal_year >= 1868) AND (fiscal_year <= 2100))),
    CONSTRAINT upload_normalised_not_negative CHECK ((normalised >= 0)),
    CONSTRAINT upload_remainder_of_earlier CHECK ((remainder_of < id)),
    CONSTRAINT upload_replaces_earlier CHECK ((replaces < id)),
    CONSTRAINT upload_rows_hash_length CHECK ((octet_length(rows_hash) = 32)),
    CONSTRAINT upload_sha256_length CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT upload_state_known CHECK ((state = ANY (ARRAY['received'::text, 'structure'::text, 'staged'::text, 'submitted'::text, 'returned'::text, 'faulty'::text, 'unreadable'::text, 'confirmed'::text, 'undone'::text, 'unchanged'::text, 'discarded'::text]))),
    CONSTRAINT upload_undone_by_change CHECK (((state = 'undone'::text) = (undone_by IS NOT NULL))),
    CONSTRAINT upload_verdict_known CHECK ((verdict = ANY (ARRAY['staged'::text, 'faulty'::text]))),
    CONSTRAINT upload_verdict_waits CHECK (((state = 'structure'::text) = (verdict IS NOT NULL)))
);
ALTER TABLE upload ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME upload_id_seq);
ALTER TABLE upload ADD CONSTRAINT upload_file_name_length CHECK ((length(file_name) <= 255)) NOT VALID;
ALTER TABLE upload ADD CONSTRAINT upload_pk PRIMARY KEY (id);
ALTER TABLE upload ADD CONSTRAINT upload_reason_length CHECK ((length(reason) <= 1000)) NOT VALID;
CREATE INDEX upload_answers_from ON upload USING btree (answers_from) WHERE (answers_from IS NOT NULL);
CREATE INDEX upload_awaits_room ON upload USING btree (bureau_id, id) WHERE (awaits_room AND (state = 'received'::text));
CREATE INDEX upload_bureau_received ON upload USING btree (bureau_id, received_at DESC);
CREATE INDEX upload_received ON upload USING btree (received_at DESC, id DESC);
CREATE INDEX upload_replaces ON upload USING btree (replaces) WHERE (replaces IS NOT NULL);
CREATE INDEX upload_sha256 ON upload USING btree (sha256);
CREATE INDEX upload_stamp ON upload USING btree (stamp) WHERE (stamp IS NOT NULL);
CREATE CONSTRAINT TRIGGER upload_sealed AFTER INSERT OR DELETE OR UPDATE ON upload DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE upload ENABLE ROW LEVEL SECURITY;

CREATE TABLE upload_chunk (
    upload_id bigint NOT NULL,
    "position" integer NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT upload_chunk_position_not_negative CHECK (("position" >= 0))
);
ALTER TABLE upload_chunk ADD CONSTRAINT upload_chunk_pk PRIMARY KEY (upload_id, "position");
ALTER TABLE upload_chunk ENABLE ROW LEVEL SECURITY;

CREATE TABLE upload_conflict (
    upload_id bigint NOT NULL,
    ordinal integer NOT NULL,
    field text NOT NULL,
    fiscal_year integer DEFAULT 0 NOT NULL,
    theirs text NOT NULL,
    mine boolean NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL
);
ALTER TABLE upload_conflict ADD CONSTRAINT upload_conflict_pk PRIMARY KEY (upload_id, ordinal, field, fiscal_year);
CREATE CONSTRAINT TRIGGER upload_conflict_sealed AFTER INSERT OR DELETE OR UPDATE ON upload_conflict DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{upload_id,ordinal,field,fiscal_year}', '{}');
ALTER TABLE upload_conflict ENABLE ROW LEVEL SECURITY;

CREATE TABLE upload_correction (
    upload_id bigint NOT NULL,
    sheet text NOT NULL,
    cell text NOT NULL,
    value text NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    CONSTRAINT upload_correction_cell_form CHECK ((cell ~ '^[A-Z]{1,3}[1-9][0-9]{0,6}$'::text)),
    CONSTRAINT upload_correction_sheet_length CHECK ((length(sheet) <= 255)),
    CONSTRAINT upload_correction_value_length CHECK ((length(value) <= 32767))
);
ALTER TABLE upload_correction ADD CONSTRAINT upload_correction_pk PRIMARY KEY (upload_id, sheet, cell);
CREATE CONSTRAINT TRIGGER upload_correction_edition AFTER INSERT OR DELETE OR UPDATE ON upload_correction DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER upload_correction_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON upload_correction FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE CONSTRAINT TRIGGER upload_correction_sealed AFTER INSERT OR DELETE OR UPDATE ON upload_correction DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{upload_id,sheet,cell}', '{}');
ALTER TABLE upload_correction ENABLE ROW LEVEL SECURITY;

CREATE TABLE upload_decision (
    upload_id bigint NOT NULL,
    process_id bigint NOT NULL,
    decision text NOT NULL,
    merged_into bigint,
    to_bureau_id integer,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    CONSTRAINT upload_decision_known CHECK ((decision = ANY (ARRAY['keep'::text, 'abolish'::text, 'merge'::text, 'transfer'::text, 'out_of_scope'::text]))),
    CONSTRAINT upload_decision_merge CHECK (((decision = 'merge'::text) = (merged_into IS NOT NULL))),
    CONSTRAINT upload_decision_merge_other CHECK ((merged_into <> process_id)),
    CONSTRAINT upload_decision_transfer CHECK (((decision = 'transfer'::text) = (to_bureau_id IS NOT NULL)))
);
ALTER TABLE upload_decision ADD CONSTRAINT upload_decision_pk PRIMARY KEY (upload_id, process_id);
CREATE CONSTRAINT TRIGGER upload_decision_sealed AFTER INSERT OR DELETE OR UPDATE ON upload_decision DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{upload_id,process_id}', '{}');
ALTER TABLE upload_decision ENABLE ROW LEVEL SECURITY;

CREATE TABLE upload_event (
    id bigint NOT NULL,
    upload_id bigint NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    kind text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    CONSTRAINT upload_event_kind_known CHECK ((kind = ANY (ARRAY['received'::text, 'read'::text, 'structure'::text, 'corrected'::text, 'carried'::text, 'decided'::text, 'consented'::text, 'submitted'::text, 'returned'::text, 'reopened'::text, 'approved'::text, 'confirmed'::text, 'unchanged'::text, 'discarded'::text, 'replaced'::text])))
);
ALTER TABLE upload_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME upload_event_id_seq);
ALTER TABLE upload_event ADD CONSTRAINT upload_event_pk PRIMARY KEY (id);
ALTER TABLE upload_event ADD CONSTRAINT upload_event_text_length CHECK (((kind <> ALL (ARRAY['submitted'::text, 'returned'::text])) OR (length(text) <= 2000))) NOT VALID;
CREATE INDEX upload_event_at ON upload_event USING btree (at);
CREATE INDEX upload_event_upload ON upload_event USING btree (upload_id, id);
CREATE TRIGGER upload_event_append_only BEFORE DELETE OR UPDATE ON upload_event FOR EACH ROW EXECUTE FUNCTION never();
CREATE TRIGGER upload_event_no_truncate BEFORE TRUNCATE ON upload_event FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER upload_event_sealed AFTER INSERT OR DELETE OR UPDATE ON upload_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE upload_event ENABLE ROW LEVEL SECURITY;

CREATE TABLE upload_match (
    upload_id bigint NOT NULL,
    ordinal integer NOT NULL,
    process_id bigint,
    account_id bigint,
    actor text NOT NULL,
    at timestamp with time zone DEFAULT registry_clock() NOT NULL,
    identity_key bytea
);
ALTER TABLE upload_match ADD CONSTRAINT upload_match_pk PRIMARY KEY (upload_id, ordinal);
CREATE UNIQUE INDEX upload_match_process ON upload_match USING btree (upload_id, process_id) WHERE (process_id IS NOT NULL);
CREATE CONSTRAINT TRIGGER upload_match_sealed AFTER INSERT OR DELETE OR UPDATE ON upload_match DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{upload_id,ordinal}', '{}');
ALTER TABLE upload_match ENABLE ROW LEVEL SECURITY;

CREATE TABLE upload_remark (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    sheet text DEFAULT ''::text NOT NULL,
    cell text DEFAULT ''::text NOT NULL,
    text text NOT NULL,
    CONSTRAINT upload_remark_text_not_blank CHECK ((btrim(text) <> ''::text))
);
ALTER TABLE upload_remark ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME upload_remark_id_seq);
ALTER TABLE upload_remark ADD CONSTRAINT upload_remark_pk PRIMARY KEY (id);
ALTER TABLE upload_remark ADD CONSTRAINT upload_remark_place_length CHECK (((length(sheet) <= 255) AND (length(cell) <= 20))) NOT VALID;
ALTER TABLE upload_remark ADD CONSTRAINT upload_remark_text_length CHECK ((length(text) <= 1000)) NOT VALID;
CREATE INDEX upload_remark_event ON upload_remark USING btree (event_id);
CREATE CONSTRAINT TRIGGER upload_remark_sealed AFTER INSERT OR DELETE OR UPDATE ON upload_remark DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE upload_remark ENABLE ROW LEVEL SECURITY;

CREATE TABLE verification (
    id bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    account_id bigint,
    actor text NOT NULL,
    changes integer NOT NULL,
    snapshots integer NOT NULL,
    seals integer NOT NULL,
    seal_id bigint NOT NULL,
    seal_at timestamp with time zone,
    seal_hash bytea NOT NULL,
    problems integer NOT NULL,
    texts text[] NOT NULL,
    CONSTRAINT verification_numbers CHECK (((changes >= 0) AND (snapshots >= 0) AND (seals >= 0) AND (problems >= cardinality(texts))))
);
ALTER TABLE verification ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME verification_id_seq);
ALTER TABLE verification ADD CONSTRAINT verification_pk PRIMARY KEY (id);
CREATE TRIGGER verification_append_only BEFORE DELETE OR UPDATE ON verification FOR EACH ROW EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER verification_edition AFTER INSERT OR DELETE OR UPDATE ON verification DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER verification_edition_at_once AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON verification FOR EACH STATEMENT WHEN ((current_setting('tetsuzuki.seals'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION edition_moves('settings');
CREATE TRIGGER verification_no_truncate BEFORE TRUNCATE ON verification FOR EACH STATEMENT EXECUTE FUNCTION never();
CREATE CONSTRAINT TRIGGER verification_sealed AFTER INSERT OR DELETE OR UPDATE ON verification DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((current_setting('tetsuzuki.seals'::text, true) = 'on'::text)) EXECUTE FUNCTION seal('{id}', '{}');
ALTER TABLE verification ENABLE ROW LEVEL SECURITY;

CREATE TABLE volume (
    process_id bigint NOT NULL,
    fiscal_year integer NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    change_id bigint NOT NULL,
    closed_by bigint,
    total bigint,
    total_upper bigint,
    total_qualifier text,
    total_state text,
    total_raw text DEFAULT ''::text NOT NULL,
    online bigint,
    online_upper bigint,
    online_qualifier text,
    online_state text,
    online_raw text DEFAULT ''::text NOT NULL,
    CONSTRAINT volume_closed_by_change CHECK (((recorded_to = 'infinity'::timestamp with time zone) = (closed_by IS NULL))),
    CONSTRAINT volume_fiscal_year_plausible CHECK (((fiscal_year >= 1868) AND (fiscal_year <= 2100))),
    CONSTRAINT volume_online_not_negative CHECK ((online >= 0)),
    CONSTRAINT volume_online_qualifier_known CHECK ((online_qualifier = ANY (ARRAY['exact'::text, 'approx'::text, 'lower'::text, 'over'::text, 'upper'::text, 'range'::text]))),
    CONSTRAINT volume_online_state_known CHECK ((online_state = ANY (ARRAY['provided'::text, 'not_provided'::text, 'not_applicable'::text]))),
    CONSTRAINT volume_online_unknown_is_not_zero CHECK ((((online IS NOT NULL) = (NOT (online_state IS DISTINCT FROM 'provided'::text))) AND ((online IS NOT NULL) = (online_qualifier IS NOT NULL)))),
    CONSTRAINT volume_online_upper_order CHECK ((online_upper >= online)),
    CONSTRAINT volume_recorded CHECK ((recorded_from < recorded_to)),
    CONSTRAINT volume_total_not_negative CHECK ((total >= 0)),
    CONSTRAINT volume_total_qualifier_known CHECK ((total_qualifier = ANY (ARRAY['exact'::text, 'approx'::text, 'lower'::text, 'over'::text, 'upper'::text, 'range'::text]))),
    CONSTRAINT volume_total_state_known CHECK ((total_state = ANY (ARRAY['provided'::text, 'not_provided'::text, 'not_applicable'::text]))),
    CONSTRAINT volume_total_unknown_is_not_zero CHECK ((((total IS NOT NULL) = (NOT (total_state IS DISTINCT FROM 'provided'::text))) AND ((total IS NOT NULL) = (total_qualifier IS NOT NULL)))),
    CONSTRAINT volume_total_upper_order CHECK ((total_upper >= total))
);
ALTER TABLE volume ADD CONSTRAINT volume_pk PRIMARY KEY (process_id, fiscal_year, recorded_from);
CREATE INDEX volume_change ON volume USING btree (change_id);
CREATE INDEX volume_closed_by ON volume USING btree (closed_by) WHERE (closed_by IS NOT NULL);
CREATE INDEX volume_inexact ON volume USING btree (process_id, fiscal_year) WHERE ((total_qualifier <> 'exact'::text) OR (online_qualifier <> 'exact'::text));
CREATE UNIQUE INDEX volume_now ON volume USING btree (process_id, fiscal_year) WHERE (recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone);
CREATE TRIGGER volume_append_only BEFORE DELETE OR UPDATE ON volume FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER volume_no_truncate BEFORE TRUNCATE ON volume FOR EACH STATEMENT EXECUTE FUNCTION never();
ALTER TABLE volume ENABLE ROW LEVEL SECURITY;

CREATE SEQUENCE writing
    START WITH 0
    INCREMENT BY 1
    MINVALUE 0
    NO MAXVALUE
    CACHE 1;

ALTER TABLE account ADD CONSTRAINT account_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);

ALTER TABLE api_token ADD CONSTRAINT api_token_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

CREATE POLICY audit_event_noted ON audit_event FOR INSERT WITH CHECK (true);
CREATE POLICY audit_event_read ON audit_event FOR SELECT USING (( SELECT reaches_all() AS reaches_all));

ALTER TABLE bulk_edit ADD CONSTRAINT bulk_edit_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE bulk_edit ADD CONSTRAINT bulk_edit_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bulk_edit ADD CONSTRAINT bulk_edit_ended_fk FOREIGN KEY (ended_id) REFERENCES account(id);
ALTER TABLE bulk_edit ADD CONSTRAINT bulk_edit_undone_fk FOREIGN KEY (undone_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
CREATE POLICY bulk_edit_of_all ON bulk_edit USING (( SELECT reaches_all() AS reaches_all));

ALTER TABLE bulk_edit_process ADD CONSTRAINT bulk_edit_process_edit_fk FOREIGN KEY (bulk_edit_id) REFERENCES bulk_edit(id);
CREATE POLICY bulk_edit_process_of_all ON bulk_edit_process USING (( SELECT reaches_all() AS reaches_all));

ALTER TABLE bureau_structure ADD CONSTRAINT bureau_structure_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE bureau_structure ADD CONSTRAINT bureau_structure_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE bureau_structure ADD CONSTRAINT bureau_structure_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY bureau_structure_of_bureau ON bureau_structure USING ((( SELECT (current_setting('tetsuzuki.bureau'::text, true) = 'all'::text)) OR ((bureau_id)::text = ( SELECT current_setting('tetsuzuki.bureau'::text, true) AS current_setting))));

ALTER TABLE bureau_successor ADD CONSTRAINT bureau_successor_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE bureau_successor ADD CONSTRAINT bureau_successor_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bureau_successor ADD CONSTRAINT bureau_successor_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bureau_successor ADD CONSTRAINT bureau_successor_successor_fk FOREIGN KEY (successor_id) REFERENCES bureau(id);

ALTER TABLE bureau_term ADD CONSTRAINT bureau_term_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE bureau_term ADD CONSTRAINT bureau_term_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bureau_term ADD CONSTRAINT bureau_term_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE change ADD CONSTRAINT change_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE change ADD CONSTRAINT change_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY change_by_bureau ON change FOR INSERT WITH CHECK ((( SELECT reaches_all() AS reaches_all) OR ((( SELECT reached_bureau() AS reached_bureau) IS NOT NULL) AND ((upload_id IS NULL) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = change.upload_id)))))));
CREATE POLICY change_of_bureau ON change FOR SELECT USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = change.upload_id))) OR (EXISTS ( SELECT
   FROM process p
  WHERE (p.change_id = change.id))) OR (EXISTS ( SELECT
   FROM process p
  WHERE (p.closed_by = change.id)))));

ALTER TABLE code ADD CONSTRAINT code_list_fk FOREIGN KEY (list, version) REFERENCES code_list(name, version);

ALTER TABLE code_amendment ADD CONSTRAINT code_amendment_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE code_amendment ADD CONSTRAINT code_amendment_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE comparison ADD CONSTRAINT comparison_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY comparison_of_bureau ON comparison USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = comparison.upload_id)))));

CREATE POLICY comparison_conflict_of_bureau ON comparison_conflict USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = comparison_conflict.upload_id)))));

CREATE POLICY comparison_doubt_of_bureau ON comparison_doubt USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = comparison_doubt.upload_id)))));

CREATE POLICY comparison_field_of_bureau ON comparison_field USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = comparison_field.upload_id)))));

CREATE POLICY comparison_missing_of_bureau ON comparison_missing USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = comparison_missing.upload_id)))));

CREATE POLICY comparison_normalised_of_bureau ON comparison_normalised USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = comparison_normalised.upload_id)))));

CREATE POLICY comparison_row_of_bureau ON comparison_row USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = comparison_row.upload_id)))));

ALTER TABLE deputy ADD CONSTRAINT deputy_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE deputy ADD CONSTRAINT deputy_deputy_fk FOREIGN KEY (deputy_id) REFERENCES account(id);
CREATE POLICY deputy_of_bureau ON deputy USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM account a
  WHERE ((a.id = deputy.account_id) AND (a.bureau_id = ( SELECT reached_bureau() AS reached_bureau))))))) WITH CHECK ((( SELECT reaches_all() AS reaches_all) OR ((EXISTS ( SELECT
   FROM account a
  WHERE ((a.id = deputy.account_id) AND (a.bureau_id = ( SELECT reached_bureau() AS reached_bureau))))) AND (EXISTS ( SELECT
   FROM account a
  WHERE ((a.id = deputy.deputy_id) AND (a.bureau_id = ( SELECT reached_bureau() AS reached_bureau))))))));

ALTER TABLE earlier_conflict ADD CONSTRAINT earlier_conflict_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE earlier_conflict ADD CONSTRAINT earlier_conflict_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY earlier_conflict_of_bureau ON earlier_conflict USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = earlier_conflict.upload_id)))));

ALTER TABLE earlier_match ADD CONSTRAINT earlier_match_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE earlier_match ADD CONSTRAINT earlier_match_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY earlier_match_of_bureau ON earlier_match USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = earlier_match.upload_id)))));

ALTER TABLE earlier_missing ADD CONSTRAINT earlier_missing_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY earlier_missing_of_bureau ON earlier_missing USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = earlier_missing.upload_id)))));

ALTER TABLE earlier_row ADD CONSTRAINT earlier_row_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY earlier_row_of_bureau ON earlier_row USING ((( SELECT reaches_all() AS reaches_all) OR ((bureau_id = ( SELECT reached_bureau() AS reached_bureau)) AND (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = earlier_row.upload_id))))));

ALTER TABLE edit_approval ADD CONSTRAINT edit_approval_account_fk FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE entered_figure ADD CONSTRAINT entered_figure_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE entered_figure ADD CONSTRAINT entered_figure_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE identity ADD CONSTRAINT identity_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

ALTER TABLE job ADD CONSTRAINT job_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE job ADD CONSTRAINT job_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
CREATE POLICY job_of_bureau ON job USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau))));

ALTER TABLE law_setting ADD CONSTRAINT law_setting_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE law_setting ADD CONSTRAINT law_setting_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE mail ADD CONSTRAINT mail_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;
CREATE POLICY mail_of_all ON mail USING (( SELECT reaches_all() AS reaches_all));

ALTER TABLE notice_read ADD CONSTRAINT notice_read_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

ALTER TABLE organisation_entry ADD CONSTRAINT organisation_entry_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE organisation_entry ADD CONSTRAINT organisation_entry_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE organisation_part ADD CONSTRAINT organisation_part_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE organisation_part ADD CONSTRAINT organisation_part_entry_fk FOREIGN KEY (entry_id) REFERENCES organisation_entry(id);

ALTER TABLE password_link ADD CONSTRAINT password_link_account_fk FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE pending_edit ADD CONSTRAINT pending_edit_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE pending_edit ADD CONSTRAINT pending_edit_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE pending_edit ADD CONSTRAINT pending_edit_change_fk FOREIGN KEY (change_id) REFERENCES change(id);
ALTER TABLE pending_edit ADD CONSTRAINT pending_edit_ended_fk FOREIGN KEY (ended_id) REFERENCES account(id);
CREATE POLICY pending_edit_of_bureau ON pending_edit USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau))));

ALTER TABLE plan ADD CONSTRAINT plan_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
CREATE POLICY plan_of_all ON plan USING (( SELECT reaches_all() AS reaches_all));

ALTER TABLE plan_adoption ADD CONSTRAINT plan_adoption_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE plan_adoption ADD CONSTRAINT plan_adoption_change_fk FOREIGN KEY (change_id) REFERENCES change(id);
ALTER TABLE plan_adoption ADD CONSTRAINT plan_adoption_decided_fk FOREIGN KEY (decided_id) REFERENCES account(id);
ALTER TABLE plan_adoption ADD CONSTRAINT plan_adoption_plan_fk FOREIGN KEY (plan_id) REFERENCES plan(id);
ALTER TABLE plan_adoption ADD CONSTRAINT plan_adoption_undo_fk FOREIGN KEY (undo_id) REFERENCES change(id);
CREATE POLICY plan_adoption_of_all ON plan_adoption USING (( SELECT reaches_all() AS reaches_all));

ALTER TABLE plan_notice ADD CONSTRAINT plan_notice_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE plan_notice ADD CONSTRAINT plan_notice_adoption_fk FOREIGN KEY (adoption_id) REFERENCES plan_adoption(id);
ALTER TABLE plan_notice ADD CONSTRAINT plan_notice_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE plan_notice ADD CONSTRAINT plan_notice_change_fk FOREIGN KEY (change_id) REFERENCES change(id);
CREATE POLICY plan_notice_of_all ON plan_notice FOR INSERT WITH CHECK (( SELECT reaches_all() AS reaches_all));
CREATE POLICY plan_notice_of_bureau ON plan_notice FOR SELECT USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau))));

CREATE POLICY process_of_bureau ON process USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau))));

ALTER TABLE process_group ADD CONSTRAINT process_group_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE process_group ADD CONSTRAINT process_group_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE proposal ADD CONSTRAINT proposal_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE proposal ADD CONSTRAINT proposal_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE proposal_answer ADD CONSTRAINT proposal_answer_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE proposal_answer ADD CONSTRAINT proposal_answer_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE proposal_answer ADD CONSTRAINT proposal_answer_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
CREATE POLICY proposal_answer_of_bureau ON proposal_answer USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau))));

ALTER TABLE proposal_state ADD CONSTRAINT proposal_state_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE proposal_state ADD CONSTRAINT proposal_state_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE recovery_code ADD CONSTRAINT recovery_code_factor_fk FOREIGN KEY (account_id) REFERENCES second_factor(account_id) ON DELETE CASCADE;

ALTER TABLE related_decision ADD CONSTRAINT related_decision_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE related_decision ADD CONSTRAINT related_decision_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
CREATE POLICY related_decision_of_bureau ON related_decision USING ((( SELECT reaches_all() AS reaches_all) OR ((EXISTS ( SELECT
   FROM process p
  WHERE ((p.process_id = related_decision.process_id) AND (p.recorded_to = 'infinity'::timestamp with time zone)))) AND (EXISTS ( SELECT
   FROM process p
  WHERE ((p.process_id = related_decision.other_id) AND (p.recorded_to = 'infinity'::timestamp with time zone)))))));

ALTER TABLE remark_draft ADD CONSTRAINT remark_draft_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE remark_draft ADD CONSTRAINT remark_draft_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY remark_draft_of_bureau ON remark_draft USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = remark_draft.upload_id)))));

ALTER TABLE reminder ADD CONSTRAINT reminder_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE reminder ADD CONSTRAINT reminder_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE reminder ADD CONSTRAINT reminder_round_fk FOREIGN KEY (round_id) REFERENCES round(id);
CREATE POLICY reminder_of_bureau ON reminder USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau)))) WITH CHECK (( SELECT reaches_all() AS reaches_all));

ALTER TABLE reminder_reached ADD CONSTRAINT reminder_reached_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE reminder_reached ADD CONSTRAINT reminder_reached_reminder_fk FOREIGN KEY (reminder_id) REFERENCES reminder(id);
CREATE POLICY reminder_reached_of_bureau ON reminder_reached USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM reminder r
  WHERE (r.id = reminder_reached.reminder_id))))) WITH CHECK (( SELECT reaches_all() AS reaches_all));

ALTER TABLE return_draft ADD CONSTRAINT return_draft_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE return_draft ADD CONSTRAINT return_draft_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY return_draft_of_bureau ON return_draft USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = return_draft.upload_id)))));

ALTER TABLE saved_view ADD CONSTRAINT saved_view_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE saved_view ADD CONSTRAINT saved_view_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE saved_view ADD CONSTRAINT saved_view_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE saved_view ADD CONSTRAINT saved_view_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
CREATE POLICY saved_view_add ON saved_view FOR INSERT WITH CHECK ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau))));
CREATE POLICY saved_view_end ON saved_view FOR UPDATE USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau))));
CREATE POLICY saved_view_read ON saved_view FOR SELECT USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau)) OR ((bureau_id IS NULL) AND shared AND (( SELECT reached_bureau() AS reached_bureau) > 0))));

CREATE POLICY seal_read ON seal FOR SELECT USING (( SELECT reaches_all() AS reaches_all));

ALTER TABLE second_factor ADD CONSTRAINT second_factor_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

ALTER TABLE session ADD CONSTRAINT session_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

ALTER TABLE snapshot ADD CONSTRAINT snapshot_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE snapshot ADD CONSTRAINT snapshot_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE snapshot ADD CONSTRAINT snapshot_replaces_fk FOREIGN KEY (replaces) REFERENCES snapshot(id);
ALTER TABLE snapshot ADD CONSTRAINT snapshot_stood_at_fk FOREIGN KEY (stood_at) REFERENCES change(id);
CREATE POLICY snapshot_of_all ON snapshot FOR INSERT WITH CHECK (( SELECT (current_setting('tetsuzuki.bureau'::text, true) = 'all'::text)));
CREATE POLICY snapshot_published ON snapshot FOR SELECT USING (true);

ALTER TABLE snapshot_forecast ADD CONSTRAINT snapshot_forecast_snapshot_fk FOREIGN KEY (snapshot_id) REFERENCES snapshot(id);
CREATE POLICY snapshot_forecast_of_all ON snapshot_forecast FOR INSERT WITH CHECK (( SELECT (current_setting('tetsuzuki.bureau'::text, true) = 'all'::text)));
CREATE POLICY snapshot_forecast_published ON snapshot_forecast FOR SELECT USING (true);

CREATE POLICY staged_row_of_bureau ON staged_row USING ((( SELECT reaches_all() AS reaches_all) OR ((bureau_id = ( SELECT reached_bureau() AS reached_bureau)) AND (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = staged_row.upload_id))))));

ALTER TABLE target ADD CONSTRAINT target_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE target ADD CONSTRAINT target_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE threshold ADD CONSTRAINT threshold_change_fk FOREIGN KEY (change_id) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE threshold ADD CONSTRAINT threshold_closed_by_fk FOREIGN KEY (closed_by) REFERENCES change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE transfer ADD CONSTRAINT transfer_change_fk FOREIGN KEY (change_id) REFERENCES change(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_ended_account_fk FOREIGN KEY (ended_account_id) REFERENCES account(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_from_fk FOREIGN KEY (from_bureau_id) REFERENCES bureau(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_given_account_fk FOREIGN KEY (given_account_id) REFERENCES account(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation_entry(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_proposed_account_fk FOREIGN KEY (proposed_account_id) REFERENCES account(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_proposed_bureau_fk FOREIGN KEY (proposed_bureau_id) REFERENCES bureau(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_received_account_fk FOREIGN KEY (received_account_id) REFERENCES account(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_superseded_by_fk FOREIGN KEY (superseded_by) REFERENCES transfer(id);
ALTER TABLE transfer ADD CONSTRAINT transfer_to_fk FOREIGN KEY (to_bureau_id) REFERENCES bureau(id);
CREATE POLICY transfer_of_bureau ON transfer USING ((( SELECT reaches_all() AS reaches_all) OR (( SELECT reached_bureau() AS reached_bureau) = to_bureau_id) OR ((( SELECT reached_bureau() AS reached_bureau) = from_bureau_id) AND told_giver)));

ALTER TABLE transfer_process ADD CONSTRAINT transfer_process_transfer_fk FOREIGN KEY (transfer_id) REFERENCES transfer(id);
CREATE POLICY transfer_process_of_bureau ON transfer_process USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM transfer t
  WHERE (t.id = transfer_process.transfer_id)))));

ALTER TABLE upload ADD CONSTRAINT upload_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE upload ADD CONSTRAINT upload_answers_from_fk FOREIGN KEY (answers_from) REFERENCES upload(id);
ALTER TABLE upload ADD CONSTRAINT upload_bureau_fk FOREIGN KEY (bureau_id) REFERENCES bureau(id);
ALTER TABLE upload ADD CONSTRAINT upload_remainder_of_fk FOREIGN KEY (remainder_of) REFERENCES upload(id);
ALTER TABLE upload ADD CONSTRAINT upload_replaces_fk FOREIGN KEY (replaces) REFERENCES upload(id);
ALTER TABLE upload ADD CONSTRAINT upload_undone_by_fk FOREIGN KEY (undone_by) REFERENCES change(id);
CREATE POLICY upload_of_bureau ON upload USING ((( SELECT reaches_all() AS reaches_all) OR (bureau_id = ( SELECT reached_bureau() AS reached_bureau))));

ALTER TABLE upload_chunk ADD CONSTRAINT upload_chunk_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY upload_chunk_of_bureau ON upload_chunk USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = upload_chunk.upload_id)))));

ALTER TABLE upload_conflict ADD CONSTRAINT upload_conflict_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE upload_conflict ADD CONSTRAINT upload_conflict_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY upload_conflict_of_bureau ON upload_conflict USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = upload_conflict.upload_id)))));

ALTER TABLE upload_correction ADD CONSTRAINT upload_correction_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE upload_correction ADD CONSTRAINT upload_correction_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY upload_correction_of_bureau ON upload_correction USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = upload_correction.upload_id)))));

ALTER TABLE upload_decision ADD CONSTRAINT upload_decision_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE upload_decision ADD CONSTRAINT upload_decision_bureau_fk FOREIGN KEY (to_bureau_id) REFERENCES bureau(id);
ALTER TABLE upload_decision ADD CONSTRAINT upload_decision_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY upload_decision_of_bureau ON upload_decision USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = upload_decision.upload_id))))) WITH CHECK ((( SELECT reaches_all() AS reaches_all) OR ((EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = upload_decision.upload_id))) AND (EXISTS ( SELECT
   FROM process p
  WHERE (p.process_id = upload_decision.process_id))) AND ((merged_into IS NULL) OR (EXISTS ( SELECT
   FROM process p
  WHERE (p.process_id = upload_decision.merged_into)))))));

ALTER TABLE upload_event ADD CONSTRAINT upload_event_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE upload_event ADD CONSTRAINT upload_event_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY upload_event_of_bureau ON upload_event USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = upload_event.upload_id)))));

ALTER TABLE upload_match ADD CONSTRAINT upload_match_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE upload_match ADD CONSTRAINT upload_match_upload_fk FOREIGN KEY (upload_id) REFERENCES upload(id);
CREATE POLICY upload_match_of_bureau ON upload_match USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = upload_match.upload_id))))) WITH CHECK ((( SELECT reaches_all() AS reaches_all) OR ((EXISTS ( SELECT
   FROM upload u
  WHERE (u.id = upload_match.upload_id))) AND ((process_id IS NULL) OR (EXISTS ( SELECT
   FROM process p
  WHERE (p.process_id = upload_match.process_id)))))));

ALTER TABLE upload_remark ADD CONSTRAINT upload_remark_event_fk FOREIGN KEY (event_id) REFERENCES upload_event(id);
CREATE POLICY upload_remark_of_bureau ON upload_remark USING ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM upload_event e
  WHERE (e.id = upload_remark.event_id)))));

ALTER TABLE verification ADD CONSTRAINT verification_account_fk FOREIGN KEY (account_id) REFERENCES account(id);
CREATE POLICY verification_of_all ON verification USING (( SELECT reaches_all() AS reaches_all));

CREATE POLICY volume_of_bureau ON volume USING ((( SELECT reaches_all() AS reaches_all) OR ((EXISTS ( SELECT
   FROM process p
  WHERE (p.process_id = volume.process_id))) AND (EXISTS ( SELECT
   FROM process p
  WHERE ((p.process_id = volume.process_id) AND (p.recorded_from < volume.recorded_to) AND (p.recorded_to > volume.recorded_from))))))) WITH CHECK ((( SELECT reaches_all() AS reaches_all) OR (EXISTS ( SELECT
   FROM process p
  WHERE ((p.process_id = volume.process_id) AND (p.recorded_to > '9999-12-31 00:00:00+00'::timestamp with time zone))))));
