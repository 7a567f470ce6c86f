package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// reading is every route that is read with GET, as addresses of things that are there.
func (r *rig) reading(t *testing.T) []string {
	t.Helper()
	s, err := newServer(Options{Store: r.store, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, route := range s.routes() {
		if route.method != http.MethodGet || strings.HasPrefix(route.path, "/static/") || strings.HasPrefix(route.path, "/sign-in/openid") {
			continue
		}
		id := "1"
		if strings.Contains(route.path, "processes/") {
			id = "P-0000001"
		}
		paths = append(paths, strings.Replace(route.path, ":id", id, 1))
	}
	return paths
}

// state is a digest of every table but those that note what is read, and without the
// counts of an upload's rows, which are looked up anew when they are shown.
func (r *rig) state(t *testing.T) map[string]string {
	t.Helper()
	var tables []string
	rows, err := r.world.Pool.QueryContext(t.Context(), `select table_name from information_schema.tables
		where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('session', 'audit_event', 'sign_in_attempt')`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range tables {
		var digest string
		err := r.world.Pool.QueryRowContext(t.Context(),
			fmt.Sprintf(`select coalesce(md5(string_agg(x.row, ',' order by x.row)), '') from (
				select (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(t)) where key not like 'rows\_%%')::text as row from %q t) x`, name)).Scan(&digest)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = digest
	}
	return out
}

// Nothing is changed by an address alone, every answer says what it is, and none lets
// another site read it.
func TestReadingChangesNothingAndSaysWhatItGives(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	r.as(registry.Officer).send("/uploads", "a.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 10, 1, "実施済", "不要"})).want(t, http.StatusSeeOther)
	visitors := []*visitor{r.as(registry.Headquarters), r.as(registry.Administrator), r.as(registry.Officer)}
	before := r.state(t)
	if len(before) < 20 {
		t.Fatalf("%d tables", len(before))
	}
	for _, path := range r.reading(t) {
		for _, b := range visitors {
			got := b.get(path)
			kind, params, err := mime.ParseMediaType(got.header.Get("Content-Type"))
			text := strings.HasPrefix(kind, "text/") && kind != "text/csv"
			if got.body != "" && (err != nil || text && !strings.EqualFold(params["charset"], "utf-8")) {
				t.Errorf("%s: Content-Type %q", path, got.header.Get("Content-Type"))
			}
			if got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s may be read by other sites", path)
			}
			if got.status >= 500 {
				t.Errorf("%s: %d", path, got.status)
			}
		}
	}
	for table, digest := range r.state(t) {
		if digest != before[table] {
			t.Errorf("reading changed %s", table)
		}
	}
}

var inputs = regexp.MustCompile(`<input[^>]*>`)

// On every page one can sign out, and what is typed of a password is masked and left to
// password managers.
func TestEveryPageLeadsOutAndMasksPasswords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	b := r.as(registry.Administrator)
	seen := 0
	check := func(path string, got answer) {
		for _, input := range inputs.FindAllString(got.body, -1) {
			name := regexp.MustCompile(`name="(password|current|again)"`).FindStringSubmatch(input)
			if name == nil {
				continue
			}
			seen++
			if !strings.Contains(input, `type="password"`) || !strings.Contains(input, `-password"`) || strings.Contains(input, `autocomplete="off"`) {
				t.Errorf("%s: %s", path, input)
			}
		}
	}
	for _, path := range everyPage(r) {
		got := b.get(path)
		if !strings.Contains(got.body, `<form method="post" action="/sign-out">`) {
			t.Errorf("%s: nowhere to sign out", path)
		}
		check(path, got)
	}
	check("/sign-in", r.visitor().get("/sign-in"))
	check("/account/confirm", b.get("/account/confirm"))
	check("/account/initial-password", r.given(t).get("/account/initial-password"))
	if seen < 9 {
		t.Errorf("%d fields for passwords", seen)
	}
}

// What a form sends counts in its body only: an address is kept by histories and logs.
func TestAPasswordInTheAddressIsNotTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.visitor().post("/sign-in?login=planner&password=correct+horse+battery").want(t, 422)
	r.visitor().post("/sign-in?password=correct+horse+battery", "login", "planner").want(t, 422)
	r.visitor().post("/sign-in?login=nobody&password=x&next=//evil.example", "login", "planner", "password", password).want(t, 303)
	// Nor where the body is said to be none, or something else.
	for _, kind := range []string{"", "text/plain", "multipart/form-data; boundary=x", "APPLICATION/X-WWW-FORM-URLENCODED ; charset=utf-8"} {
		r.visitor().do(http.MethodPost, "/sign-in?login=planner&password=correct+horse+battery", strings.NewReader(""), kind).want(t, 422)
	}
	got := r.as(registry.Officer).send("/api/v1/uploads?reason=in+the+address&password=x", "a.xlsx", sheet(t)).want(t, 201)
	if strings.Contains(got.body, "in the address") {
		t.Error("a field was taken from the address of a file's form")
	}
}

// The address that counts and is noted is the proxy's word, not the client's.
func TestAClientCannotChooseItsAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []func(*Options)
		header  []string
		want    string
	}{
		"no proxy":                         {nil, []string{"192.0.2.7"}, "127.0.0.1"},
		"behind one":                       {[]func(*Options){behindProxy}, []string{"192.0.2.7"}, "192.0.2.7"},
		"behind one, with a guise":         {[]func(*Options){behindProxy}, []string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7"},
		"behind one, on an internal net":   {[]func(*Options){behindProxy}, []string{"10.9.9.9, 10.1.2.3"}, "10.1.2.3"},
		"behind one, a line of its own":    {[]func(*Options){behindProxy}, []string{"10.9.9.9", "10.1.2.3"}, "10.1.2.3"},
		"behind one, with the port":        {[]func(*Options){behindProxy}, []string{"10.9.9.9, 10.1.2.3:4711"}, "10.1.2.3"},
		"behind one, of the newer version": {[]func(*Options){behindProxy}, []string{"10.9.9.9, [2001:db8::7]"}, "2001:db8::7"},
		"behind one, that says nonsense":   {[]func(*Options){behindProxy}, []string{"10.9.9.9, unknown"}, "127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.options...)
			b := r.visitor()
			b.header["X-Forwarded-For"] = c.header
			b.header.Set("X-Real-IP", "203.0.113.9")
			b.post("/sign-in", "login", "planner", "password", password).want(t, 303)
			events, err := r.store.OwnEvents(t.Context(), registry.Scope{AccountID: r.ids[registry.Planner]}, time.Time{})
			if err != nil || len(events) == 0 || events[0].Address != c.want {
				t.Errorf("noted %+v, %v; want %s", events, err, c.want)
			}
		})
	}
}

// A role that is taken away is gone at once, in sessions and for tokens.
func TestAChangedRoleCountsAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.signIn(registry.Auditor)
	page := b.post("/account/tokens", "name", "架空", "days", "30").want(t, 200)
	_, rest, _ := strings.Cut(page.body, `id="new-token">`)
	token, _, _ := strings.Cut(rest, "<")
	program := r.visitor()
	program.header.Set("Authorization", "Bearer "+token)
	program.get("/api/v1/audit-events").want(t, 200)
	b.get("/admin/log").want(t, 200)
	r.as(registry.Administrator).post("/admin/accounts/"+num(r.ids[registry.Auditor]), "name", "x", "role", "planner").want(t, 303)
	b.get("/admin/log").want(t, 403)
	program.get("/api/v1/audit-events").want(t, 403)
}

// journal is a log that can be read while it is written.
type journal struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *journal) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

// read gives the log's entries; a line that is none fails the test.
func (l *journal) read(t *testing.T) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []map[string]any
	for line := range strings.Lines(l.all.String()) {
		entry := map[string]any{}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("%v: %s", err, line)
		}
		out = append(out, entry)
	}
	return out
}

// Whoever is turned away stands in the log, with the reference number that they were
// shown; secrets do not, and nobody can write lines of their own into it.
func TestRefusalsAreLoggedAndLinesCannotBeForged(t *testing.T) {
	t.Parallel()
	var log journal
	r := newRig(t, func(o *Options) { o.Logger = slog.New(slog.NewJSONHandler(&log, nil)) })
	planner := r.as(registry.Planner)
	var references []string
	for _, c := range []struct {
		got    answer
		status int
	}{
		{planner.get("/admin/accounts"), 403}, {planner.get("/processes/P-0000099"), 404},
		{r.visitor().get("/api/v1/progress?token=tzk_SECRET"), 401},
		{planner.get("/nothing%0A%7B%22msg%22:%22forged%22%7D?q=geheim"), 404},
	} {
		c.got.want(t, c.status)
		references = append(references, c.got.header.Get("X-Request-Id"))
	}
	other := r.visitor()
	other.header.Set("Sec-Fetch-Site", "cross-site")
	references = append(references, other.post("/sign-in", "login", "planner", "password", password).want(t, 403).header.Get("X-Request-Id"))
	entries := log.read(t)
	for i, reference := range references {
		at := slices.IndexFunc(entries, func(e map[string]any) bool { return e["reference"] == reference && e["msg"] == "request" })
		if at < 0 {
			t.Errorf("refusal %d is not in the log", i)
			continue
		}
		e := entries[at]
		when, _ := e["time"].(string)
		if !regexp.MustCompile(`T.*(Z|[+-]\d\d:\d\d)$`).MatchString(when) || e["status"].(float64) < 400 || e["path"] == "" {
			t.Errorf("entry %v", e)
		}
	}
	if e := entries[slices.IndexFunc(entries, func(e map[string]any) bool { return e["reference"] == references[0] })]; e["account"] != float64(r.ids[registry.Planner]) {
		t.Errorf("not said who: %v", e)
	}
	for _, e := range entries {
		if e["msg"] == "forged" {
			t.Error("a line was forged")
		}
	}
	for _, secret := range []string{"tzk_SECRET", "geheim", password, "tetsuzuki_session"} {
		if strings.Contains(log.all.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// Methods that no route has are refused, those that echo a request among them.
func TestOtherMethodsAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, method := range []string{http.MethodTrace, http.MethodConnect, http.MethodDelete, http.MethodPut, "PROPFIND"} {
		if got := r.as(registry.Planner).do(method, "/processes", nil, ""); got.status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, got.status)
		}
	}
}
