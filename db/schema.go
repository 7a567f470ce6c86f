package db

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed catalogue.sql
var catalogue string

// Difference is a part of the schema that is not as the migrations make it.
type Difference struct {
	What      string // such as "trigger change_append_only of change"
	Want, Got string // empty: it is not there
}

// scratch is the schema in which the expected one is made; the transaction is rolled back.
const scratch = "tetsuzuki_expected"

// Compare compares the schema with the one that the migrations make on the same server, so
// that both are described in the words of its version: tables, columns, constraints, indexes,
// triggers and whether they are enabled, policies, functions, rights, the applied steps, the
// two roles, and what beside the schema acts on it. It makes the expected one in a schema of
// its own, in a transaction that is rolled back; the database's user needs the right to create
// a schema.
func Compare(ctx context.Context, pool *sql.DB) ([]Difference, error) {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	return CompareIn(ctx, tx)
}

// CompareIn is [Compare] in a transaction, which must be rolled back.
func CompareIn(ctx context.Context, tx *sql.Tx) ([]Difference, error) {
	if _, err := tx.ExecContext(ctx, "set local role none; set local search_path = public"); err != nil {
		return nil, err
	}
	got, err := parts(ctx, tx, "public")
	if err != nil {
		return nil, err
	}
	for _, look := range []string{beyond, settings, roles} {
		if err := read(ctx, tx, got, look); err != nil {
			return nil, err
		}
	}
	if err := read(ctx, tx, got, applied); err != nil {
		return nil, err
	}
	var on string
	if err := tx.QueryRowContext(ctx, whereMade).Scan(&on); err != nil {
		return nil, err
	}
	known, _ := expected.Load(on)
	want, ok := known.(map[string]string)
	if !ok {
		if want, err = expect(ctx, tx, got); err != nil {
			return nil, fmt.Errorf("making the expected schema: %w", err)
		}
	}
	var differences []Difference
	for _, what := range slices.Sorted(maps.Keys(got)) {
		if w := want[what]; w != got[what] {
			differences = append(differences, Difference{what, w, got[what]})
		}
	}
	for _, what := range slices.Sorted(maps.Keys(want)) {
		if _, there := got[what]; !there {
			differences = append(differences, Difference{what, want[what], ""})
		}
	}
	if len(differences) == 0 {
		expected.Store(on, want)
	}
	return differences, nil
}

// expected holds the parts that the migrations make, by whereMade: making them takes most of
// the time of a comparison, and they stay the same while the program runs. They are stored
// only after a comparison without differences, so that nothing altered gets in.
var expected sync.Map // of string to map[string]string

// expect makes the newest schema and returns its parts, together with how those of the two
// roles that exist should be.
func expect(ctx context.Context, tx *sql.Tx, there map[string]string) (map[string]string, error) {
	if err := build(ctx, tx); err != nil {
		return nil, err
	}
	want, err := parts(ctx, tx, scratch)
	if err == nil {
		err = read(ctx, tx, want, applied)
	}
	if err != nil {
		return nil, err
	}
	if _, made := there["role "+AppRole]; made {
		want["role "+AppRole] = plainRole
	}
	if _, made := there["role "+WholeRole]; made {
		want["role "+WholeRole] = plainRole + ", sees every row, has what " + AppRole + " has"
	}
	return want, nil
}

// whereMade is what the result of the migrations depends on besides themselves: the server's
// version, the user who makes it with their rights, and the roles that exist.
const whereMade = `
select concat_ws(E'\n', version(), current_user, u.rolsuper, u.rolcreaterole, u.rolbypassrls,
                 (select string_agg(concat_ws(' ', r.rolname, r.rolsuper, r.rolbypassrls, pg_has_role(r.oid, 'member')), ', '
                 order by r.rolname)
                  from pg_roles r where r.rolname in ('` + AppRole + `', '` + WholeRole + `')))
from pg_roles u
where u.rolname = current_user`

// build makes the newest schema in scratch, which the migrations take for public. They look up
// constraints and triggers by name and must not find those of public.
func build(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, strings.ReplaceAll(`
		create schema scratch;
		set local search_path = scratch, pg_catalog;
		create view pg_constraint as select * from pg_catalog.pg_constraint where connamespace = 'scratch'::regnamespace;
		create view pg_trigger as select * from pg_catalog.pg_trigger
			where tgrelid in (select oid from pg_catalog.pg_class where relnamespace = 'scratch'::regnamespace)`, "scratch", scratch)); err != nil {
		return err
	}
	versions, err := database.NewStore(database.DialectPostgres, goose.DefaultTablename)
	if err == nil {
		err = versions.CreateVersionTable(ctx, tx)
	}
	if err == nil {
		err = versions.Insert(ctx, tx, database.InsertRequest{Version: 0})
	}
	if err != nil {
		return err
	}
	steps, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return err
	}
	public := regexp.MustCompile(`\bpublic\b`)
	for _, step := range steps {
		text, err := files.ReadFile(step)
		if err != nil {
			return err
		}
		_, up, found := strings.Cut(string(text), "-- +goose Up\n")
		up, _, ends := strings.Cut(up, "-- +goose Down\n")
		if !found || !ends {
			return fmt.Errorf("%s: no Up and Down", step)
		}
		if _, err := tx.ExecContext(ctx, public.ReplaceAllString(up, scratch)); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
		version, err := goose.NumericComponent(step)
		if err == nil {
			err = versions.Insert(ctx, tx, database.InsertRequest{Version: version})
		}
		if err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	if err := sealTables(ctx, tx); err != nil {
		return err
	}
	if err := watchTables(ctx, tx); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, public.ReplaceAllString(rights, scratch)+`;
		drop view pg_constraint, pg_trigger;
		set local search_path = `+scratch)
	return err
}

// parts are the parts of a schema in the search path: what each is like, by its name.
func parts(ctx context.Context, tx *sql.Tx, schema string) (map[string]string, error) {
	all := map[string]string{}
	return all, read(ctx, tx, all, catalogue, schema)
}

func read(ctx context.Context, tx *sql.Tx, into map[string]string, query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		var what, how string
		if err := rows.Scan(&what, &how); err != nil {
			return errors.Join(err, rows.Close())
		}
		how = strings.ReplaceAll(how, scratch, "public")
		if other, twice := into[what]; twice {
			how = other + "; " + how
		}
		into[what] = how
	}
	return errors.Join(rows.Err(), rows.Close())
}

// beyond is what lies outside the schema and acts on it: whoever may create objects in it,
// owns it, or has the rights of the program's roles, besides the members of the tables' owner;
// rights on tables to come; event triggers; and additions to the server's own catalogue, which
// is searched before the schema. Extensions are listed except for the language of the
// migrations and pg_stat_statements, which operators install everywhere.
const beyond = `
with owner as (select coalesce((select relowner from pg_class where oid = to_regclass('process')), current_user::regrole::oid) as id),
     others as (select r.oid from pg_roles r, owner where not pg_has_role(r.oid, owner.id, 'member')),
     extended as (select classid, objid from pg_depend where deptype = 'e')
select 'right of ' || case a.grantee when 0 then 'everybody' else a.grantee::regrole::text end || ' on the schema', lower(a.privilege_type)
from pg_namespace n cross join aclexplode(n.nspacl) a
where n.nspname = 'public' and a.privilege_type = 'CREATE' and (a.grantee = 0 or a.grantee in (table others))
	and a.grantee <> 'pg_database_owner'::regrole
union all
select 'owner of the schema', nspowner::regrole::text
from pg_namespace where nspname = 'public' and nspowner in (table others) and nspowner <> 'pg_database_owner'::regrole
union all
select 'owner of the database', datdba::regrole::text
from pg_database where datname = current_database() and datdba in (table others)
union all
select 'members of ' || g.rolname, string_agg(m.rolname, ', ' order by m.rolname)
from pg_roles g join pg_roles m on m.oid <> g.oid and m.oid in (table others) and pg_has_role(m.oid, g.oid, 'member')
where (g.rolname in ('` + AppRole + `', '` + WholeRole + `') and m.rolname <> '` + WholeRole + `' and has_database_privilege(m.oid,
	current_database(), 'connect')
       or g.rolname = 'pg_write_all_data' and has_database_privilege(m.oid, current_database(), 'connect'))
group by g.rolname
union all
select 'default right of ' || case a.grantee when 0 then 'everybody' else a.grantee::regrole::text end || ' on what is made',
	lower(a.privilege_type)
from pg_default_acl d cross join aclexplode(d.defaclacl) a, owner
where d.defaclrole = owner.id and d.defaclnamespace in (0, 'public'::regnamespace) and a.grantee <> owner.id
  and not (d.defaclobjtype = 'f' and a.grantee = 0 and a.privilege_type = 'EXECUTE')
  and not (d.defaclobjtype = 'T' and a.grantee = 0 and a.privilege_type = 'USAGE')
union all
select 'event trigger ' || evtname, 'on ' || evtevent || ', ' || evtfoid::regproc from pg_event_trigger
union all
select 'extension ' || extname, 'in ' || extnamespace::regnamespace from pg_extension where extname not in ('plpgsql', 'pg_stat_statements')
union all
select 'subscription ' || subname, 'writes here' from pg_subscription
where subdbid = (select oid from pg_database where datname = current_database())
union all
select 'function pg_catalog.' || p.oid::regprocedure, 'is not the server''s own'
from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace and p.oid >= 16384 and (p.tableoid, p.oid) not in (table extended)
union all
select 'operator pg_catalog.' || o.oid::regoperator, 'is not the server''s own'
from pg_operator o where o.oprnamespace = 'pg_catalog'::regnamespace and o.oid >= 16384 and (o.tableoid, o.oid) not in (table extended)
union all
select 'relation pg_catalog.' || c.relname, 'is not the server''s own'
from pg_class c where c.relnamespace = 'pg_catalog'::regnamespace and c.oid >= 16384 and (c.tableoid, c.oid) not in (table extended)
union all
select 'cast of ' || format_type(c.castsource, null) || ' to ' || format_type(c.casttarget, null), 'is not the server''s own'
from pg_cast c where c.oid >= 16384 and (c.tableoid, c.oid) not in (table extended)`

// settings are the settings of the database, of a role that works with it, or of the server
// that change what statements do: such as can put triggers or policies out of force, or pose
// as the program. Settings of speed, waiting, logs and formats are left out.
const settings = `
select 'setting ' || split_part(c, '=', 1) || case when s.setrole = 0 then '' else ' of ' || s.setrole::regrole::text end, c
from pg_db_role_setting s cross join unnest(s.setconfig) as c
left join pg_settings g on g.name = split_part(c, '=', 1)
where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
  and (s.setrole = 0 or s.setrole::regrole::text in (current_user, '` + AppRole + `', '` + WholeRole + `')
  	or s.setrole = (select relowner from pg_class where oid = to_regclass('process')))
  and coalesce(g.category, '') !~
	'^(Query Tuning|Resource Usage|Reporting and Logging|Statistics|Autovacuum|Client Connection Defaults / Locale)'
  and split_part(c, '=', 1) !~ '_timeout$|^(auto_explain|pg_stat_statements|track_)'
union all
select 'setting ' || name || ' of the server', name || '=' || reset_val
from pg_settings
where name in ('session_replication_role', 'row_security', 'transform_null_equals', 'array_nulls', 'standard_conforming_strings')
  and reset_val <> boot_val`

// applied are the steps of the schema that the database says it has seen.
const applied = `
select 'step ' || version_id, case when bool_and(is_applied) and count(*) = 1 then 'seen' else 'not as a step that was seen' end
from goose_db_version group by version_id`

// roles are the two that the program takes on, as plainRole says what they are like.
const roles = `
select 'role ' || r.rolname,
       concat_ws(', ', case when r.rolcanlogin then 'signs in' else 'does not sign in' end, case when r.rolsuper then 'superuser' end,
                 case when r.rolcreaterole then 'makes roles' end, case when r.rolcreatedb then 'makes databases' end,
                 case when r.rolreplication then 'replicates' end, case when r.rolbypassrls then 'sees every row' end,
                 (select string_agg('has what ' || m.roleid::regrole::text || ' has', ', ' order by m.roleid::regrole::text)
                 from pg_auth_members m where m.member = r.oid))
from pg_roles r
where r.rolname in ('` + AppRole + `', '` + WholeRole + `')`

const plainRole = "does not sign in"
