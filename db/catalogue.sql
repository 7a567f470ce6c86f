-- What the schema $1 consists of, a line for each part: its name and what it is like.
-- Whose the parts are is told as far as they are not the owner's, who made them.
with owner as (
    select case when exists (select from pg_class where oid = to_regclass('process')) then
        (select relowner from pg_class where oid = to_regclass('process')) else current_user::regrole::oid end as id
), extended as ( -- what came with an extension, which is told itself; nothing comes with the language
    select d.classid, d.objid
    from pg_depend d
    where d.deptype = 'e' and d.refobjid <> (select oid from pg_extension where extname = 'plpgsql')
), relation as (
    select c.*
    from pg_class c
    where c.relnamespace = $1::regnamespace and c.relkind not in ('i', 'I', 't') and (c.tableoid, c.oid) not in (table extended)
), routine as (
    select p.*
    from pg_proc p
    where p.pronamespace = $1::regnamespace and (p.tableoid, p.oid) not in (table extended)
), granted as (
    select format('the table %s', c.relname) as on_what, c.relowner as of, coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)) as acl
    from relation c
    union all
    select format('the column %s.%s', c.relname, a.attname), c.relowner, a.attacl
    from relation c join pg_attribute a on a.attrelid = c.oid and a.attacl is not null and not a.attisdropped
    union all
    select format('the function %s', p.oid::regprocedure), p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
    from routine p
)
select what, how
from (
    select format('%s %s', case c.relkind when 'r' then 'table' when 'S' then 'sequence' when 'v' then 'view' else 'relation ' || c.relkind::text end, c.relname) as what,
           format('row security %s%s, persistence %s%s', c.relrowsecurity, case when c.relforcerowsecurity then ' (forced)' end, c.relpersistence,
                  case when c.relowner <> owner.id then ', of ' || c.relowner::regrole::text end) as how
    from relation c, owner
    union all
    select format('column %s.%s', c.relname, a.attname),
           concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                     (select 'collate ' || k.collname from pg_collation k join pg_type t on t.oid = a.atttypid and t.typcollation <> k.oid where k.oid = a.attcollation),
                     nullif('identity ' || a.attidentity::text, 'identity '), nullif('generated ' || a.attgenerated::text, 'generated '),
                     'default ' || pg_get_expr(d.adbin, d.adrelid))
    from relation c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind <> 'S'
    union all
    select format('rows of %s', p.relname), 'and those of ' || i.inhrelid::regclass::text
    from relation p join pg_inherits i on i.inhparent = p.oid
    union all
    select format('sequence %s, how it counts', c.relname), format('from %s by %s, %s to %s%s', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, case when s.seqcycle then ', over and over' end)
    from relation c join pg_sequence s on s.seqrelid = c.oid
    union all
    select format('constraint %s of %s', k.conname, c.relname), pg_get_constraintdef(k.oid)
    from relation c join pg_constraint k on k.conrelid = c.oid and k.contype in ('c', 'f', 'p', 'u', 'x')
    union all
    select format('index %s of %s', x.relname, c.relname), pg_get_indexdef(i.indexrelid) || case when not i.indisvalid then ', not valid' else '' end
    from relation c join pg_index i on i.indrelid = c.oid join pg_class x on x.oid = i.indexrelid
    union all
    select format('trigger %s of %s', case when t.tgisinternal then coalesce(k.conname, '(internal)') || ' (' || t.tgfoid::regproc::text || ')' else t.tgname end, c.relname),
           format('%s%s', case t.tgenabled when 'O' then 'enabled' when 'D' then 'disabled' else 'enabled: ' || t.tgenabled::text end,
                  case when not t.tgisinternal then ', ' || pg_get_triggerdef(t.oid) end)
    from relation c join pg_trigger t on t.tgrelid = c.oid left join pg_constraint k on k.oid = t.tgconstraint
    union all
    select format('rule %s of %s', r.rulename, c.relname), pg_get_ruledef(r.oid)
    from relation c join pg_rewrite r on r.ev_class = c.oid
    union all
    select format('policy %s of %s', p.polname, c.relname),
           concat_ws(' ', case when p.polpermissive then 'permissive' else 'restrictive' end, 'for', p.polcmd, 'to', array(select case r when 0 then 'public' else r::regrole::text end from unnest(p.polroles) r)::text,
                     'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' || pg_get_expr(p.polwithcheck, p.polrelid))
    from relation c join pg_policy p on p.polrelid = c.oid
    union all
    select format('function %s', p.oid::regprocedure),
           (case when p.prokind in ('f', 'p') then pg_get_functiondef(p.oid) else 'of kind ' || p.prokind::text end) || case when p.proowner <> owner.id then ' of ' || p.proowner::regrole::text else '' end
    from routine p, owner
    union all
    select format('type %s', t.typname), 'of kind ' || t.typtype::text
    from pg_type t
    where t.typnamespace = $1::regnamespace and t.typtype in ('d', 'e', 'r')
      and (t.tableoid, t.oid) not in (table extended)
    union all
    select format('operator %s', o.oid::regoperator), o.oprcode::text
    from pg_operator o
    where o.oprnamespace = $1::regnamespace and (o.tableoid, o.oid) not in (table extended)
    union all
    select format('right of %s on %s', case a.grantee when 0 then 'everybody' else a.grantee::regrole::text end, g.on_what),
           string_agg(lower(a.privilege_type) || case when a.is_grantable then ' (to hand on)' else '' end, ', ' order by a.privilege_type)
    from granted g cross join aclexplode(g.acl) a
    where a.grantee <> g.of
    group by a.grantee, g.on_what
) parts
order by what, how
