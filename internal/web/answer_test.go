package web_test

import (
	"bytes"
	"encoding/json"
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
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

// Nothing is changed by an address alone, every answer says what it is, and none lets
// another site read it.
func TestReadingChangesNothingAndSaysWhatItGives(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	r.As(registry.Officer).Send("/uploads", "a.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 10, 1, "実施済", "不要"})).
		Want(t, http.StatusSeeOther)
	visitors := []*webtest.Visitor{r.As(registry.Headquarters), r.As(registry.Administrator), r.As(registry.Officer)}
	before := r.State(t)
	if len(before) < 20 {
		t.Fatalf("%d tables", len(before))
	}
	for _, path := range r.Reading(t) {
		for _, b := range visitors {
			got := b.Get(path)
			kind, params, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
			text := strings.HasPrefix(kind, "text/") && kind != "text/csv"
			if got.Body != "" && (err != nil || text && !strings.EqualFold(params["charset"], "utf-8")) {
				t.Errorf("%s: Content-Type %q", path, got.Header.Get("Content-Type"))
			}
			if got.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s may be read by other sites", path)
			}
			if got.Status >= 500 {
				t.Errorf("%s: %d", path, got.Status)
			}
		}
	}
	for table, digest := range r.State(t) {
		if digest != before[table] {
			t.Errorf("reading changed %s", table)
		}
	}
}

// On every page one can sign out, and what is typed of a password is masked and left to
// password managers.
func TestEveryPageLeadsOutAndMasksPasswords(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	b := r.As(registry.Administrator)
	seen := 0
	check := func(path string, got webtest.Answer) {
		for _, input := range got.Page(t).Inputs() {
			if !slices.Contains([]string{"password", "current", "again"}, input["name"]) {
				continue
			}
			seen++
			if input["type"] != "password" || !strings.HasSuffix(input["autocomplete"], "-password") {
				t.Errorf("%s: %v", path, input)
			}
		}
	}
	for _, path := range webtest.EveryPage(r) {
		check(path, b.Get(path).See(t, webtest.In(webtest.Form("/sign-out"), webtest.Button("サインアウト"))))
	}
	check("/sign-in", r.Visitor().Get("/sign-in"))
	check("/account/confirm", b.Get("/account/confirm"))
	check("/account/initial-password", r.Given(t).Get("/account/initial-password"))
	if seen < 9 {
		t.Errorf("%d fields for passwords", seen)
	}
}

// What a form sends counts in its body only: an address is kept by histories and logs.
func TestAPasswordInTheAddressIsNotTaken(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Visitor().Post("/sign-in?login=planner&password=correct+horse+battery").Want(t, 422)
	r.Visitor().Post("/sign-in?password=correct+horse+battery", "login", "planner").Want(t, 422)
	r.Visitor().Post("/sign-in?login=nobody&password=x&next=//evil.example", "login", "planner", "password", webtest.Password).Want(t, 303)
	// Nor where the body is said to be none, or something else.
	for _, kind := range []string{"", "text/plain", "multipart/form-data; boundary=x", "APPLICATION/X-WWW-FORM-URLENCODED ; charset=utf-8"} {
		r.Visitor().Do(http.MethodPost, "/sign-in?login=planner&password=correct+horse+battery", strings.NewReader(""), kind).Want(t, 422)
	}
	// Fields of a file's form in the address are refused, and nothing is taken in.
	b := r.As(registry.Officer)
	b.Send("/api/v1/uploads?reason=in+the+address&password=x", "a.xlsx", webtest.Sheet(t)).Want(t, 422, "という条件はありません")
	b.Get("/api/v1/uploads").Want(t, 200, `"uploads":[]`)
}

// The address that counts and is noted is the proxy's word, not the client's.
func TestAClientCannotChooseItsAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []func(*web.Options)
		header  []string
		want    string
	}{
		"no proxy":                         {nil, []string{"192.0.2.7"}, "127.0.0.1"},
		"behind one":                       {[]func(*web.Options){webtest.BehindProxy}, []string{"192.0.2.7"}, "192.0.2.7"},
		"behind one, with a guise":         {[]func(*web.Options){webtest.BehindProxy}, []string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7"},
		"behind one, on an internal net":   {[]func(*web.Options){webtest.BehindProxy}, []string{"10.9.9.9, 10.1.2.3"}, "10.1.2.3"},
		"behind one, a line of its own":    {[]func(*web.Options){webtest.BehindProxy}, []string{"10.9.9.9", "10.1.2.3"}, "10.1.2.3"},
		"behind one, with the port":        {[]func(*web.Options){webtest.BehindProxy}, []string{"10.9.9.9, 10.1.2.3:4711"}, "10.1.2.3"},
		"behind one, of the newer version": {[]func(*web.Options){webtest.BehindProxy}, []string{"10.9.9.9, [2001:db8::7]"}, "2001:db8::7"},
		"behind one, that says nonsense":   {[]func(*web.Options){webtest.BehindProxy}, []string{"10.9.9.9, unknown"}, "127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := webtest.NewRig(t, c.options...)
			b := r.Visitor()
			b.Header["X-Forwarded-For"] = c.header
			b.Header.Set("X-Real-IP", "203.0.113.9")
			b.Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 303)
			events, err := r.Store.OwnEvents(t.Context(), registry.Scope{AccountID: r.Ids[registry.Planner]}, time.Time{})
			if err != nil || len(events) == 0 || events[0].Address != c.want {
				t.Errorf("noted %+v, %v; want %s", events, err, c.want)
			}
		})
	}
}

// A role that is taken away is gone at once, in sessions and for tokens.
func TestAChangedRoleCountsAtOnce(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.SignIn(registry.Auditor)
	page := b.Post("/account/tokens", "name", "架空", "days", "30").Want(t, 200)
	token := page.Page(t).Secrets()[0]
	program := r.Visitor()
	program.Header.Set("Authorization", "Bearer "+token)
	program.Get("/api/v1/audit-events").Want(t, 200)
	b.Get("/admin/log").Want(t, 200)
	r.As(registry.Administrator).Post("/admin/accounts/"+webtest.Num(r.Ids[registry.Auditor]), "name", "x", "role", "planner").Want(t, 303)
	b.Get("/admin/log").Want(t, 403)
	program.Get("/api/v1/audit-events").Want(t, 403)
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

// take is read, of what came since it was last taken.
func (l *journal) take(t *testing.T) []map[string]any {
	t.Helper()
	out := l.read(t)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.Reset()
	return out
}

// Whoever is turned away stands in the log, with the reference number that they were
// shown; secrets do not, and nobody can write lines of their own into it.
func TestRefusalsAreLoggedAndLinesCannotBeForged(t *testing.T) {
	t.Parallel()
	var log journal
	r := webtest.NewRig(t, func(o *web.Options) { o.Logger = slog.New(slog.NewJSONHandler(&log, nil)) })
	planner := r.As(registry.Planner)
	var references []string
	for _, c := range []struct {
		got    webtest.Answer
		status int
	}{
		{planner.Get("/admin/accounts"), 403}, {planner.Get("/processes/P-0000099"), 404},
		{r.Visitor().Get("/api/v1/progress?token=tzk_SECRET"), 401},
		{planner.Get("/nothing%0A%7B%22msg%22:%22forged%22%7D?q=geheim"), 404},
	} {
		c.got.Want(t, c.status)
		references = append(references, c.got.Header.Get("X-Request-Id"))
	}
	other := r.Visitor()
	other.Header.Set("Sec-Fetch-Site", "cross-site")
	references = append(references, other.Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 403).
		Header.Get("X-Request-Id"))
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
	if e := entries[slices.IndexFunc(entries,
		func(e map[string]any) bool { return e["reference"] == references[0] })]; e["account"] != float64(r.Ids[registry.Planner]) {
		t.Errorf("not said who: %v", e)
	}
	for _, e := range entries {
		if e["msg"] == "forged" {
			t.Error("a line was forged")
		}
	}
	for _, secret := range []string{"tzk_SECRET", "geheim", webtest.Password, "tetsuzuki_session"} {
		if strings.Contains(log.all.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// Methods that no route has are refused, those that echo a request among them.
func TestOtherMethodsAreRefused(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	for _, method := range []string{http.MethodTrace, http.MethodConnect, http.MethodDelete, http.MethodPut, "PROPFIND"} {
		if got := r.As(registry.Planner).Do(method, "/processes", nil, ""); got.Status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, got.Status)
		}
	}
}
