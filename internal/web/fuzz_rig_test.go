package web_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

// The variables of the environment that repeat a run's guesses, and that let it go on
// for longer than the suite does, as 1h.
const (
	fuzzSeed = "TETSUZUKI_TEST_FUZZ_SEED"
	fuzzFor  = "TETSUZUKI_TEST_FUZZ_FOR"
)

// unreachable stands in everything that is another bureau's: no answer to 環境局's
// people may hold it.
const unreachable = "他局だけの印"

// fuzzer asks the service for what nobody would, again and again.
type fuzzer struct {
	*webtest.Rig
	t     *testing.T
	rnd   *rand.Rand
	steps int       // at least
	until time.Time // and until then
	sheet []byte
	log   journal
}

// newFuzzer is a service with something of everything in it, of two bureaus.
func newFuzzer(t *testing.T, steps int) *fuzzer {
	t.Helper()
	seed := rand.Uint64()
	if given := os.Getenv(fuzzSeed); given != "" {
		var err error
		if seed, err = strconv.ParseUint(given, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%s=%d repeats this run", fuzzSeed, seed)
	f := &fuzzer{t: t, rnd: rand.New(rand.NewPCG(seed, 0)), steps: steps}
	f.Rig = webtest.NewRig(t, func(o *web.Options) {
		o.Logger = slog.New(slog.NewJSONHandler(&f.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	})
	if given := os.Getenv(fuzzFor); given != "" {
		d, err := time.ParseDuration(given)
		if err != nil {
			t.Fatal(err)
		}
		f.until = time.Now().Add(d)
	}
	f.fill()
	return f
}

func (f *fuzzer) goesOn(step int) bool {
	return !f.t.Failed() && (step < f.steps || time.Now().Before(f.until))
}

func (f *fuzzer) fill() {
	ctx, operator := f.t.Context(), registry.Operator("架空の運用担当")
	f.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 9000, 1, "検討中", "不要"}, []any{"架空騒音の届出", "架空騒音法", 12000, 10, "実施済", "要"})
	other, err := f.Store.Bureau(ctx, "建設局")
	f.must(err)
	file := intake.File{Name: unreachable + ".xlsx",
		Data: bytes.NewReader(webtest.Sheet(f.t, []any{unreachable + "の許可", "架空道路法", 5, 1, "検討中", "要"}))}
	_, err = intake.New(f.Store, 0).Import(ctx, operator, file, intake.Options{BureauID: other.ID})
	f.must(err)
	_, err = f.Store.AddAccount(ctx, operator, registry.Account{Login: "other", Name: unreachable + "の人", Role: registry.Approver,
		BureauID: other.ID}, "")
	f.must(err)
	f.sheet = webtest.Sheet(f.t, []any{"架空悪臭の届出", "架空悪臭法", 7, 1, "検討中", "要"}, []any{"架空の誤り", "架空法", "たくさん", 1, "ない状況", "要"})
	hq := f.As(registry.Headquarters)
	f.uploads()
	hq.Post("/admin/rounds", "name", "架空の調査", "opens_on", webtest.Day(-1), "deadline", webtest.Day(5), "fiscal_year", "2021").
		Want(f.t, http.StatusSeeOther)
	hq.Post("/snapshots", "name", "架空の公表", "note", "").Want(f.t, http.StatusSeeOther)
	for _, id := range []registry.ProcessID{1, 2} {
		_, err = f.Store.ProposeTransfer(ctx, registry.Scope{AccountID: f.Ids[registry.Officer], Actor: "架空", Role: registry.Officer,
			BureauID: f.Bureau.ID},
			store.Proposal{FromBureauID: f.Bureau.ID, ToBureauID: 3, Processes: []registry.ProcessID{id}, EffectiveOn: time.Now(), Reason: "架空"})
		f.must(err)
	}
}

// uploads are one of each state that it comes to by itself or by somebody's act: number 3
// and the following.
func (f *fuzzer) uploads() {
	f.t.Helper()
	officer, approver, hq := f.As(registry.Officer), f.As(registry.Approver), f.As(registry.Headquarters)
	send := func(file []byte) string {
		return officer.Send("/uploads", "架空.xlsx", file).Want(f.t, http.StatusSeeOther).Header.Get("Location")
	}
	send(f.sheet) // 3, in which is something to mend
	submitted := func(n int) string {
		at := send(webtest.Sheet(f.t, []any{fmt.Sprintf("架空の申請第%d号", n), "架空申請法", "約1200", 1, "検討中", "不要"}))
		officer.Post(at+"/consent", "normalised", "1")
		officer.Post(at+"/submit", "keep", "1").Want(f.t, http.StatusSeeOther)
		return at
	}
	submitted(1) // 4
	approver.Post(submitted(2)+"/return", "reason", "架空の理由").Want(f.t, http.StatusSeeOther)
	approver.Post(submitted(3)+"/approve").Want(f.t, http.StatusSeeOther)
	undone := submitted(4)
	approver.Post(undone+"/approve").Want(f.t, http.StatusSeeOther)
	hq.Post(undone+"/undo", "direction", "undo", "reason", "架空の理由").Want(f.t, http.StatusSeeOther)
	send(webtest.OwnBook(f.t, "一覧", "別表")) // 8: its structure waits
	send(webtest.Damaged(f.t))
	officer.Post(submitted(5)+"/discard").Want(f.t, http.StatusSeeOther)
	send(webtest.Sheet(f.t, []any{"架空廃棄物の許可", "架空廃棄物法", 9000, 1, "実施済", "不要"})) // 11: leaves one out
	if n := f.Count("select count(distinct state) from upload"); n < 8 {
		f.t.Fatalf("only %d states", n)
	}
}

func (f *fuzzer) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// visits is a visitor of any role, or of none, signed in.
func (f *fuzzer) visits() (registry.Role, *webtest.Visitor) {
	role := one(f, append([]registry.Role{""}, registry.Roles...))
	if role == "" {
		return role, f.Visitor()
	}
	if b := f.Sessions[role]; b != nil && b.Get("/api/v1/bureaus").Status == http.StatusOK {
		return role, f.As(role)
	}
	// Some guess locked the account out: all are as they were at the start.
	hash, err := webtest.PasswordHash()
	f.must(err)
	for role, id := range f.Ids {
		bureau := 0
		if role.OfBureau() {
			bureau = f.Bureau.ID
		}
		_, err := f.World.Pool.ExecContext(f.t.Context(),
			`update account set login = $2, role = $2, bureau_id = nullif($3, 0), password_hash = $4, initial_until = null, disabled_at = null
				where id = $1`,
			id, string(role), bureau, hash)
		f.must(err)
	}
	_, err = f.World.Pool.ExecContext(context.Background(), `delete from second_factor; delete from sign_in_attempt`)
	f.must(err)
	f.Sessions[role] = f.SignIn(role)
	return role, f.As(role)
}

// strange gives a visitor a header that nobody needs, now and then, and gives back which.
func (f *fuzzer) strange(b *webtest.Visitor) string {
	if f.rnd.IntN(6) > 0 {
		return ""
	}
	header := one(f, headers)
	b.Header.Set(header[0], header[1])
	return header[0] + ": " + header[1]
}

// headers are those that a library looks at, with what it does not expect.
var headers = [][2]string{
	{"Range", "bytes=0-0"}, {"Range", "bytes=9-1,-5,0-"}, {"Range", "rows=x"}, {"If-Range", "x"},
	{"If-Match", ""}, {"If-Match", "*"}, {"If-Match", `"9223372036854775808"`}, {"If-Match", `W/"1", "2"`}, {"If-None-Match", "*"},
	{"If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"}, {"If-Unmodified-Since", "x"},
	{"Accept-Language", strings.Repeat("ja;q=0.1,", 500)}, {"Accept-Encoding", "gzip;q=NaN"}, {"Accept", "x"},
	{"Accept", "application/json;q=0"},
	{"Cookie", "session=x; session=y"}, {"Cookie", "=;;=\x80"}, {"Cookie", strings.Repeat("a=b; ", 1000)},
	{"Authorization", "Bearer "}, {"Authorization", "Bearer tzk_" + strings.Repeat("A", 5000)}, {"Authorization", "Basic Og=="},
	{"Authorization", "\xff"},
	{"Content-Encoding", "gzip"}, {"Content-Length", "5"}, {"Transfer-Encoding", "identity"}, {"Expect", "100-continue"},
	{"Origin", "null"}, {"Origin", "https://example.com"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "x"}, {"Referer", "\xff://"},
	{"X-Forwarded-For", "1.2.3.4, ::ffff:0:0, x"}, {"X-Forwarded-Proto", "x"}, {"X-Forwarded-Host", "example.com"},
	{"X-Http-Method-Override", "DELETE"}, {"Forwarded", "for=_x"},
	{"User-Agent", ""}, {"User-Agent", "\xff" + strings.Repeat("x", 9000)}, {"Upgrade", "websocket"}, {"Connection", "Upgrade"},
	{"Traceparent", "x"},
}

// answered checks what holds of every answer, whatever was asked for.
func (f *fuzzer) answered(role registry.Role, what string, got webtest.Answer) {
	f.t.Helper()
	switch {
	case got.Status == http.StatusServiceUnavailable && strings.Contains(got.Body, "しばらく受け付けられません"): // after too many wrong passwords
	case got.Status >= 500 || got.Status < 200:
		f.t.Errorf("as %q %s: %d\n%.3000s", role, what, got.Status, got.Body)
	case (role == "" || role.OfBureau()) && strings.Contains(got.Body, unreachable):
		f.t.Errorf("as %q %s shows what is another bureau's\n%.3000s", role, what, got.Body)
	}
	for _, entry := range f.log.take(f.t) {
		if text := fmt.Sprint(entry["error"]); strings.Contains(text, "pq: ") && !strings.Contains(text, "pq: canceling statement") {
			f.t.Errorf("as %q %s: %d, stopped by the database: %s", role, what, got.Status, text)
		}
	}
}

func one[T any](f *fuzzer, from []T) T { return from[f.rnd.IntN(len(from))] }

// odd are values that nobody means.
var odd = []string{"", " ", "0", "-1", "1", "2", "3", "99", "2147483648", "-9223372036854775808", "9223372036854775807",
	"99999999999999999999999", "1e400", "NaN", "0x10", "1.5",
	"１２", "null", "true", "yes", "P-0000001", "P-0000003", "P-9999999", "P-99999999999999999999", "B10", "B15", "環境局", "建設局",
	"9999-12-31", "10000-01-01", "10000-01-01T00:00:00Z", "9999-12-31T23:59:59+09:00", "0000-01-01T00:00:00Z", "2022-04-01T24:00:00Z",
	"infinity", "0000-00-00", "0001-01-01", "2022-02-30", "99999-01-01", "-0001-01-01", "2022-04-01T00:00:00+09:00", "2021", "1867", "294277",
	"a\x00b", "\x00", "環\x00境", "\u2028", "\U0010ffff", "\ufffe", "ﾊﾝｶｸ", "Ａ１", "１２０件", "令和99年度", "\xff\xfe", "\xed\xa0\x80",
	"\u202e\u2066逆", "\ufeff", "\u0300\u0301", "𠮷🐟", "%00", "%", "_", `\`, `'`, `"`, "';--", "<b>", "{{.}}", "../../etc/passwd",
	"//example.com", "javascript:x", "\r\nSet-Cookie: x=y",
	strings.Repeat("長", 3000), strings.Repeat("a", 70000), "Sheet1!A1", "A1:XFD1048576", "officer", "approver", "planner", "headquarters",
	"keep", "transfer", "merge", "staged", "confirmed", "proposed",
	"=1+1", "[]", "{}", "desc", "volume", "status", "cp932", "xlsx", "csv"}

// value is any text: an odd one, or what was there with a piece of another inside.
func (f *fuzzer) value(was string) string {
	switch v := one(f, odd); f.rnd.IntN(4) {
	case 0:
		return was
	case 1:
		i := f.rnd.IntN(len(was) + 1)
		return was[:i] + v + was[i:]
	default:
		return v
	}
}

// file is a workbook, most of the time a broken one.
func (f *fuzzer) file() []byte {
	b := bytes.Clone(f.sheet)
	switch f.rnd.IntN(6) {
	case 0:
	case 1:
		b = b[:f.rnd.IntN(len(b))]
	case 2:
		return []byte(strings.Join([]string{"手続名", one(f, odd), one(f, odd) + "," + one(f, odd)}, "\r\n"))
	case 3: // another one that can be registered
		return webtest.Sheet(f.t, []any{fmt.Sprintf("架空の届出第%d号", f.rnd.IntN(100)), "架空法", f.rnd.IntN(20000), 1, "検討中", "不要"})
	case 4: // what nobody means in every cell
		var rows [][]any
		for range 1 + f.rnd.IntN(4) {
			var row []any
			for range 8 {
				row = append(row, strings.Map(inCell, f.value("架空の届出")))
			}
			rows = append(rows, row)
		}
		return webtest.Sheet(f.t, rows...)
	default:
		for range 20 {
			b[f.rnd.IntN(len(b))] = byte(f.rnd.IntN(256))
		}
	}
	return b
}

// inCell leaves out what no workbook can hold.
func inCell(r rune) rune {
	if r < ' ' || r == 0xfffe || r == 0xfffd {
		return -1
	}
	return r
}

// parts are a body with a file as browsers send it, and what it is called; now and then
// with what no browser sends.
func (f *fuzzer) parts(values url.Values, files ...string) (body []byte, kind string) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, all := range values {
		for _, value := range all {
			f.must(w.WriteField(name, value))
		}
	}
	for _, name := range files {
		part, err := w.CreateFormFile(name, one(f,
			[]string{"架空.xlsx", "架空.xlsx", "a.csv", "", "a\x00b.xlsx", strings.Repeat("長", 400), "../x.xlsx", "\xff.xlsx"}))
		f.must(err)
		_, err = part.Write(f.file())
		f.must(err)
	}
	if f.rnd.IntN(4) == 0 {
		part, err := w.CreatePart(one(f, []textproto.MIMEHeader{
			{}, {"Content-Disposition": {"form-data"}}, {"Content-Disposition": {`form-data; name="file"; filename*=UTF-8''%ff`}},
			{"Content-Disposition": {`attachment; name="file"`}}, {"Content-Disposition": {`form-data; name="file"; name="x"`}},
			{"Content-Disposition": {`form-data; name="reason"`}, "Content-Transfer-Encoding": {"base64"}},
			{"Content-Disposition": {`form-data; name="reason"`}, "Content-Transfer-Encoding": {"quoted-printable"}},
			{"Content-Disposition": {`form-data; name="fiscal_year"`}, "Content-Type": {"text/plain; charset=utf-16"}},
			{"Content-Disposition": {`form-data; name="file"`}, "Content-Type": {"multipart/mixed; boundary=y"}},
			{"X-Long": {strings.Repeat("x", 20000)}}, {"Content-Disposition": {`form-data; name="` + strings.Repeat("n", 20000) + `"`}},
		}))
		f.must(err)
		_, err = part.Write([]byte(one(f, odd)))
		f.must(err)
	}
	if f.rnd.IntN(8) > 0 {
		f.must(w.Close())
	}
	body, kind = form.Bytes(), w.FormDataContentType()
	switch f.rnd.IntN(30) {
	case 0:
		body = body[:f.rnd.IntN(len(body)+1)]
	case 1:
		kind = one(f, []string{"multipart/form-data", "multipart/form-data; boundary=x", `multipart/form-data; boundary=""`,
			"multipart/mixed; boundary=" + w.Boundary(),
			"multipart/form-data; boundary=" + strings.Repeat("b", 200), "application/json", "text/plain", "application/x-www-form-urlencoded",
			"multipart/form-data; =x", ";"})
	}
	return body, kind
}

// numbers are those of uploads, transfers, rounds and so on that there may be.
func numbers() (all []string) {
	for n := range 12 {
		all = append(all, strconv.Itoa(n+1))
	}
	return all
}
