package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"

	"tetsuzuki/db"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
)

// whose says of the tables that have neither bureau_id nor upload_id which bureaus a
// row (t) is for. Of the others the column says it.
var whose = map[string]string{
	"volume":           "array(select bureau_id from process p where p.process_id = t.process_id and p.recorded_to = 'infinity')",
	"change":           "array(select bureau_id from process p where t.id in (p.change_id, p.closed_by) union select bureau_id from upload u where u.id = t.upload_id)",
	"upload_remark":    "array(select u.bureau_id from upload_event e join upload u on u.id = e.upload_id where e.id = t.event_id)",
	"reminder_reached": "array(select r.bureau_id from reminder r where r.id = t.reminder_id)",
	"deputy":           "array(select bureau_id from account a where a.id = t.account_id)",
	"transfer":         "case when t.told_giver then array[t.from_bureau_id, t.to_bureau_id] else array[t.to_bureau_id] end",
	"transfer_process": "array(select unnest(array[r.from_bureau_id, r.to_bureau_id]) from transfer r where r.id = t.transfer_id)",
	"saved_view":       "case when t.bureau_id is null and t.shared then array(select id from bureau) else array[t.bureau_id] end",
	"related_decision": "array(select p.bureau_id from process p where p.process_id = t.process_id and p.recorded_to = 'infinity' " +
		"intersect select p.bureau_id from process p where p.process_id = t.other_id and p.recorded_to = 'infinity')",
	"bulk_edit":         "'{}'::integer[]", // headquarters' own
	"bulk_edit_process": "'{}'::integer[]", // as bulk_edit
	"mail":              "'{}'::integer[]", // the clock's, to people of several bureaus
	"audit_event":       "'{}'::integer[]", // for who sees every bureau
	"seal":              "'{}'::integer[]", // for who verifies
	"verification":      "'{}'::integer[]", // likewise
	"plan":              "'{}'::integer[]", // for who sees every bureau
	"plan_adoption":     "'{}'::integer[]", // as plan
}

// unrestricted are the tables that have a bureau's column, and no policy.
var unrestricted = map[string]string{
	"account":            "is looked up before anybody is signed in",
	"bureau_successor":   "says of bureaus what everybody knows",
	"bureau_term":        "as bureau_successor",
	"organisation_part":  "as bureau_successor",
	"organisation_entry": "as bureau_successor",
	"snapshot":           "is published: everybody reads it, and only who sees every bureau writes it",
	"threshold":          "is set for every bureau alike",
	"target":             "is set for every bureau alike",
	"snapshot_forecast":  "stands beside published figures: as snapshot",
	"law_setting":        "as process_group",
	"proposal":           "as process_group",
	"proposal_state":     "as process_group",
	"process_group":      "is a setting: whose rows it counts depends on who asks",
	"code_amendment":     "is set for every bureau alike",
	"entered_figure":     "was published: everybody reads it, and only who sets targets writes it",
}

// wholeOnly are the tables whose rows a bureau sees and only others write.
var wholeOnly = map[string]string{
	"reminder":         "headquarters and the clock remind",
	"reminder_reached": "as reminder",
	"plan_notice":      "headquarters adopts plans",
}

// bureausTable is a table whose rows are bureaus'.
type bureausTable struct {
	name   string
	whose  string // SQL: the bureaus that a row t is for
	policy bool
}

// bureausTables finds them in the server's own catalogue: whatever has a column that
// names a bureau, an upload or a process, or refers to a table that is kept apart.
func bureausTables(t *testing.T, w *storetest.World) []bureausTable {
	t.Helper()
	rows, err := w.Pool.QueryContext(t.Context(), `
		select c.relname, c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid),
		       coalesce(array_agg(a.attname::text) filter (where a.attname in ('bureau_id', 'upload_id')), '{}')
		from pg_class c
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		group by c.oid
		having c.relrowsecurity or bool_or(a.attname ~ '(^|_)(bureau|upload|process|transfer|event)_id$')
		    or exists (select from pg_constraint f join pg_class r on r.oid = f.confrelid where f.conrelid = c.oid and f.contype = 'f'
		    and r.relrowsecurity)
		order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var tables []bureausTable
	for rows.Next() {
		var found bureausTable
		var columns pq.StringArray
		if err := rows.Scan(&found.name, &found.policy, &columns); err != nil {
			t.Fatal(err)
		}
		if unrestricted[found.name] != "" {
			continue
		}
		switch {
		case whose[found.name] != "":
			found.whose = whose[found.name]
		case slices.Contains(columns, "bureau_id"):
			found.whose = "array[t.bureau_id]"
		case slices.Contains(columns, "upload_id"):
			found.whose = "array(select u.bureau_id from upload u where u.id = t.upload_id)"
		default:
			t.Errorf("%s refers to bureaus' rows; say in whose of which bureau its rows are", found.name)
			continue
		}
		tables = append(tables, found)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return tables
}

func TestEveryTableOfBureausRowsHasAPolicy(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	tables := bureausTables(t, w)
	for _, table := range tables {
		if !table.policy {
			t.Errorf("%s has no policy: every bureau sees every row", table.name)
		}
	}
	if len(tables) < 15 {
		t.Errorf("only %d tables were found", len(tables))
	}
}

// A migration that forgets the policy of its table gets the usual one.
func TestATableWithoutAPolicyOfItsOwnIsKeptApartAllTheSame(t *testing.T) {
	t.Parallel()
	w := ofTwoBureaus(t)
	if _, err := w.Pool.ExecContext(t.Context(), `
		create table forgotten (bureau_id integer, upload_id bigint);
		insert into forgotten select bureau_id, id from upload`); err != nil {
		t.Fatal(err)
	}
	rights, err := os.ReadFile("../../db/rights.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Pool.ExecContext(t.Context(), string(rights)); err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[string]int{"": 0, "10": 1, "all": 2} {
		var n int
		if err := as(t, w, db.AppRole, setting).QueryRowContext(t.Context(), "select count(*) from forgotten").Scan(&n); err != nil || n != want {
			t.Errorf("with %q: %d rows, %v, want %d", setting, n, err, want)
		}
	}
}

// Every table of bureaus' rows, as bureau 10, against the rows of bureau 15 and of its
// own: what it sees, and what it can write by whatever statement.
func TestTheServerKeepsBureausApartInEveryTable(t *testing.T) {
	t.Parallel()
	w := ofTwoBureaus(t)
	for _, table := range bureausTables(t, w) {
		t.Run(table.name, func(t *testing.T) {
			others := rowsOf(t, w, table, "15 = any(%[1]s) and not 10 = any(%[1]s)")
			own := rowsOf(t, w, table, "10 = any(%[1]s)")
			if table.whose == "'{}'::integer[]" {
				others = rowsOf(t, w, table, "true")
			} else if len(own) == 0 {
				t.Fatal("there are no rows of bureau 10: add some to ofTwoBureaus")
			}
			if len(others) == 0 {
				t.Fatal("there are no rows of bureau 15: add some to ofTwoBureaus")
			}
			sees(t, w, table)
			var there int
			if err := as(t, w, db.AppRole, "all").QueryRowContext(t.Context(), "select count(*) from "+table.name+" where ctid = any($1::tid[])",
				places(others)).Scan(&there); err != nil || there != len(others) {
				t.Fatalf("who sees every bureau finds %d of the %d rows (%v)", there, len(others), err)
			}
			conn := as(t, w, db.AppRole, "10")
			cannotTouch(t, conn, table.name, others)
			if table.name == "audit_event" {
				return // what somebody did can be noted by anybody
			}
			for i, row := range others {
				if i == 5 {
					break
				}
				insertAs(t, conn, table.name, row.content, true)
			}
			if len(own) > 0 {
				insertAs(t, conn, table.name, own[len(own)-1].content, wholeOnly[table.name] != "")
				cannotGiveAway(t, w, conn, table.name, own)
			}
		})
	}
}

// tableRow is a row with its place in the table.
type tableRow struct{ place, content string }

func rowsOf(t *testing.T, w *storetest.World, table bureausTable, condition string) []tableRow {
	t.Helper()
	if strings.Contains(condition, "%") {
		condition = fmt.Sprintf(condition, table.whose)
	}
	rows, err := w.Pool.QueryContext(t.Context(), fmt.Sprintf("select t.ctid::text, to_jsonb(t)::text from %s t where %s", table.name,
		condition))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var found []tableRow
	for rows.Next() {
		var r tableRow
		if err := rows.Scan(&r.place, &r.content); err != nil {
			t.Fatal(err)
		}
		found = append(found, r)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

func places(rows []tableRow) pq.StringArray {
	var all pq.StringArray
	for _, r := range rows {
		all = append(all, r.place)
	}
	return all
}

// sees compares what each setting shows with what it should.
func sees(t *testing.T, w *storetest.World, table bureausTable) {
	t.Helper()
	for setting, condition := range map[string]string{
		"": "false", "none": "false", "0": "false", "11": "11 = any(%[1]s)", "10 or true": "false", "10": "10 = any(%[1]s)",
		"15": "15 = any(%[1]s)", "all": "true",
	} {
		want := places(rowsOf(t, w, table, condition))
		var got pq.StringArray
		if err := as(t, w, db.AppRole, setting).QueryRowContext(t.Context(), "select coalesce(array_agg(ctid::text), '{}') from "+table.name).
			Scan(&got); err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("with %q it shows %d rows, want %d", setting, len(got), len(want))
		}
	}
}

// columns of a table that a role may update.
func updatable(t *testing.T, conn *sql.Conn, table string) []string {
	t.Helper()
	var columns pq.StringArray
	if err := conn.QueryRowContext(t.Context(), `
		select coalesce(array_agg(attname::text), '{}') from pg_attribute
		where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''
			and has_column_privilege(attrelid, attnum, 'update')`, table).Scan(&columns); err != nil {
		t.Fatal(err)
	}
	return columns
}

// cannotTouch updates and deletes rows that are others', with no condition but where
// they are.
func cannotTouch(t *testing.T, conn *sql.Conn, table string, others []tableRow) {
	t.Helper()
	statements := []string{"delete from " + table}
	for _, column := range updatable(t, conn, table) {
		statements = append(statements, fmt.Sprintf("update %s set %s = %[2]s", table, column))
	}
	for _, statement := range statements {
		result, err := conn.ExecContext(t.Context(), statement+" where ctid = any($1::tid[])", places(others))
		if isRefused(err) {
			continue // nobody may
		}
		if err != nil {
			t.Errorf("%s: %v", statement, err)
			continue
		}
		if n, err := result.RowsAffected(); n != 0 || err != nil {
			t.Errorf("%s: %d rows of others (%v)", statement, n, err)
		}
	}
}

// cannotGiveAway updates the own rows so that they are another bureau's.
func cannotGiveAway(t *testing.T, w *storetest.World, conn *sql.Conn, table string, own []tableRow) {
	t.Helper()
	other := map[string]string{"bureau_id": "15"}
	for column, of := range map[string]string{"upload_id": "upload", "event_id": "upload_event", "transfer_id": "transfer"} {
		var id int64
		condition := map[string]string{"upload": "bureau_id = 15", "upload_event": "upload_id in (select id from upload where bureau_id = 15)",
			"transfer": "10 not in (from_bureau_id, to_bureau_id)"}[of]
		if err := w.Pool.QueryRowContext(t.Context(), "select max(id) from "+of+" where "+condition).Scan(&id); err != nil {
			t.Fatal(err)
		}
		other[column] = fmt.Sprint(id)
	}
	if table == "upload_match" || table == "upload_decision" { // others' sheets name IDs, which may be wrong
		other["process_id"], other["merged_into"] = "7", "7" // of bureau 15
	}
	for _, column := range updatable(t, conn, table) {
		if other[column] == "" {
			continue
		}
		_, err := conn.ExecContext(t.Context(), fmt.Sprintf("update %s set %s = %s where ctid = any($1::tid[])", table, column, other[column]),
			places(own))
		if !isRefused(err) {
			t.Errorf("a row can be made another bureau's by its %s: %v", column, err)
		}
	}
}

// insertAs adds a row that is there already: the policy refuses it before the server
// finds that out.
func insertAs(t *testing.T, conn *sql.Conn, table, content string, refused bool) {
	t.Helper()
	var columns string // but those that the server computes
	if err := conn.QueryRowContext(t.Context(), `
		select string_agg(quote_ident(attname), ', ') from pg_attribute
		where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`, table).Scan(&columns); err != nil {
		t.Fatal(err)
	}
	_, err := conn.ExecContext(t.Context(),
		fmt.Sprintf("insert into %s (%s) overriding system value select %[2]s from jsonb_populate_record(null::%[1]s, $1)",
			table, columns), content)
	if isRefused(err) != refused {
		t.Errorf("inserting %.200s: %v; want a lack of rights: %t", content, err, refused)
	}
	if e, ok := errors.AsType[*pq.Error](err); !refused && (!ok || e.Code.Class() != "23") {
		t.Errorf("inserting %.200s once more: %v", content, err)
	}
}

func isRefused(err error) bool {
	e, ok := errors.AsType[*pq.Error](err)
	return ok && e.Code == "42501" // insufficient_privilege
}

// What no role of the program may do to tables whose rows are history, column by
// column; the tables are those that triggers guard.
func TestHistoryCanBeAlteredByNoStatement(t *testing.T) {
	t.Parallel()
	w := ofTwoBureaus(t)
	rows, err := w.Pool.QueryContext(t.Context(), `
		select distinct g.tgrelid::regclass::text
		from pg_trigger g join pg_proc f on f.oid = g.tgfoid
		where not g.tgisinternal and f.proname in ('never', 'append_only') and g.tgtype::int & 24 <> 0`)
	if err != nil {
		t.Fatal(err)
	}
	closing := map[string][]string{"process": {"recorded_to", "closed_by"}, "volume": {"recorded_to", "closed_by"},
		"bureau": {"code", "name", "position", "valid_from", "valid_to", "external", "id"}, // a bureau ends, and is never deleted
		"plan":   {"outcome", "problem", "withdrawn_at", "withdrawn_by", "withdrawn_why"},  // once each, by triggers
		"plan_adoption": {"state", "decided_at", "decided_id", "decided_by", "decided_why", "processes", "change_id", "undone_at", "undone_by",
			"undone_why", "undo_id"}}
	guarded := map[string]bool{"upload_chunk": true, "upload_remark": true, "transfer_process": true}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		guarded[name] = true
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"change", "process", "volume", "upload_event", "audit_event", "reminder"} {
		if !guarded[name] {
			t.Errorf("%s is not guarded by a trigger", name)
		}
	}
	for _, role := range []string{db.AppRole, db.WholeRole} {
		conn := as(t, w, role, "all")
		for _, name := range slices.Sorted(maps.Keys(guarded)) {
			for _, column := range updatable(t, conn, name) {
				if !slices.Contains(closing[name], column) {
					t.Errorf("%s may update %s of %s", role, column, name)
				}
			}
			refusedTo(t, conn, "delete from "+name)
		}
		for _, table := range everyTable(t, w) {
			refusedTo(t, conn, "truncate "+table+" cascade")
			refusedTo(t, conn, "alter table "+table+" disable trigger all")
			refusedTo(t, conn, "alter table "+table+" disable row level security")
		}
	}
}

func everyTable(t *testing.T, w *storetest.World) (names pq.StringArray) {
	t.Helper()
	if err := w.Pool.QueryRowContext(context.WithoutCancel(t.Context()), `select array_agg(oid::regclass::text) from pg_class
		where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`).Scan(&names); err != nil {
		t.Fatal(err)
	}
	return names
}

// A process that went to another bureau: the former one keeps what was, and has no
// hand in what is.
func TestAFormerBureauSeesNothingOfWhatCameAfterTheTransfer(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	row := &storetest.Row{Process: registry.Process{BureauID: 10}, Volumes: []registry.Volume{storetest.Cases(2020, registry.Exact, 100)}}
	w.Change(t, "2022-04-01 09:00", "渡す局", row)
	row.BureauID, row.Volumes = 15, []registry.Volume{storetest.Cases(2020, registry.Exact, 200)}
	w.Change(t, "2022-10-01 09:00", "受ける局", row)
	former := as(t, w, db.AppRole, "10")
	for query, want := range map[string]string{
		"select string_agg(bureau_id::text, ' ') from process":  "10",
		"select string_agg(total::text, ' ') from volume":       "100",
		"select string_agg(actor, ' ' order by at) from change": "渡す局 受ける局", // it closed the version that was seen
	} {
		var got sql.NullString
		if err := former.QueryRowContext(t.Context(), query).Scan(&got); err != nil || got.String != want {
			t.Errorf("%s: %q, %v, want %q", query, got.String, err, want)
		}
	}
	refusedTo(t, former, fmt.Sprintf("insert into volume (process_id, fiscal_year, recorded_from, change_id) values (%d, 2021, "+
		"'2022-05-01', 1)", row.ID))
	if _, err := as(t, w, db.AppRole, "15").ExecContext(t.Context(),
		fmt.Sprintf("insert into volume (process_id, fiscal_year, recorded_from, change_id) values (%d, 2021, '2022-10-01', 2)",
			row.ID)); err != nil {
		t.Errorf("the bureau that has it now: %v", err)
	}
}
