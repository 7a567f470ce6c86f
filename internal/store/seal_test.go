package store

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// decidesNothing are the tables that verify does not look into, of those that
// [db.Unsealed] leaves out of the seals.
var decidesNothing = []string{"session", "sign_in_attempt", "job", "mail", "notice_read", "edition", "goose_db_version",
	"return_draft", "remark_draft",
	"comparison", "comparison_row", "comparison_field", "comparison_missing", "comparison_doubt",
	"comparison_conflict", "comparison_normalised",
	"earlier_row", "earlier_missing", "earlier_match", "earlier_conflict"}

// openColumns are the columns that verify does not look into, and why not.
var openColumns = map[string]string{
	"api_token.last_used_at": "is written at each use, and says only when that was",
	"staged_row.normalised":  "which questions are open; that they were answered is a step of the upload",
	"staged_row.titled":      "which questions are open; that they were answered is a step of the upload",
}

// sealedWorld is a registry that was written by the program, with a row in every
// table that verify looks into.
func sealedWorld(t *testing.T) (*Store, *sql.DB) {
	t.Helper()
	url := pgtest.New(t)
	s, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	by := registry.Operator("架空の人")
	total := int64(7)
	row := StagedRow{Sheet: "一覧", Row: 2, Process: registry.Process{BureauID: 10, ProcedureName: "架空の届出"},
		Volumes: []registry.Volume{{FiscalYear: 2021, Total: registry.Count{State: registry.Provided, Value: &total, Qualifier: registry.Exact,
			Raw: "7"}}}}
	stage := func(name string) registry.Upload {
		t.Helper()
		u, err := s.AddUpload(t.Context(), by, registry.Upload{FileName: name, BureauID: 10, SHA256: sha256.Sum256([]byte(name))},
			strings.NewReader(name))
		if err == nil {
			err = s.Stage(t.Context(), by, u.ID, func(add func(*StagedRow) error) error { return add(&row) },
				func([]BadID, Fit) (Verdict, error) {
					return Verdict{Report: []byte("{}"), State: registry.UploadStaged}, nil
				})
		}
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	if _, err := s.Apply(t.Context(), by, stage("一.xlsx").ID, registry.ChangeImport, TheFile); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddSnapshot(t.Context(), by, SnapshotDraft{Name: "架空の公表値"}); err != nil {
		t.Fatal(err)
	}
	row.Process.ProcedureName = "架空の申請"
	row.Volumes[0].Total.Raw = "七"
	stage("二.xlsx")
	pool := pgtest.Open(t, url)
	if _, err := pool.ExecContext(t.Context(), `
		insert into account (login, name, role, bureau_id, password_hash) values ('ireru', '架空の入力者', 'officer', 10, 'x'), ('yurusu', '架空の承認者',
			'approver', 10, 'x');
		insert into api_token (account_id, name, token_hash, expires_at) values (1, '架空', sha256('x'), 'infinity');
		insert into identity (issuer, subject, account_id) values ('https://kakuu.example', '1', 1);
		insert into second_factor (account_id, secret, last_step) values (1, decode(repeat('00', 20), 'hex'), 1);
		insert into recovery_code (account_id, code_hash) values (1, sha256('x'));
		insert into password_link (account_id, until, made_by, hashes) values (1, '2022-01-08', '架空の管理者', '{00}');
		insert into upload_event (upload_id, account_id, actor, kind) values (2, 1, '架空の入力者', 'submitted'), (2, 2, '架空の承認者', 'returned');
		insert into upload_remark (event_id, text) select max(id), '架空' from upload_event;
		insert into upload_decision (upload_id, process_id, decision, actor) values (2, 1, 'keep', '架空の入力者');
		insert into upload_conflict (upload_id, ordinal, field, theirs, mine, actor) values (2, 1, 'remarks', '', true, '架空の入力者');
		insert into upload_match (upload_id, ordinal, actor) values (2, 1, '架空の入力者');
		insert into upload_correction (upload_id, sheet, cell, value, actor) values (2, '一覧', 'C2', '7', '架空の入力者');
		insert into bureau_structure (bureau_id, upload_id, actor, memory) values (10, 2, '架空の入力者', '{}');
		insert into deputy (account_id, deputy_id, valid_from, valid_to, set_by) values (2, 1, '2022-01-01', '2022-01-02', '架空の承認者');
		insert into transfer (from_bureau_id, to_bureau_id, effective_on, reason, proposed_by) values (10, 15, '2022-01-01', '架空', '架空の承認者');
		insert into transfer_process (transfer_id, process_id) values (1, 1);
		insert into round (name, fiscal_year, opens_on, deadline, set_by) values ('架空の調査', 2022, '2022-01-01', '2022-01-02', '架空の本部');
		insert into reminder (round_id, bureau_id, kind, day, deadline, actor) values (1, 10, 'late', '2022-01-03', '2022-01-02', '');
		insert into reminder_reached (reminder_id, account_id, way, name) values (1, 1, 'notice', '架空の入力者');
		insert into entered_figure (name, day, rate_kind, rate, source, reason, set_by, recorded_from, change_id) values ('架空の公表値',
			'2021-03-31', 'process', 0.05, '架空', '架空', '架空の本部', '2022-01-01', 1);
		insert into process_group (number, name, description, source, members, filter, reason, set_by, recorded_from, change_id) values (1,
			'架空の群', '', '架空', '{1}', '', '架空', '架空の本部', '2022-01-01', 1);
		insert into bulk_edit (conditions, patch, reason, account_id, actor, at, state) values ('', '{}', '架空', 1, '架空の本部', now(), 'waiting');
		insert into bulk_edit_process (bulk_edit_id, process_id, version) values (1, 1, 1);
		insert into related_decision (process_id, other_id, related, reason, set_by, recorded_from, change_id) values (1, 2, true, '架空', '架空',
			'2022-01-01', 1);
		insert into saved_view (view, account_id, bureau_id, name, list, query, shared, set_by, recorded_from, change_id)
			values (1, 1, 10, '架空の表示', 'processes', '', false, '架空の入力者', '2022-01-01', 1);
		insert into code_amendment (list, kind, code, writing, effective_from, reason, set_by, recorded_from, change_id) values ('obstacle',
			'writing', '3', '架空の書き方', '2022-01-01', '架空', '架空の本部', '2022-01-01', 1);
		insert into law_setting (kind, written, key, value, reason, set_by, recorded_from, change_id) values ('alias', '架空', '架空',
			'架空法', '架空', '架空の本部', '2022-01-01', 1);
		insert into proposal (number, title, body, laws, ministry, filter, links, reason, set_by, recorded_from, change_id) values (1,
			'架空の提案', '', '', '', '', '{}', '架空', '架空の本部', '2022-01-01', 1);
		insert into proposal_state (number, state, day, answer, members, at, actor, change_id) values (1, 'sent', '2022-01-01', '', '{1}',
			'2022-01-01', '架空の本部', 1);
		insert into proposal_answer (number, process_id, bureau_id, reason, at, actor, change_id) values (1, 1, 10, '架空', '2022-01-01', '架空', 1);
		insert into code_list (name, version, valid_from) values ('kakuu', 1, 2021);
		insert into code (list, version, code, label, position) values ('kakuu', 1, '1', '架空', 1);
		insert into edit_approval (required, reason, actor) values (true, '架空', '架空の本部');
		insert into pending_edit (process_id, bureau_id, version, patch, reason, account_id, actor) values (1, 10, 1, '{}', '架空', 1, '架空の入力者');
		insert into plan (name, wish, actor, outcome) values ('架空の計画', '{}', '架空の企画', '{}');
		insert into plan_adoption (plan_id, reason, actor, state, decided_at, change_id) values (1, '架空', '架空の本部', 'adopted', now(), 1);
		insert into plan_notice (adoption_id, bureau_id, kind, actor, plan, text, processes, change_id)
			values (1, 10, 'adopted', '架空の本部', '架空の計画', '架空', 1, 1);
		insert into verification (began_at, actor, changes, snapshots, seals, seal_id, seal_hash, problems, texts)
			values (now(), '架空の人', 1, 0, 2, 3, sha256('x'), 1, '{架空}');
		insert into audit_event (actor, kind) values ('架空の人', 'export')`); err != nil {
		t.Fatal(err)
	}
	return s, pool
}

// tampering is one statement that somebody runs who may do everything.
type tampering struct{ table, what, statement string }

// tamperings are made from the catalogue: of each table that decides something, one
// row removed, one added that is as another but for its key, and one altered in each
// column in turn. A table that is made later is among them.
func tamperings(t *testing.T, pool *sql.DB) []tampering {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), `
		select c.relname, a.attname, format_type(a.atttypid, null), a.attnum = any(p.conkey)
		from pg_class c
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		left join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		order by c.relname, a.attnum`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []tampering
	seen := ""
	for rows.Next() {
		var table, column, of string
		var key sql.NullBool
		if err := rows.Scan(&table, &column, &of, &key); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(decidesNothing, table) {
			continue
		}
		// The last row: of versions and uploads, one of those that count now.
		one := fmt.Sprintf("ctid = (select max(ctid) from %s)", table)
		if table != seen {
			seen = table
			all = append(all, tampering{table, "a row removed", fmt.Sprintf("delete from %s where %s", table, one)})
		}
		if key.Bool && of != "boolean" && !(column == "upload_id" && db.Unsealed[table] != "") { // rows and pieces of no file
			all = append(all, tampering{table, "a row added with another " + column,
				fmt.Sprintf("insert into %[1]s select (jsonb_populate_record(o, jsonb_build_object('%[2]s', %[3]s))).* from %[1]s o where %[4]s",
					table, column, altered(column, of), one)})
		}
		if openColumns[table+"."+column] == "" {
			all = append(all, tampering{table, column + " altered",
				fmt.Sprintf("update %s set %s = %s where %s", table, column, altered(column, of), one)})
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// altered is another value for a column than the one that it has.
func altered(column, of string) string {
	switch of {
	case "text":
		return "coalesce(" + column + ", '') || 'x'"
	case "boolean":
		return column + " is not true"
	case "bytea":
		return "sha256(coalesce(" + column + ", ''))"
	case "bigint", "integer", "numeric":
		return "coalesce(" + column + ", 0) + 1"
	case "date":
		return "case when isfinite(" + column + ") then " + column + " + 1 else '2001-01-01' end"
	case "timestamp with time zone":
		return "case when isfinite(" + column + ") then " + column + " + interval '1 microsecond' else '2001-01-01' end"
	case "json", "jsonb":
		return "'{\"x\": 1}'"
	case "text[]", "bigint[]", "integer[]":
		return column + " || '{9}'"
	}
	return "null"
}

// Whoever may do everything to the database and does it behind the program's back, with
// triggers and constraints or without, is found out, whatever the table and the column;
// and of a sealed table it is told which row.
func TestEveryTableIsVerified(t *testing.T) {
	t.Parallel()
	s, pool := sealedWorld(t)
	if v, err := s.Verify(t.Context(), registry.Operator("監査"), nil, nil); err != nil || len(v.Problems) > 0 || v.Seals == 0 {
		t.Fatalf("before anything was done: %+v, %v", v, err)
	}
	for _, table := range append(decidesNothing, "seal", "process", "volume", "upload_chunk", "staged_row") {
		if db.Unsealed[table] == "" {
			t.Errorf("%s is said to be without seals, and is not", table)
		}
	}
	if n := len(decidesNothing) + 5; n != len(db.Unsealed) {
		t.Errorf("%d tables are without seals; say of each whether verify looks into it otherwise", len(db.Unsealed))
	}
	tables := map[string]bool{}
	for _, c := range tamperings(t, pool) {
		tables[c.table] = true
		problems, err := s.tampered(t, c)
		if err != nil {
			t.Errorf("%s: %s: %v", c.table, c.what, err)
			continue
		}
		if len(problems) == 0 {
			t.Errorf("%s: %s: is not found", c.table, c.what)
		}
		if sealed := db.Unsealed[c.table] == ""; sealed &&
			!slices.ContainsFunc(problems, func(p Problem) bool { return p.Table == c.table && p.Key != "" }) {
			t.Errorf("%s: %s: nobody is told which row: %+v", c.table, c.what, problems)
		}
	}
	if len(tables) < 25 {
		t.Errorf("only %v were tried", slices.Sorted(maps.Keys(tables)))
	}
}

// tampered is what verify finds in a transaction that tampered with a table, without
// the constraints and triggers that stand in the way of it, and is rolled back.
func (s *Store) tampered(t *testing.T, c tampering) ([]Problem, error) {
	t.Helper()
	tx, q, err := s.begin(t.Context(), everyBureau, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), `set local role none; set local tetsuzuki.seals = '';
		set local session_replication_role = replica;
		do $$
		declare c record;
		begin
			for c in select conname from pg_constraint where conrelid = '`+c.table+`'::regclass and contype in ('c', 'u', 'f', 'x') loop
				execute format('alter table `+c.table+` drop constraint %I cascade', c.conname);
			end loop;
			for c in select i.indexrelid::regclass as name from pg_index i
			         where i.indrelid = '`+c.table+`'::regclass and i.indisunique and not i.indisprimary loop
				execute format('drop index %s', c.name);
			end loop;
			for c in select attname from pg_attribute where attrelid = '`+c.table+`'::regclass and attidentity <> '' and not attisdropped loop
				execute format('alter table `+c.table+` alter column %I drop identity', c.attname);
			end loop;
			for c in select attname from pg_attribute where attrelid = '`+c.table+`'::regclass and attgenerated <> '' and not attisdropped loop
				execute format('alter table `+c.table+` alter column %I drop expression', c.attname);
			end loop;
		end $$`); err != nil {
		t.Fatal(err)
	}
	result, err := tx.ExecContext(t.Context(), c.statement)
	if err != nil {
		return nil, err
	}
	if n, err := result.RowsAffected(); n != 1 || err != nil {
		t.Fatalf("%s: %s: %d rows, %v", c.table, c.what, n, err)
	}
	var v Verification
	if db.Unsealed[c.table] != "" {
		if err := q.verifyContent(t.Context(), registry.Operator("監査"), &v); err != nil {
			return nil, err
		}
		err = q.verifySeals(t.Context(), &v)
		return v.Problems, err
	}
	var sealed []sealedTable
	if err := q.list(t.Context(), &sealed, "sealed-tables"); err != nil {
		return nil, err
	}
	for _, table := range sealed {
		if table.Name == c.table {
			err = q.verifyTable(t.Context(), &v, table)
		}
	}
	return v.Problems, err
}

// A step of the schema that makes rows otherwise seals them as they are then; what was
// altered behind the program's back before it is found after it all the same.
func TestAMigrationSealsWhatItAltersAndCoversNothingUp(t *testing.T) {
	t.Parallel()
	const before = 46 // the step after it adds columns to transfer
	url := pgtest.Empty(t)
	pool := pgtest.Open(t, url)
	if err := db.MigrateTo(t.Context(), pool, before); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.ExecContext(t.Context(), `
		insert into transfer (from_bureau_id, to_bureau_id, effective_on, reason, proposed_by)
		values (10, 15, '2022-01-01', '架空', '架空の承認者'), (10, 15, '2022-01-01', '架空', '架空の承認者');
		set tetsuzuki.seals = '';
		update transfer set reason = '別の架空' where id = 2;
		set tetsuzuki.seals = 'on'`); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.Verify(t.Context(), registry.Operator("監査"), nil, nil)
	if err != nil || len(v.Problems) != 1 || v.Problems[0].Flaw != FlawBetween || v.Problems[0].Table != "transfer" ||
		v.Problems[0].Key != "2" {
		t.Errorf("%+v, %v", v.Problems, err)
	}
}

// How far verifying is, is told part by part, each from its beginning to its end.
func TestVerifyTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	s, _ := sealedWorld(t)
	var told []VerifyStep
	if _, err := s.Verify(t.Context(), registry.Operator("監査"), nil, func(step VerifyStep) { told = append(told, step) }); err != nil {
		t.Fatal(err)
	}
	parts := []VerifyPart{VerifyChanges, VerifyVersions, VerifyFiles, VerifySnapshots, VerifySeals, VerifyTables, VerifySchema}
	for i, step := range told {
		if step.Part == parts[0] && i > 0 && told[i-1].Part == step.Part && (step.Done < told[i-1].Done || step.Total != told[i-1].Total) ||
			step.Done > step.Total || step.Total == 0 {
			t.Errorf("%+v after %+v", step, told[max(i-1, 0)])
		}
		if ends := i == len(told)-1 || told[i+1].Part != step.Part; ends != (step.Done == step.Total) {
			t.Errorf("%+v is the last of its part: %t", step, ends)
		}
		if step.Part != parts[0] {
			parts = parts[1:]
		}
		if len(parts) == 0 || step.Part != parts[0] {
			t.Fatalf("%+v is out of its turn", step)
		}
	}
	if len(parts) != 1 || len(told) < 30 { // each table is one
		t.Errorf("%v are not told, of %d steps", parts[1:], len(told))
	}
}
