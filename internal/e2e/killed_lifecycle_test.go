package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// lifecycle are the steps of an upload from its reception to its redo, as it is
// driven over the API.
func (k *trial) lifecycle() []step {
	before := k.rows
	with := k.file.with(before)
	// state is that of the upload, with what the registry holds then.
	type state struct {
		name     string
		changes  []string // what the upload wrote
		events   []string
		rows     map[string]row
		withFile bool
	}
	received := state{name: "received", events: []string{"received"}, rows: before}
	staged := state{name: "staged", events: append(received.events, "read"), rows: before}
	submitted := state{name: "submitted", events: append(slices.Clone(staged.events), "submitted"), rows: before}
	confirmed := state{name: "confirmed", events: append(slices.Clone(submitted.events), "approved", "confirmed"), rows: with,
		changes: []string{"import"}, withFile: true}
	undone, redone := confirmed, confirmed
	undone.name, undone.rows, undone.withFile, undone.changes = "undone", before, false, []string{"import", "undo"}
	redone.changes = []string{"import", "undo", "undo"}

	// between reports whether it is as after the step; an error where it is neither
	// that nor as before.
	between := func(was, is state) func(record) (bool, error) {
		return func(r record) (bool, error) {
			at := was
			done := r.State == is.name && len(r.changes) == len(is.changes)
			if done {
				at = is
			}
			if r.State != at.name || !slices.Equal(r.changes, at.changes) || !slices.Equal(r.events, at.events) {
				return done, fmt.Errorf("the upload is %s by %v with the changes %v, want %s by %v with %v", r.State, r.events, r.changes, at.name,
					at.events, at.changes)
			}
			if !maps.Equal(r.rows, at.rows) {
				return done, fmt.Errorf("the registry's content is not that of the state %s: %s", at.name, difference(r.rows, at.rows))
			}
			want := &k.before
			if at.withFile {
				want = &k.after
			}
			if at.withFile && r.digest != k.after && len(at.changes) == 1 {
				k.after = r.digest // what it is to the cell is known only when it was written
			}
			if r.digest != *want {
				return done, fmt.Errorf("in the state %s the registry's content is not to the cell what it was", at.name)
			}
			return done, nil
		}
	}
	post := func(login, do, body string) func() (answer, error) {
		return func() (answer, error) {
			return k.api(login, http.MethodPost, fmt.Sprintf("/api/v1/uploads/%d/%s", k.upload, do), strings.NewReader(body), "application/json")
		}
	}
	return []step{
		{"receive", "reception", k.receive, func(r record) (bool, error) {
			if r.Upload == 0 {
				return false, nil
			}
			k.upload = r.Upload
			if r.State != staged.name {
				return between(received, received)(r)
			}
			return between(staged, staged)(r)
		}},
		{"read", "reading", k.read, between(received, staged)},
		{"submit", "confirming", post("nyuryoku", "submit", `{"keep":true}`), between(staged, submitted)},
		{"approve", "confirming", post("shonin", "approve", `{}`), between(submitted, confirmed)},
		{"undo", "undoing", post("honbu", "undo", `{"reason":"架空の取消し"}`), between(confirmed, undone)},
		{"redo", "undoing", post("honbu", "redo", `{"reason":"架空のやり直し"}`), func(r record) (bool, error) {
			done, err := between(undone, redone)(r)
			if done && err == nil {
				k.rows, k.before = with, k.after
			}
			return done, err
		}},
	}
}

// receive sends the file, unless it finds it among those that are there.
func (k *trial) receive() (answer, error) {
	a, id, err := k.s.handIn(k.t, k.token["nyuryoku"], k.file.name, k.file.text)
	if id != 0 {
		k.answered = append(k.answered, id)
		k.upload = id
	}
	return a, err
}

// handIn sends a file, and gives its reception number; 0 where it got none.
func (s *service) handIn(t *testing.T, token, name, content string) (a answer, id int64, err error) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	a, err = s.send(t, token, http.MethodPost, "/api/v1/uploads", &b, form.FormDataContentType())
	if err != nil || a.status != http.StatusCreated {
		return a, 0, err
	}
	var u struct{ Upload int64 }
	if err := json.Unmarshal([]byte(a.body), &u); err != nil {
		t.Fatal(err)
	}
	return a, u.Upload, nil
}

// read waits until the file has been read, and asks for it where nobody has.
func (k *trial) read() (a answer, err error) {
	at := fmt.Sprintf("/api/v1/uploads/%d", k.upload)
	k.until("reading", func() (string, bool) {
		var u struct {
			State   string
			Reading *struct{ State, Message string }
		}
		if a, err = k.api("nyuryoku", http.MethodGet, at, nil, ""); err == nil && a.status == http.StatusOK {
			err = json.Unmarshal([]byte(a.body), &u)
		}
		switch {
		case err != nil, a.status != http.StatusOK:
			return "", true
		case u.Reading != nil && u.Reading.State != "failed":
			return a.body, false
		case u.State != "received":
			return "", true
		}
		a, err = k.api("nyuryoku", http.MethodPost, at+"/stage", strings.NewReader(`{}`), "application/json")
		return a.body, err != nil || a.status >= 300
	})
	return a, err
}

// answer is what came back.
type answer struct {
	status int
	body   string
}

// api calls the API as somebody.
func (k *trial) api(login, method, path string, body io.Reader, contentType string) (answer, error) {
	return k.s.send(k.t, k.token[login], method, path, body, contentType)
}

// send calls the service with a token; an error is one of the connection.
func (s *service) send(t *testing.T, token, method, path string, body io.Reader, contentType string) (answer, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, body)
	if err != nil {
		return answer{}, err
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	res, err := s.client(t).Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, string(b)}, err
}

// record is what the database holds, as of one moment.
type record struct {
	Upload  int64
	State   string
	events  []string
	changes []string // kinds, of the upload
	rows    map[string]row
	digest  string // of all that the catalogue holds now, to the cell
}

// look reads the record of the file that is under way, past the program.
func (k *trial) look() (r record) {
	k.t.Helper()
	k.until("looking", func() (string, bool) {
		var err error
		if r, err = k.record(); err != nil {
			return err.Error(), false
		}
		return "", true
	})
	return r
}

func (k *trial) record() (r record, err error) {
	tx, err := k.db.BeginTx(k.t.Context(), nil)
	if err != nil {
		return r, err
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`set transaction isolation level repeatable read`); err != nil {
		return r, err
	}
	var events, changes string
	if err := tx.QueryRow(`select coalesce(max(u.id), 0), coalesce(max(u.state), ''),
			coalesce((select string_agg(e.kind, ' ' order by e.id) from upload_event e where e.upload_id = max(u.id) and e.kind <> 'decided'), ''),
			coalesce((select string_agg(c.kind, ' ' order by c.id) from change c where c.upload_id = max(u.id)), '')
		from upload u where u.file_name = $1`, k.file.name).Scan(&r.Upload, &r.State, &events, &changes); err != nil {
		return r, err
	}
	r.events, r.changes = strings.Fields(events), strings.Fields(changes)
	if err := tx.QueryRow(`select md5(coalesce((select string_agg((to_jsonb(p) - array['recorded_from', 'change_id'])::text, ''
		order by process_id)
			from process p where recorded_to = 'infinity'), '')
		|| coalesce((select string_agg((to_jsonb(v) - array['recorded_from', 'change_id'])::text, '' order by process_id, fiscal_year)
			from volume v where recorded_to = 'infinity'), ''))`).Scan(&r.digest); err != nil {
		return r, err
	}
	rows, err := tx.Query(`select p.procedure_name, p.legal_basis, p.digitization_status, p.remarks, v.total, v.online
		from process p join volume v on v.process_id = p.process_id and v.recorded_to = 'infinity' and v.fiscal_year = 2020
		where p.recorded_to = 'infinity'`)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	r.rows = map[string]row{}
	for rows.Next() {
		var name string
		var w row
		if err := rows.Scan(&name, &w.law, &w.status, &w.remarks, &w.total, &w.online); err != nil {
			return r, err
		}
		if _, twice := r.rows[name]; twice {
			return r, fmt.Errorf("%s is there twice", name)
		}
		r.rows[name] = w
	}
	return r, rows.Err()
}

// difference tells of a few rows that are not as they should be.
func difference(got, want map[string]row) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			lines = append(lines, fmt.Sprintf("%s is %+v, want %+v", name, got[name], want[name]))
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			lines = append(lines, name+" should not be there")
		}
	}
	return fmt.Sprintf("%d rows: %s", len(lines), strings.Join(lines[:min(len(lines), 3)], "; "))
}

// tidy looks for what a step, broken off and taken again, may have left lying.
func (k *trial) tidy(after string) {
	k.t.Helper()
	k.verify()
	k.until("tidy after "+after, func() (string, bool) {
		left, err := k.left()
		if err != nil {
			return err.Error(), false
		}
		return strings.Join(left, "; "), len(left) == 0
	})
}

// verify verifies as the verb does, and one in ten times by the verb: to start that takes
// longer than all that it looks at.
func (k *trial) verify() {
	k.t.Helper()
	if k.verified++; k.verified%10 == 1 {
		k.m.must(k.t, "verify")
		return
	}
	k.until("verifying", func() (string, bool) {
		s, err := store.Open(k.t.Context(), k.m.address(), store.Options{})
		if err != nil {
			return err.Error(), false
		}
		v, err := s.Verify(k.t.Context(), registry.Operator("試験"), nil, nil)
		if err = errors.Join(err, s.Close()); err != nil {
			return err.Error(), false
		}
		if len(v.Problems) > 0 {
			k.t.Fatalf("verify finds %+v", v.Problems)
		}
		return "", true
	})
}

// left lists what should not be there when nothing is under way.
func (k *trial) left() (left []string, err error) {
	if left, err = k.m.strays(); err != nil {
		return nil, err
	}
	if first, _ := k.m.cluster(); len(first) != 1 {
		left = append(left, fmt.Sprintf("%d first processes of PostgreSQL", len(first)))
	}
	for what, query := range map[string]string{
		"rows of uploads that are over": `select count(*) from staged_row s join upload u on u.id = s.upload_id
			where u.state not in ('staged', 'submitted', 'returned', 'discarded')`, // those of a discarded one are deleted later
		"uploads without all of their bytes": `select count(*) from upload u
			where u.sha256 is distinct from (select sha256(string_agg(c.data, '' order by c.position)) from upload_chunk c
			where c.upload_id = u.id)`,
		"uploads of the same file": `select count(*) - count(distinct file_name) from upload`,
		"uploads that nobody was to read": `select count(*) from upload u
			where not exists (select from job j where j.kind = 'read' and j.key = u.id::text)`,
		"unfinished jobs":                     `select count(*) from job where state in ('available', 'running')`,
		"jobs that failed without saying why": `select count(*) from job where state = 'failed' and message = ''`,
		"prepared transactions":               `select count(*) from pg_prepared_xacts`,
		"locks held by nobody's request":      `select count(*) from pg_locks where locktype = 'advisory'`,
		"open transactions":                   `select count(*) from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()`,
		"tables of other sessions":            `select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname ~ '^pg_temp'`,
	} {
		var n int
		if err := k.db.QueryRowContext(k.t.Context(), query).Scan(&n); err != nil {
			return nil, err
		}
		if n != 0 {
			left = append(left, fmt.Sprintf("%d %s", n, what))
		}
	}
	return left, nil
}

// address is that of the machine's own database.
func (m *machine) address() string {
	q := url.Values{"host": {filepath.Join(m.data, "postgres", "data")}, "port": {"5432"}, "user": {"tetsuzuki"}, "sslmode": {"disable"}}
	return "postgres:///tetsuzuki?" + q.Encode()
}

// cluster lists the processes of the machine's PostgreSQL: the first one, which the
// others are children of, and these. Where they are orphans, they are first ones, too.
func (m *machine) cluster() (first, children []int) {
	found, _ := filepath.Glob("/proc/[0-9]*/cwd") // the pattern is well formed
	parent := map[int]int{}
	for _, link := range found {
		dir := filepath.Dir(link)
		if cwd, err := os.Readlink(link); err != nil || cwd != filepath.Join(m.data, "postgres", "data") {
			continue
		}
		stat, _ := os.ReadFile(filepath.Join(dir, "stat")) // it may have ended since
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 {
			pid, _ := strconv.Atoi(filepath.Base(dir))
			parent[pid], _ = strconv.Atoi(fields[1])
		}
	}
	for pid := range parent {
		if _, child := parent[parent[pid]]; child {
			children = append(children, pid)
		} else {
			first = append(first, pid)
		}
	}
	slices.Sort(children)
	return first, children
}

// strays lists files that should not be there while the service runs and nobody asks
// for anything.
func (m *machine) strays() (strays []string, err error) {
	for dir, expected := range map[string][]string{
		m.temporary:                       nil,
		m.data:                            {"postgres", "serve.lock"},
		filepath.Join(m.data, "postgres"): {"data", "hba", "ident", "server.log", "start.lock", "use.lock"},
		filepath.Join(m.data, "postgres", "data", "base", "pgsql_tmp"): nil,
	} {
		files, err := os.ReadDir(dir)
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		for _, f := range files {
			if !slices.Contains(expected, f.Name()) {
				strays = append(strays, "the file "+filepath.Join(dir, f.Name()))
			}
		}
	}
	return strays, nil
}
