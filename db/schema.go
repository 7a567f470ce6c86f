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
)

//go:embed catalogue.sql
var catalogue string

// Difference is a part of the schema that is not as the migrations make it.
type Difference struct {
	What      string // such as "trigger change_append_only of change"
	Want, Got string // empty: it is not there
}

// scratch is the schema in which the expected one is made, to be taken back.
const scratch = "tetsuzuki_expected"

// Compare holds the schema against what the migrations make, on the same server, so
// that both are told in the words of its version: tables, columns, constraints,
// indexes, triggers and whether they work, policies, functions, rights, and the two
// roles. It makes the expected one in a schema of its own, in a transaction that is
// rolled back; the user of the database needs the right to make one.
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
	if err := build(ctx, tx); err != nil {
		return nil, fmt.Errorf("making the expected schema: %w", err)
	}
	want, err := parts(ctx, tx, scratch)
	if err != nil {
		return nil, err
	}
	if _, made := got["role "+AppRole]; made {
		want["role "+AppRole] = plainRole
	}
	if _, made := got["role "+WholeRole]; made {
		want["role "+WholeRole] = plainRole + ", sees every row, has what " + AppRole + " has"
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
	return differences, nil
}

// build makes the newest schema in scratch, which the migrations take for public. They
// look constraints and triggers up by name, and must not find those of public.
func build(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, strings.ReplaceAll(`
		create schema scratch;
		set local search_path = scratch, pg_catalog;
		create view pg_constraint as select * from pg_catalog.pg_constraint where connamespace = 'scratch'::regnamespace;
		create view pg_trigger as select * from pg_catalog.pg_trigger
			where tgrelid in (select oid from pg_catalog.pg_class where relnamespace = 'scratch'::regnamespace);
		create table goose_db_version ()`, "scratch", scratch)); err != nil {
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
	}
	if err := sealTables(ctx, tx); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, public.ReplaceAllString(rights, scratch)+`;
		drop view pg_constraint, pg_trigger;
		drop table goose_db_version;
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

// beyond is who may make objects in the schema, besides those who own the database.
const beyond = `
select 'right of ' || case a.grantee when 0 then 'everybody' else a.grantee::regrole::text end || ' on the schema', lower(a.privilege_type)
from pg_namespace n cross join aclexplode(n.nspacl) a
where n.nspname = 'public' and a.privilege_type = 'CREATE' and a.grantee not in (n.nspowner, 'pg_database_owner'::regrole, (select relowner from pg_class where oid = to_regclass('process')))`

// settings are those of the database or of a role that take triggers or policies out of
// force, or pass for the program.
const settings = `
select 'setting ' || split_part(c, '=', 1) || case when s.setrole = 0 then '' else ' of ' || s.setrole::regrole::text end, c
from pg_db_role_setting s cross join unnest(s.setconfig) as c
where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
  and split_part(c, '=', 1) ~ '^(session_replication_role|row_security|search_path|role|tetsuzuki[.].*)$'`

// roles are the two that the program takes on, as plainRole says what they are like.
const roles = `
select 'role ' || r.rolname,
       concat_ws(', ', case when r.rolcanlogin then 'signs in' else 'does not sign in' end, case when r.rolsuper then 'superuser' end,
                 case when r.rolcreaterole then 'makes roles' end, case when r.rolcreatedb then 'makes databases' end,
                 case when r.rolreplication then 'replicates' end, case when r.rolbypassrls then 'sees every row' end,
                 (select string_agg('has what ' || m.roleid::regrole::text || ' has', ', ' order by m.roleid::regrole::text) from pg_auth_members m where m.member = r.oid))
from pg_roles r
where r.rolname in ('` + AppRole + `', '` + WholeRole + `')`

const plainRole = "does not sign in"
