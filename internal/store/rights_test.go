package store_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/lib/pq"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// as is a connection to the database with no more rights than a role has, and bureau
// as the setting; empty: not set.
func as(t *testing.T, w *storetest.World, role, bureau string) *sql.Conn {
	t.Helper()
	conn, err := w.Pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := conn.ExecContext(context.Background(), "discard all"); err != nil {
			t.Error(err)
		}
		conn.Close()
	})
	if _, err := conn.ExecContext(t.Context(), "set role "+role); err != nil {
		t.Fatal(err)
	}
	if bureau != "" {
		if _, err := conn.ExecContext(t.Context(), "select set_config('tetsuzuki.bureau', $1, false)", bureau); err != nil {
			t.Fatal(err)
		}
	}
	return conn
}

// ofTwoBureaus fills the registry with rows of the bureaus 10 and 15 in every table
// that keeps bureaus apart.
func ofTwoBureaus(t *testing.T) *storetest.World {
	t.Helper()
	w := storetest.New(t)
	w.Catalogue(t)
	if _, err := w.Pool.ExecContext(t.Context(), `
		create temporary table b on commit drop as
		select b as id, (select max(process_id) from process where bureau_id = b) as process from unnest(array[10, 15]) b;
		insert into upload (actor, bureau_id, file_name, file_bytes, sha256)
		select '作り物', id, '作り物.xlsx', 1, decode(repeat('00', 32), 'hex') from b;
		insert into verification (began_at, actor, changes, snapshots, seals, seal_id, seal_hash, problems, texts)
		values (now(), '作り物', 1, 0, 2, 3, sha256('x'), 0, '{}');
		insert into upload_chunk (upload_id, position, data) select id, 0, 'x' from upload;
		insert into job (kind, bureau_id, actor) select 'made up', id, '作り物' from b;
		insert into change (at, actor, kind, upload_id, previous_hash, content_hash, hash)
		select now() + id * interval '1 s', '作り物', 'import', id, z, z, z from upload, decode(repeat('00', 32), 'hex') z;
		insert into staged_row (upload_id, ordinal, sheet, row_number, bureau_id, procedure_name, volume_year, total, total_upper,
			total_qualifier,
			total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw, search_text, identity_key)
		select id, 1, 'a', 2, bureau_id, '作り物', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '' from upload;
		insert into upload_event (upload_id, actor, kind) select id, '作り物', 'returned' from upload;
		insert into upload_remark (event_id, text) select id, '作り物' from upload_event;
		insert into upload_decision (upload_id, process_id, decision, actor) select u.id, b.process, 'keep', '作り物' from upload u join b
			on b.id = u.bureau_id;
		insert into upload_match (upload_id, ordinal, process_id, actor) select u.id, 1, b.process, '作り物' from upload u join b
			on b.id = u.bureau_id;
		insert into upload_conflict (upload_id, ordinal, field, theirs, mine, actor) select id, 1, 'remarks', '', true, '作り物' from upload;
		insert into upload_correction (upload_id, sheet, cell, value, actor) select id, 'a', 'C2', '7', '作り物' from upload;
		insert into comparison select id, 0, now(), array[bureau_id], 0, 0, 0, 0, 0, 0, 0 from upload;
		insert into comparison_row (upload_id, ordinal, kind) select id, 1, 'new' from upload;
		insert into comparison_field select id, 'remarks', 1 from upload;
		insert into comparison_missing select u.id, b.process from upload u join b on b.id = u.bureau_id;
		insert into comparison_doubt select id, 1, '{}', '{}' from upload;
		insert into comparison_conflict select u.id, 1, 1, b.process, 'remarks', 0, '', '', '', false, false, '' from upload u join b
			on b.id = u.bureau_id;
		insert into comparison_normalised select id, 1, 'remarks', false from upload;
		insert into earlier_row select id, 1, bureau_id, '', null, '{}' from upload;
		insert into earlier_missing select u.id, b.process from upload u join b on b.id = u.bureau_id;
		insert into earlier_match select id, 1, null, null, '作り物', now() from upload;
		insert into earlier_conflict select u.id, b.process, 'remarks', 0, '', '', true, null, '作り物', now() from upload u join b
			on b.id = u.bureau_id;
		insert into account (login, name, role, bureau_id) select r || b.id, '作り物', r, b.id from b, unnest(array['officer', 'approver']) r;
		insert into saved_view (view, account_id, bureau_id, name, list, query, shared, set_by, recorded_from, change_id)
			select a.id, a.id, a.bureau_id, '作り物', 'processes', '', false, '作り物', now(), (select min(id) from change) from account a;
		insert into saved_view (view, name, list, query, shared, set_by, recorded_from, change_id)
			select 0, '作り物', 'processes', '', true, '作り物', now(), min(id) from change;
		insert into saved_view (view, account_id, bureau_id, name, list, query, shared, set_by, recorded_from, change_id)
			select -1, id, bureau_id, '作り物2', 'processes', '', false, '作り物', now(), (select min(id) from change)
			from account where bureau_id = 10 limit 1;
		insert into related_decision (process_id, other_id, related, reason, set_by, recorded_from, change_id)
			select min(p.process_id), max(p.process_id), true, '作り物', '作り物', now(), (select min(id) from change)
			from process p join b on b.id = p.bureau_id group by b.id;
		insert into proposal_answer (number, process_id, bureau_id, reason, at, actor, change_id)
			select 1, b.process, b.id, '作り物', now(), '作り物', (select min(id) from change) from b;
		insert into bulk_edit (conditions, patch, reason, actor, at, state) values ('', '{}', '作り物', '作り物', now(), 'waiting');
		insert into bulk_edit_process (bulk_edit_id, process_id, version) select 1, b.process, 1 from b;
		insert into pending_edit (process_id, bureau_id, version, patch, reason, account_id, actor)
		select b.process, b.id, 1, '{}', '作り物', a.id, '作り物' from b join account a on a.bureau_id = b.id and a.role = 'officer';
		insert into return_draft select u.id, a.id, '作り物' from upload u join account a on a.bureau_id = u.bureau_id and a.role = 'approver';
		insert into remark_draft (upload_id, account_id, sheet, cell, text) select upload_id, account_id, '', '', reason from return_draft;
		insert into deputy (account_id, deputy_id, valid_from, valid_to, set_by)
		select a.id, o.id, '2022-01-01', '2022-01-02', '作り物' from account a join account o on o.bureau_id = a.bureau_id and o.role = 'officer'
			where a.role = 'approver';
		insert into transfer (from_bureau_id, to_bureau_id, effective_on, reason, proposed_by)
		values (10, 11, '2022-01-01', '作り物', '作り物'), (15, 11, '2022-01-01', '作り物', '作り物'), (15, 10, '2022-01-01', '作り物', '作り物');
		insert into transfer_process (transfer_id, process_id) select t.id, b.process from transfer t join b on b.id = t.from_bureau_id;
		insert into round (name, fiscal_year, opens_on, deadline, set_by) values ('作り物', 2022, '2022-01-01', '2022-01-02', '作り物');
		insert into reminder (round_id, bureau_id, kind, day, deadline, actor) select 1, id, 'late', '2022-01-03', '2022-01-02', '' from b;
		insert into reminder_reached (reminder_id, account_id, way, name) select id, (select min(id) from account), 'notice', '架空' from reminder;
		insert into plan (name, wish, actor) values ('作り物', '{}', '作り物');
		insert into plan_adoption (plan_id, reason, actor, state, decided_at, change_id) values (1, '作り物', '作り物', 'adopted', now(), 1);
		insert into plan_notice (adoption_id, bureau_id, kind, actor, plan, text, processes, change_id)
		select 1, id, 'adopted', '作り物', '作り物', '', 1, 1 from b;
		insert into mail (account_id, notice, kind, at, actor) select id, 'made up', 'made up', now(), '作り物' from account;
		insert into bureau_structure (bureau_id, upload_id, actor, memory) select bureau_id, id, '作り物', '{}' from upload;
		insert into audit_event (actor, kind) values ('作り物', 'export')`); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheProgramsRolesCannotAlterHistory(t *testing.T) {
	t.Parallel()
	w := ofTwoBureaus(t)
	for _, role := range []string{db.AppRole, db.WholeRole} {
		cannotAlterHistory(t, as(t, w, role, "all"))
	}
	// Closing a version is what writing a new one takes.
	for i, role := range []string{db.AppRole, db.WholeRole} {
		if _, err := as(t, w, role, "all").ExecContext(t.Context(),
			"update process set recorded_to = now(), closed_by = 1 where process_id = $1", i+1); err != nil {
			t.Errorf("closing a version as %s: %v", role, err)
		}
	}
}

func cannotAlterHistory(t *testing.T, conn *sql.Conn) {
	t.Helper()
	for _, statement := range []string{
		"update process set procedure_name = 'x'",
		"update process set recorded_from = '-infinity'",
		"update process set bureau_id = 1",
		"delete from process",
		"truncate process",
		"update volume set total = 1",
		"delete from volume",
		"truncate volume",
		"update change set reason = 'x'",
		"delete from change",
		"truncate change",
		"update audit_event set actor = 'x'",
		"delete from audit_event",
		"update upload_chunk set data = ''",
		"delete from upload_chunk",
		"delete from goose_db_version",
		"insert into audit_event (at, actor, kind) values ('2001-01-01', 'x', 'sign_in')",
		"delete from account",
		"delete from api_token",
		"delete from round",
		"update identity set account_id = 1",
		"delete from identity",
		"update threshold set volume = 1",
		"delete from threshold",
		"update target set rate = 1",
		"delete from code",
		"drop table process",
		"alter table process add column x integer",
		"alter table process disable trigger all",
		"alter table process disable row level security",
		"drop trigger process_append_only on process",
		"drop policy process_of_bureau on process",
		"create table x ()",
		"create or replace function append_only() returns trigger language sql as 'select 1'",
		"set session_replication_role = replica",
		"create role x",
	} {
		refusedTo(t, conn, statement)
	}
}

// refusedTo fails the test where the statement is carried out, or fails for another
// reason than a lack of rights.
func refusedTo(t *testing.T, conn *sql.Conn, statement string) {
	t.Helper()
	_, err := conn.ExecContext(t.Context(), statement)
	const insufficientPrivilege = "42501"
	if e, ok := errors.AsType[*pq.Error](err); !ok || e.Code != insufficientPrivilege {
		t.Errorf("%q: %v, want a lack of rights", statement, err)
	}
}

func TestTheStoreWorksWithTheRightsOfTheProgramsRole(t *testing.T) {
	t.Parallel()
	w := ofTwoBureaus(t)
	if !w.Restricted() {
		t.Fatal("it works with the owner's rights")
	}
	if _, err := w.Pool.ExecContext(t.Context(), "revoke select on process from "+db.AppRole); err != nil {
		t.Fatal(err)
	}
	planner := registry.ScopeOf(registry.Account{ID: 1, Name: "企画", Role: registry.Planner})
	if _, err := w.Processes(t.Context(), planner, store.ProcessFilter{}); err == nil {
		t.Error("it reads what its role may not")
	}
}

// A condition that was forgotten in a query changes nothing of what a bureau sees:
// here the policy alone is made to hide the bureau's own rows as well.
func TestReadingIsNarrowedByTheServer(t *testing.T) {
	t.Parallel()
	w := ofTwoBureaus(t)
	officer := registry.ScopeOf(registry.Account{ID: 1, Name: "入力者", Role: registry.Officer, BureauID: 10})
	planner := registry.ScopeOf(registry.Account{ID: 2, Name: "企画", Role: registry.Planner})
	count := func(scope registry.Scope) int {
		t.Helper()
		page, err := w.Processes(t.Context(), scope, store.ProcessFilter{})
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Processes)
	}
	if officers, all := count(officer), count(planner); officers != 3 || all != 7 {
		t.Errorf("the officer sees %d of %d processes, want 3 of 7", officers, all)
	}
	if _, err := w.Pool.ExecContext(t.Context(),
		"alter policy process_of_bureau on process using (current_setting('tetsuzuki.bureau') = 'all')"); err != nil {
		t.Fatal(err)
	}
	if officers, all := count(officer), count(planner); officers != 0 || all != 7 {
		t.Errorf("with a policy that hides what is narrowed the officer sees %d of %d, want 0 of 7", officers, all)
	}
}

func TestWithoutTheRoleTheStoreWorksWithTheUsersRights(t *testing.T) {
	t.Parallel()
	w := ofTwoBureaus(t)
	if _, err := w.Pool.ExecContext(t.Context(), "revoke all on process from "+db.AppRole); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), w.URL, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	planner := registry.ScopeOf(registry.Account{ID: 1, Name: "企画", Role: registry.Planner})
	page, err := s.Processes(t.Context(), planner, store.ProcessFilter{})
	if err != nil || page.Total != 7 || s.Restricted() {
		t.Errorf("%d processes, %v, restricted %t", page.Total, err, s.Restricted())
	}
	if err := store.Migrate(t.Context(), w.URL); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(t.Context(), w.URL, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if !again.Restricted() {
		t.Error("migrating did not give the role its rights back")
	}
}

// A server where the program's user owns the database and may do nothing else.
func TestAUserWhoMayMakeNoRolesKeepsTheirOwnRights(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	owner := pgtest.Open(t, url)
	name := "test_" + strings.ToLower(rand.Text())
	for _, statement := range []string{"create role " + name + " nologin",
		"do $$ begin execute format('alter database %I owner to " + name + "', current_database()); end $$"} {
		if _, err := owner.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if _, err := owner.ExecContext(context.Background(),
			"do $$ begin execute format('alter database %I owner to current_user', current_database()); end $$"); err != nil {
			t.Error(err)
		}
		for _, statement := range []string{"drop owned by " + name + " cascade", "drop role " + name} {
			if _, err := owner.ExecContext(context.Background(), statement); err != nil {
				t.Error(err)
			}
		}
	})
	url += "&role=" + name
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	officer := registry.ScopeOf(registry.Account{ID: 1, Name: "入力者", Role: registry.Officer, BureauID: 10})
	if _, err := s.Processes(t.Context(), officer, store.ProcessFilter{}); err != nil || s.Restricted() {
		t.Errorf("%v, restricted %t", err, s.Restricted())
	}
}

// A schema that is called as the program's role or its user is looked into before public,
// where nobody says otherwise: what lies there is none of ours.
func TestNoSchemaStandsBeforeOurs(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	var user string
	if err := w.Pool.QueryRow("select quote_ident(current_user)").Scan(&user); err != nil {
		t.Fatal(err)
	}
	for _, schema := range []string{db.AppRole, db.WholeRole, user} {
		if _, err := w.Pool.Exec(`create schema ` + schema + `; grant usage on schema ` + schema + ` to public;
			create table ` + schema + `.bureau (like bureau); grant select on ` + schema + `.bureau to public`); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(t.Context(), w.URL, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if b, err := s.Bureau(t.Context(), "環境局"); err != nil || b.ID == 0 {
		t.Errorf("%+v, %v", b, err)
	}
	if err := store.Migrate(t.Context(), w.URL); err != nil {
		t.Error(err)
	}
}
