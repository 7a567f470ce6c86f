package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/job"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// password is the one of every account of the tests; all of them are made up.
const password = "correct horse battery"

// passwordHash is computed once: it is meant to take time.
var passwordHash = sync.OnceValues(func() (string, error) {
	return auth.HashPassword(context.Background(), password)
})

var quiet = slog.New(slog.DiscardHandler)

// rig is the service over a registry of its own, with one account of each role;
// those of a bureau belong to 環境局.
type rig struct {
	t        *testing.T
	world    *storetest.World // to fill it with made-up rows
	url      string
	store    *store.Store
	handler  http.Handler
	server   *httptest.Server
	bureau   registry.Bureau
	ids      map[registry.Role]int64
	sessions map[registry.Role]*visitor
	worker   job.Worker
	idle     bool // nobody does what waits
}

func newRig(t *testing.T, change ...func(*Options)) *rig {
	t.Helper()
	return newRigOver(t, storetest.New(t), change...)
}

// newRigOver is newRig over a registry that is there already.
func newRigOver(t *testing.T, world *storetest.World, change ...func(*Options)) *rig {
	t.Helper()
	st := world.Store
	server := httptest.NewUnstartedServer(nil)
	opt := Options{Store: st, Logger: quiet, PublicURL: "http://" + server.Listener.Addr().String()}
	for _, f := range change {
		f(&opt)
	}
	handler, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = handler
	server.Start()
	t.Cleanup(server.Close)
	r := &rig{t: t, world: world, url: server.URL, store: st, handler: handler, server: server,
		ids: map[registry.Role]int64{}, sessions: map[registry.Role]*visitor{}, worker: job.Worker{Store: st, Logger: quiet,
			Kinds: map[registry.JobKind]job.Handler{registry.JobRead: job.Reads(intake.New(st, 0))}, More: intake.New(st, 0).AskKept}}
	if r.bureau, err = st.Bureau(t.Context(), "環境局"); err != nil {
		t.Fatal(err)
	}
	hash, err := passwordHash()
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range registry.Roles {
		a := registry.Account{Login: string(role), Name: "架空の" + role.Label(), Role: role}
		if role.OfBureau() {
			a.BureauID = r.bureau.ID
		}
		if r.ids[role], err = st.AddAccount(t.Context(), registry.Operator("test"), a, hash); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// visitor is one program or person: it keeps cookies and follows no redirect.
type visitor struct {
	t      *testing.T
	rig    *rig
	client *http.Client
	url    string
	header http.Header
}

func (r *rig) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return &visitor{r.t, r, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}, r.url, http.Header{}}
}

// as is a visitor who is signed in with a role, always in the same session.
func (r *rig) as(role registry.Role) *visitor {
	r.t.Helper()
	if r.sessions[role] == nil {
		r.sessions[role] = r.signIn(role)
	}
	b := *r.sessions[role]
	b.header = http.Header{}
	return &b
}

// signIn is a visitor in a new session.
func (r *rig) signIn(role registry.Role) *visitor {
	r.t.Helper()
	b := r.visitor()
	if res := b.post("/sign-in", "login", string(role), "password", password); res.status != http.StatusSeeOther {
		r.t.Fatalf("sign-in as %s: %d\n%s", role, res.status, res.body)
	}
	return b
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *visitor) get(path string) answer { b.t.Helper(); return b.do(http.MethodGet, path, nil, "") }

// post sends a form of names and values by turns.
func (b *visitor) post(path string, form ...string) answer {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return b.do(http.MethodPost, path, strings.NewReader(values.Encode()), "application/x-www-form-urlencoded")
}

func (b *visitor) do(method, path string, body io.Reader, contentType string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header = b.header.Clone()
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost && !b.rig.idle {
		b.rig.work()
	}
	return answer{res.StatusCode, res.Header, string(text)}
}

// work does the jobs that wait.
func (r *rig) work() {
	r.t.Helper()
	if err := r.worker.Once(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// want checks a status, what the body must hold and, after a "!", must not.
func (a answer) want(t *testing.T, status int, content ...string) answer {
	t.Helper()
	var wrong []string
	if a.status != status {
		wrong = append(wrong, fmt.Sprintf("status %d, want %d", a.status, status))
	}
	for _, c := range content {
		if absent, no := strings.CutPrefix(c, "!"); no && strings.Contains(a.body, absent) {
			wrong = append(wrong, fmt.Sprintf("the body holds %q", absent))
		} else if !no && !strings.Contains(a.body, c) {
			wrong = append(wrong, fmt.Sprintf("the body lacks %q", c))
		}
	}
	if wrong != nil {
		_, main, _ := strings.Cut(a.body, "<main")
		t.Errorf("%s; in\n%.2000s", strings.Join(wrong, "; "), main)
	}
	return a
}

// day is the date so many days from today.
func day(days int) string { return registry.DateOf(time.Now().AddDate(0, 0, days)) }

// serve sends visitors, with the sessions that they have, to another handler over
// the same registry.
func (r *rig) serve(handler http.Handler, visitors map[registry.Role]*visitor) {
	r.t.Helper()
	server := httptest.NewServer(handler)
	r.t.Cleanup(server.Close)
	here, err := url.Parse(r.url)
	if err != nil {
		r.t.Fatal(err)
	}
	there, err := url.Parse(server.URL)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, b := range visitors {
		b.client.Jar.SetCookies(there, b.client.Jar.Cookies(here))
		b.url = server.URL
	}
}
