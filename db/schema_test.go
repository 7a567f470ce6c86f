package db_test

import (
	"testing"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres/pgtest"
)

// Whoever may do everything to the database and alters what keeps others from it is
// told of, part by part; a schema as the migrations made it is not.
func TestTheSchemaIsHeldAgainstTheMigrations(t *testing.T) {
	t.Parallel()
	pool := pgtest.Open(t, pgtest.New(t))
	tamperings := []struct{ statement, what string }{
		{"drop policy process_of_bureau on process", "policy process_of_bureau of process"},
		{"alter policy volume_of_bureau on volume using (true)", "policy volume_of_bureau of volume"},
		{"alter policy deputy_of_bureau on deputy with check (true)", "policy deputy_of_bureau of deputy"},
		{"create policy more on change for select using (true)", "policy more of change"},
		{"alter table process disable row level security", "table process"},
		{"grant update on change to tetsuzuki_app", "right of tetsuzuki_app on the table change"},
		{"grant update (actor) on change to tetsuzuki_app", "right of tetsuzuki_app on the column change.actor"},
		{"grant select on account to public", "right of everybody on the table account"},
		{"grant create on schema public to public", "right of everybody on the schema"},
		{"revoke execute on function never() from public", "right of everybody on the function never()"},
		{"alter table change disable trigger change_append_only", "trigger change_append_only of change"},
		{"alter table upload_event disable trigger all", "trigger upload_event_upload_fk (\"RI_FKey_check_ins\") of upload_event"},
		{"alter table code disable trigger code_sealed", "trigger code_sealed of code"},
		{"drop trigger account_sealed on account", "trigger account_sealed of account"},
		{"create trigger more before insert on account for each row execute function never()", "trigger more of account"},
		{"create rule more as on delete to change do instead nothing", "rule more of change"},
		{"alter table change alter column reason drop not null", "column change.reason"},
		{"alter table change add column more text", "column change.more"},
		{"alter table process alter column scope set default 'out'", "column process.scope"},
		{"alter table upload drop constraint upload_state_known", "constraint upload_state_known of upload"},
		{"alter table change drop constraint change_at_unique", "index change_at_unique of change"},
		{"drop index process_now", "index process_now of process"},
		{"create or replace function never() returns trigger language plpgsql as 'begin return new; end'", "function never()"},
		{"alter function seal_end() security invoker", "function seal_end()"},
		{"create function more() returns integer language sql as 'select 1'", "function more()"},
		{"create table more_table ()", "table more_table"},
		{"create view more_view as select * from account", "view more_view"},
		{"alter sequence process_id_seq increment by 2", "sequence process_id_seq, how it counts"},
		{"alter table target set unlogged", "table target"},
		{"alter table account owner to tetsuzuki_app", "table account"},
		{"create type more as enum ('x')", "type more"},
		{"do $$ begin execute format('alter database %I set session_replication_role = replica', current_database()); end $$", "setting session_replication_role"},
		{"do $$ begin execute format('alter database %I set session_preload_libraries = more', current_database()); end $$", "setting session_preload_libraries"},
		{"do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$", "setting default_transaction_read_only"},
		{"alter schema public owner to more_role", "owner of the schema"},
		{"do $$ begin execute format('alter database %I owner to more_role', current_database()); end $$", "owner of the database"},
		{"grant tetsuzuki_app to more_role", "members of tetsuzuki_app"},
		{"grant tetsuzuki_whole to other_role", "members of tetsuzuki_whole"},
		{"grant pg_write_all_data to more_role", "members of pg_write_all_data"},
		{"alter default privileges grant update on tables to more_role", "default right of more_role on what is made"},
		{"alter default privileges in schema public grant execute on functions to more_role", "default right of more_role on what is made"},
		{"create event trigger more on ddl_command_end execute function more_event()", "event trigger more"},
		{"create extension pgcrypto", "extension pgcrypto"},
		{"create function hidden() returns integer language sql as 'select 1'; alter extension plpgsql add function hidden()", "function hidden()"},
		{"create view hidden_view as select 1; alter extension plpgsql add view hidden_view", "view hidden_view"},
		{"create table more_schema.child () inherits (identity)", "rows of identity"},
		{"alter table target alter column name type text collate \"C\"", "column target.name"},
		{"create type more_row as (x integer)", "relation c more_row"},
		{"create operator public.=== (leftarg = integer, rightarg = integer, function = int4eq)", "operator ===(integer,integer)"},
		{"create cast (integer as boolean[]) with inout", "cast of integer to boolean[]"},
		{"set local allow_system_table_mods = on; create function pg_catalog.sha256(text) returns bytea language sql as 'select null::bytea'", "function pg_catalog.sha256(text)"},
		{"delete from goose_db_version where version_id = 40", "step 40"},
		{"update goose_db_version set is_applied = false where version_id = 20", "step 20"},
		{"insert into goose_db_version (version_id, is_applied) values (99999, true)", "step 99999"},
		{"create trigger more before insert on goose_db_version for each row execute function never()", "trigger more of goose_db_version"},
		{"create table goose_db_version_more ()", "table goose_db_version_more"},
	}
	tx, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), `create role more_role login; create role other_role login in role more_role;
		create schema more_schema;
		create function more_event() returns event_trigger language plpgsql as 'begin end'`); err != nil {
		t.Fatal(err)
	}
	for _, c := range tamperings {
		if _, err := tx.ExecContext(t.Context(), c.statement); err != nil {
			t.Fatalf("%s: %v", c.statement, err)
		}
	}
	told := map[string]bool{}
	altered, err := db.CompareIn(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range altered {
		told[d.What] = true
	}
	for _, c := range tamperings {
		if !told[c.what] {
			t.Errorf("%s: %q is not told", c.statement, c.what)
		}
	}
	if t.Failed() {
		t.Logf("told: %+v", altered)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	// Nothing of the comparison stays.
	found, err := db.Compare(t.Context(), pool)
	if err != nil || len(found) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
	var left int
	if err := pool.QueryRowContext(t.Context(), `select count(*) from pg_namespace where nspname like 'tetsuzuki%'`).
		Scan(&left); err != nil || left != 0 {
		t.Errorf("%d schemas are left, %v", left, err)
	}
}

// The two roles belong to the whole server, which other tests use: altered in a
// transaction that nobody else sees.
func TestTheRolesAreHeldAgainstWhatTheyMayBe(t *testing.T) {
	t.Parallel()
	pool := pgtest.Open(t, pgtest.New(t))
	tx, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), `alter role tetsuzuki_app bypassrls login createdb createrole;
		grant pg_monitor to tetsuzuki_app;
		alter role tetsuzuki_whole superuser`); err != nil {
		t.Fatal(err)
	}
	found, err := db.CompareIn(t.Context(), tx)
	if err != nil || len(found) != 2 {
		t.Fatalf("%+v, %v", found, err)
	}
	for i, want := range []db.Difference{
		{What: "role tetsuzuki_app", Want: "does not sign in", Got: "signs in, makes roles, makes databases, sees every row, has what pg_monitor has"},
		{What: "role tetsuzuki_whole", Want: "does not sign in, sees every row, has what tetsuzuki_app has", Got: "does not sign in, superuser, sees every row, has what tetsuzuki_app has"},
	} {
		if found[i] != want {
			t.Errorf("%+v, want %+v", found[i], want)
		}
	}
}
