package webtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/chromedp/cdproto/network"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/job"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web"
)

// Call sends JSON by the API.
func (b *Visitor) Call(method, path, body string) Answer {
	b.t.Helper()
	return b.Do(method, path, strings.NewReader(body), "application/json")
}

// Told are the log's entries of a kind, newest first, each as "actor: object".
func (r *Rig) Told(kind registry.AuditKind) []string {
	r.T.Helper()
	events, _, _, err := r.Store.AuditEvents(r.T.Context(), registry.Operator("試験"), store.AuditFilter{Kind: kind})
	if err != nil {
		r.T.Fatal(err)
	}
	var out []string
	for _, e := range events {
		if e.At.IsZero() || e.Kind != kind {
			r.T.Errorf("entry %+v", e)
		}
		out = append(out, e.Actor+": "+e.Object)
	}
	return out
}

// Window is a browser's window on the service.
func (r *Rig) Window() *browser.Window {
	r.T.Helper()
	return browser.Open(r.T, r.Url)
}

// Lend has a window use the session of a visitor.
func (b *Visitor) Lend(w *browser.Window) {
	b.t.Helper()
	at, err := url.Parse(b.Url)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.Client.Jar.Cookies(at) {
		w.Do(network.SetCookie(c.Name, c.Value).WithURL(b.Url))
	}
}

// Forget has the window lose the session again, as when it ends.
func (b *Visitor) Forget(w *browser.Window) {
	b.t.Helper()
	at, err := url.Parse(b.Url)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.Client.Jar.Cookies(at) {
		w.Do(network.DeleteCookies(c.Name).WithURL(b.Url))
	}
}

// Count asks the database past the program.
func (r *Rig) Count(query string, args ...any) (n int64) {
	r.T.Helper()
	if err := r.World.Pool.QueryRowContext(r.T.Context(), query, args...).Scan(&n); err != nil {
		r.T.Fatal(err)
	}
	return n
}

// Of is the same visitor in another test.
func (b *Visitor) Of(t *testing.T) *Visitor {
	same := *b
	same.t, same.Header = t, b.Header.Clone()
	return &same
}

// Reading is every route that is read with GET, as addresses of things that are there.
func (r *Rig) Reading(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, route := range web.Routes() {
		if route.Method != http.MethodGet || strings.HasPrefix(route.Path, "/static/") || strings.HasPrefix(route.Path, "/sign-in/openid") {
			continue
		}
		id := "1"
		if strings.Contains(route.Path, "processes/") {
			id = "P-0000001"
		}
		paths = append(paths, strings.Replace(route.Path, ":id", id, 1))
	}
	return paths
}

// State is a digest of every table but those that note what is read, and without the
// counts of an upload's rows, which are looked up anew when they are shown.
func (r *Rig) State(t *testing.T) map[string]string {
	t.Helper()
	var tables []string
	rows, err := r.World.Pool.QueryContext(t.Context(), `select table_name from information_schema.tables
		where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('session', 'audit_event', 'seal', 'sign_in_attempt')`)
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
		err := r.World.Pool.QueryRowContext(t.Context(),
			fmt.Sprintf(`select coalesce(md5(string_agg(x.row, ',' order by x.row)), '') from (
				select (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(t)) where key not like 'rows\_%%')::text as row
				from %q t) x`, name)).Scan(&digest)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = digest
	}
	return out
}

// Initial is a first password as administrators choose it.
const Initial = "fifteen paper lanterns"

// Given is a visitor who has signed in with a password that an administrator chose.
func (r *Rig) Given(t *testing.T) *Visitor {
	t.Helper()
	r.As(registry.Administrator).Post("/admin/accounts", "login", "fresh", "name", "架空 新人", "role", "headquarters", "password", Initial).
		Want(t, 303)
	b := r.Visitor()
	b.Post("/sign-in", "login", "fresh", "password", Initial).Want(t, 303)
	return b
}

// Things is a digest of each table that the objects lie in.
func (r *Rig) Things() string {
	r.T.Helper()
	var all []string
	for _, table := range []string{"process", "upload", "transfer", "deputy", "snapshot", "api_token", "account where login = 'owner'"} {
		var digest string
		if err := r.World.Pool.QueryRowContext(r.T.Context(),
			"select coalesce(md5(string_agg(x::text, ',' order by x::text)), '') from (select * from "+table+") x").Scan(&digest); err != nil {
			r.T.Fatal(err)
		}
		all = append(all, table+" "+digest)
	}
	return strings.Join(all, "\n")
}

// Fill writes a small made-up catalogue: two processes of 環境局, one of 建設局 and,
// as of the second change, another status and volume for the first.
func (r *Rig) Fill() {
	r.T.Helper()
	in := func(bureau, name, law string, status registry.Status, change registry.LawChange, volumes ...registry.Volume) *storetest.Row {
		b, err := r.Store.Bureau(r.T.Context(), bureau)
		if err != nil {
			r.T.Fatal(err)
		}
		return &storetest.Row{Volumes: volumes, Process: registry.Process{BureauID: b.ID, Department: "架空部", ProcedureName: name,
			LegalBasis: law, Status: status, InScope: true, ProcessType: "1", NationalLawChange: change}}
	}
	waste := in("環境局", "架空廃棄物の<許可>", "架空廃棄物法", registry.Planned, registry.LawChangeNotRequired, storetest.Cases(2020, registry.Approx, 9800))
	waste.PlannedFiscalYear = 2023
	noise := in("環境局", "架空騒音の届出", "", registry.NotStarted, registry.LawChangeUnknown, storetest.Unknown(2020))
	road := in("建設局", "架空道路の占用", "架空道路法", registry.Done, registry.LawChangeRequired, storetest.Cases(2020, registry.Exact, 12000, 3000))
	r.World.Change(r.T, "2022-04-01 09:00", "架空の担当者", waste, noise, road)
	waste.Status, waste.PlannedFiscalYear = registry.Done, 0
	waste.Volumes = []registry.Volume{storetest.Cases(2020, registry.Exact, 10000)}
	r.World.Change(r.T, "2022-10-01 09:00", "架空の担当者", waste)
}

// Submit sends a form with some values other than they stand.
func (b *Visitor) Submit(action string, values url.Values, change ...string) Answer {
	b.t.Helper()
	sent := url.Values{}
	for name, v := range values {
		sent[name] = v
	}
	for i := 0; i+1 < len(change); i += 2 {
		sent.Set(change[i], change[i+1])
	}
	return b.Do("POST", action, strings.NewReader(sent.Encode()), "application/x-www-form-urlencoded")
}

// Password is the one of every account of the tests; all of them are made up.
const Password = "correct horse battery"

// PasswordHash is of the least effort that the algorithm knows, for it is checked at
// hundreds of sign-ins. What a real one must cost, auth's own tests say.
var PasswordHash = sync.OnceValues(func() (string, error) {
	return argon2id.CreateHash(Password, &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
})

// Quiet is a log that nobody reads.
var Quiet = slog.New(slog.DiscardHandler)

// Rig is the service over a registry of its own, with one account of each role;
// those of a bureau belong to 環境局.
type Rig struct {
	T        *testing.T
	World    *storetest.World // to fill it with made-up rows
	Url      string
	Store    *store.Store
	Handler  http.Handler
	Server   *httptest.Server
	Bureau   registry.Bureau
	Ids      map[registry.Role]int64
	Sessions map[registry.Role]*Visitor
	Worker   job.Worker
	Idle     bool // nobody does what waits
}

// NewRig starts the service, changed as the functions say.
func NewRig(t *testing.T, change ...func(*web.Options)) *Rig {
	t.Helper()
	return NewRigOver(t, storetest.New(t), change...)
}

// NewRigOver is newRig over a registry that is there already.
func NewRigOver(t *testing.T, world *storetest.World, change ...func(*web.Options)) *Rig {
	t.Helper()
	return newRig(t, world, registry.Roles, change)
}

// NewEmptyRig is a service on its first day: nobody but an administrator has an account.
func NewEmptyRig(t *testing.T, change ...func(*web.Options)) *Rig {
	t.Helper()
	return newRig(t, storetest.New(t), []registry.Role{registry.Administrator}, change)
}

func newRig(t *testing.T, world *storetest.World, roles []registry.Role, change []func(*web.Options)) *Rig {
	t.Helper()
	st := world.Store
	server := httptest.NewUnstartedServer(nil)
	opt := web.Options{Store: st, Logger: Quiet, PublicURL: "http://" + server.Listener.Addr().String()}
	for _, f := range change {
		f(&opt)
	}
	handler, err := web.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = handler
	server.Start()
	t.Cleanup(server.Close)
	r := &Rig{T: t, World: world, Url: server.URL, Store: st, Handler: handler, Server: server,
		Ids: map[registry.Role]int64{}, Sessions: map[registry.Role]*Visitor{}, Worker: job.Worker{Store: st, Logger: Quiet,
			Kinds: map[registry.JobKind]job.Handler{registry.JobRead: job.Reads(intake.New(st, 0)), registry.JobVerify: job.Verifies(st),
				registry.JobPlan: job.Plans(st), registry.JobBulk: job.BulkEdits(st, intake.New(st, 0))},
			More: intake.New(st, 0).RequestWaitingReadings}}
	if r.Bureau, err = st.Bureau(t.Context(), "環境局"); err != nil {
		t.Fatal(err)
	}
	hash, err := PasswordHash()
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range roles {
		a := registry.Account{Login: string(role), Name: "架空の" + role.Label(), Role: role}
		if role.OfBureau() {
			a.BureauID = r.Bureau.ID
		}
		if r.Ids[role], err = st.AddAccount(t.Context(), registry.Operator("test"), a, hash); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// Visitor is one program or person: it keeps cookies and follows no redirect.
type Visitor struct {
	t      *testing.T
	rig    *Rig
	Client *http.Client
	Url    string
	Header http.Header
}

// Visitor is a visitor who is not signed in.
func (r *Rig) Visitor() *Visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.T.Fatal(err)
	}
	return &Visitor{r.T, r, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}, r.Url, http.Header{}}
}

// As is a visitor who is signed in with a role, always in the same session.
func (r *Rig) As(role registry.Role) *Visitor {
	r.T.Helper()
	if r.Sessions[role] == nil {
		r.Sessions[role] = r.SignIn(role)
	}
	b := *r.Sessions[role]
	b.Header = http.Header{}
	return &b
}

// SignIn is a visitor in a new session.
func (r *Rig) SignIn(role registry.Role) *Visitor {
	r.T.Helper()
	b := r.Visitor()
	if res := b.Post("/sign-in", "login", string(role), "password", Password); res.Status != http.StatusSeeOther {
		r.T.Fatalf("sign-in as %s: %d\n%s", role, res.Status, res.Body)
	}
	return b
}

// Second is a second person with the role Headquarters, and the ID of their account.
func (r *Rig) Second() (*Visitor, int64) {
	r.T.Helper()
	hash, err := PasswordHash()
	if err != nil {
		r.T.Fatal(err)
	}
	a := registry.Account{Login: "hq2", Name: "架空の本部二", Role: registry.Headquarters}
	id, err := r.Store.AddAccount(r.T.Context(), registry.Operator("試験"), a, hash)
	if err != nil {
		r.T.Fatal(err)
	}
	b := r.Visitor()
	b.Post("/sign-in", "login", a.Login, "password", Password).Want(r.T, http.StatusSeeOther)
	return b, id
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Get asks for an address.
func (b *Visitor) Get(path string) Answer { b.t.Helper(); return b.Do(http.MethodGet, path, nil, "") }

// Post sends a form of names and values by turns.
func (b *Visitor) Post(path string, form ...string) Answer {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return b.Do(http.MethodPost, path, strings.NewReader(values.Encode()), "application/x-www-form-urlencoded")
}

// Do sends a request with the visitor's cookies and header.
func (b *Visitor) Do(method, path string, body io.Reader, contentType string) Answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.Url+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header = b.Header.Clone()
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.Client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost && !b.rig.Idle {
		b.rig.Work()
	}
	return Answer{res.StatusCode, res.Header, string(text)}
}

// Work does the jobs that wait.
func (r *Rig) Work() {
	r.T.Helper()
	if err := r.Worker.Once(r.T.Context()); err != nil {
		r.T.Fatal(err)
	}
}

// Want checks a status, what the answer must say and, after a "!", must not. Of a page,
// that is what a person sees, and nothing of it may stand behind the page either; what
// else it must have, See checks.
func (a Answer) Want(t *testing.T, status int, content ...string) Answer {
	t.Helper()
	said := a.Body
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		said = a.Page(t).Text()
	}
	var wrong []string
	if a.Status != status {
		wrong = append(wrong, fmt.Sprintf("status %d, want %d", a.Status, status))
	}
	for _, c := range content {
		if absent, no := strings.CutPrefix(c, "!"); no && (strings.Contains(said, absent) || strings.Contains(a.Body, absent)) {
			wrong = append(wrong, fmt.Sprintf("it says %q", absent))
		} else if !no && !strings.Contains(said, c) {
			wrong = append(wrong, fmt.Sprintf("it does not say %q", c))
		}
	}
	if wrong != nil {
		t.Errorf("%s; in\n%.3000s", strings.Join(wrong, "; "), said)
	}
	return a
}

// Day is the date so many days from today.
func Day(days int) string { return registry.DateOf(time.Now().AddDate(0, 0, days)) }

// Serve sends visitors, with the sessions that they have, to another handler over
// the same registry.
func (r *Rig) Serve(handler http.Handler, visitors map[registry.Role]*Visitor) {
	r.T.Helper()
	server := httptest.NewServer(handler)
	r.T.Cleanup(server.Close)
	here, err := url.Parse(r.Url)
	if err != nil {
		r.T.Fatal(err)
	}
	there, err := url.Parse(server.URL)
	if err != nil {
		r.T.Fatal(err)
	}
	for _, b := range visitors {
		b.Client.Jar.SetCookies(there, b.Client.Jar.Cookies(here))
		b.Url = server.URL
	}
}

// Enrol sets a visitor's second factor up.
func (b *Visitor) Enrol(t *testing.T, c *Clock) (a App, codes []string) {
	t.Helper()
	page := b.Get("/account/second-factor").Want(t, 200, "認証アプリ").See(t, Drawing("認証アプリで読み取るQRコード。読み取れないときは、次の鍵を入力します。")).Page(t)
	a = App{strings.ReplaceAll(page.Secrets()[0], " ", ""), c}
	got := b.Post("/account/second-factor", "code", a.Code(t), "next", "/processes").Want(t, 200, "今だけ表示されます").See(t, Link("", "/processes"))
	return a, got.Page(t).Secrets()
}

// FirstProof gives the first proof of a role that has a second one.
func (r *Rig) FirstProof(t *testing.T, role registry.Role) *Visitor {
	t.Helper()
	b := r.Visitor()
	got := b.Post("/sign-in", "login", string(role), "password", Password, "next", "/account").Want(t, 303)
	if to := got.Header.Get("Location"); to != "/sign-in/code" {
		t.Fatalf("leads to %q", to)
	}
	return b
}

// LastDetail is the newest entry's detail of a kind.
func (r *Rig) LastDetail(kind registry.AuditKind) []byte {
	r.T.Helper()
	events, _, _, err := r.Store.AuditEvents(r.T.Context(), registry.Operator("試験"), store.AuditFilter{Kind: kind, Limit: 1})
	if err != nil || len(events) != 1 {
		r.T.Fatal(events, err)
	}
	return events[0].Detail
}

// BehindProxy has the service believe the proxy in front of it.
func BehindProxy(o *web.Options) { o.SecureCookies = true }

// Cookie is the session's cookie of an answer.
func Cookie(t *testing.T, a Answer) *http.Cookie {
	t.Helper()
	res := http.Response{Header: a.Header}
	cookies := res.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies were set, want one", len(cookies))
	}
	return cookies[0]
}

// Session is the cookie of the visitor's session, which an earlier answer set.
func (b *Visitor) Session(t *testing.T) *http.Cookie {
	t.Helper()
	at, err := url.Parse(b.Url)
	if err != nil {
		t.Fatal(err)
	}
	cookies := b.Client.Jar.Cookies(at)
	if len(cookies) != 1 {
		t.Fatalf("the browser keeps %d cookies, want one", len(cookies))
	}
	return cookies[0]
}

// DoneSince adds a made-up process that is done, later than all of the catalogue.
func (r *Rig) DoneSince() {
	r.T.Helper()
	r.World.Change(r.T, "2023-05-01 09:00", "作成者",
		&storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "架空の新しい届出", Status: registry.Done, InScope: true}})
}

// Mixed is the page of an upload with errors in two columns, with cells that were
// mended, and with a right row.
func (r *Rig) Mixed() string {
	r.T.Helper()
	return r.As(registry.Officer).Send("/uploads", "架空の検査.xlsx", Sheet(r.T,
		[]any{"架空廃棄物の許可", "架空廃棄物法", "<たくさん>", 1, "終わった", "不要"}, // row 2: C2, E2
		[]any{"架空騒音の届出", "架空騒音法", "約10件", 1, "検討中", "要"},       // row 3: C3 mended
		[]any{"架空悪臭の届出", "架空悪臭法", "約10件", 1, "検討中", "要"},       // row 4: C4 mended alike
		[]any{"架空振動の届出", "架空振動法", 5, "すこし", "検討中", "要"})).      // row 5: D5
		Want(r.T, 303).Header.Get("Location")
}

// Imported is the page of a made-up upload of 環境局 that was confirmed.
func (r *Rig) Imported(rows ...[]any) string {
	r.T.Helper()
	file := intake.File{Name: "架空の棚卸.xlsx", Data: bytes.NewReader(Sheet(r.T, rows...))}
	done, err := intake.New(r.Store, 0).Import(r.T.Context(), registry.Operator("架空の運用担当"), file,
		intake.Options{BureauID: r.Bureau.ID, Answers: store.TheFile})
	if err != nil {
		r.T.Fatal(err)
	}
	return registry.UploadPath(done.Upload.ID)
}

// Edit changes the remarks of a process, as somebody else would meanwhile.
func (r *Rig) Edit(id registry.ProcessID, remarks string) {
	r.T.Helper()
	scope := registry.Operator("架空の別の人")
	now, err := r.Store.Process(r.T.Context(), scope, id, time.Time{})
	if err == nil {
		_, err = r.Store.Edit(r.T.Context(), scope, id, now.ChangeID,
			store.Patch{Fields: []string{"remarks"}, Process: registry.Process{Remarks: remarks}}, "架空の訂正")
	}
	if err != nil {
		r.T.Fatal(err)
	}
}

// Questioned is the page of an upload of the officer's that leaves two of three
// registered processes out, and names the third otherwise.
func (r *Rig) Questioned() string {
	r.T.Helper()
	r.Imported(
		[]any{"架空廃棄物処理施設の設置の許可", "架空廃棄物法", 12000, 1, "検討中", "不要"},
		[]any{"架空騒音の<届出>", "架空騒音法", 5, 1, "検討中", "要"},
		[]any{"架空悪臭の届出", "架空悪臭法", 7, 1, "検討中", "要"})
	return r.As(registry.Officer).Send("/uploads", "架空の二回目.xlsx", Sheet(r.T,
		[]any{"架空廃棄物処理施設の設置許可", "架空廃棄物法", 12000, 1, "実施済", "不要"})).Want(r.T, 303).Header.Get("Location")
}

// SubmittedAgain is the page of a submitted upload that changes every process of
// 環境局.
func (r *Rig) SubmittedAgain() string {
	r.T.Helper()
	r.Imported(manyOf(100)...)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "架空の棚卸.xlsx", Sheet(r.T, manyOf(200)...)).Want(r.T, http.StatusSeeOther).Header.Get("Location")
	b.Post(at+"/submit", "keep", "1").Want(r.T, http.StatusSeeOther)
	return at
}

// Hold keeps others from a lock until the returned function is called.
func (r *Rig) Hold(statement string) (release func()) {
	r.T.Helper()
	ctx, cancel := context.WithCancel(r.T.Context())
	tx, err := r.World.Pool.BeginTx(ctx, nil)
	if err == nil {
		_, err = tx.ExecContext(ctx, statement)
	}
	if err != nil {
		r.T.Fatal(err)
	}
	return func() {
		_ = tx.Rollback()
		cancel()
	}
}

// Later posts while the test goes on.
func (b *Visitor) Later(path string, form ...string) <-chan Answer {
	done := make(chan Answer, 1)
	go func() { done <- b.Post(path, form...) }()
	return done
}

// Meanwhile is the page once it holds the text.
func (b *Visitor) Meanwhile(path, text string) Answer {
	b.t.Helper()
	for limit := time.Now().Add(time.Minute); ; {
		a := b.Get(path)
		if regexp.MustCompile(text).MatchString(a.Body) {
			return a
		}
		if time.Now().After(limit) {
			_, main, _ := strings.Cut(a.Body, "<main")
			b.t.Fatalf("%s never holds %q, but\n%.2000s", path, text, main)
		}
	}
}

// Send hands a file in, with fields of the form by turns.
func (b *Visitor) Send(path, name string, file []byte, fields ...string) Answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(file)
	}
	for i := 0; i+1 < len(fields) && err == nil; i += 2 {
		err = w.WriteField(fields[i], fields[i+1])
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return b.Do("POST", path, &body, w.FormDataContentType())
}

// Upload hands a file in by the API and gives what came of it when it was read.
func (b *Visitor) Upload(name string, file []byte, fields ...string) Answer {
	b.t.Helper()
	got := b.Send("/api/v1/uploads", name, file, fields...).Want(b.t, 201, `"state":"received"`)
	return b.Get(got.Header.Get("Location")).Want(b.t, 200)
}
