package web_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
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
	f := &fuzzer{Rig: webtest.NewRig(t), t: t, rnd: rand.New(rand.NewPCG(seed, 0)), steps: steps}
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
	file := intake.File{Name: unreachable + ".xlsx", Data: bytes.NewReader(webtest.Sheet(f.t, []any{unreachable + "の許可", "架空道路法", 5, 1, "検討中", "要"}))}
	_, err = intake.New(f.Store, 0).Import(ctx, operator, file, intake.Options{BureauID: other.ID})
	f.must(err)
	_, err = f.Store.AddAccount(ctx, operator, registry.Account{Login: "other", Name: unreachable + "の人", Role: registry.Approver, BureauID: other.ID}, "")
	f.must(err)
	f.sheet = webtest.Sheet(f.t, []any{"架空悪臭の届出", "架空悪臭法", 7, 1, "検討中", "要"}, []any{"架空の誤り", "架空法", "たくさん", 1, "ない状況", "要"})
	for range 3 {
		f.As(registry.Officer).Send("/uploads", "架空.xlsx", f.sheet).Want(f.t, http.StatusSeeOther)
	}
	hq := f.As(registry.Headquarters)
	hq.Post("/admin/rounds", "name", "架空の調査", "opens_on", webtest.Day(-1), "deadline", webtest.Day(5), "fiscal_year", "2021").Want(f.t, http.StatusSeeOther)
	hq.Post("/snapshots", "name", "架空の公表", "note", "").Want(f.t, http.StatusSeeOther)
	for _, id := range []registry.ProcessID{1, 2} {
		_, err = f.Store.ProposeTransfer(ctx, registry.Scope{AccountID: f.Ids[registry.Officer], Actor: "架空", Role: registry.Officer, BureauID: f.Bureau.ID},
			store.Proposal{FromBureauID: f.Bureau.ID, ToBureauID: 3, Processes: []registry.ProcessID{id}, EffectiveOn: time.Now(), Reason: "架空"})
		f.must(err)
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
		_, err := f.World.Pool.ExecContext(f.t.Context(), `update account set login = $2, role = $2, bureau_id = nullif($3, 0), password_hash = $4, initial_until = null, disabled_at = null where id = $1`,
			id, string(role), bureau, hash)
		f.must(err)
	}
	_, err = f.World.Pool.ExecContext(context.Background(), `delete from second_factor; delete from sign_in_attempt`)
	f.must(err)
	f.Sessions[role] = f.SignIn(role)
	return role, f.As(role)
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
}

func one[T any](f *fuzzer, from []T) T { return from[f.rnd.IntN(len(from))] }

// odd are values that nobody means.
var odd = []string{"", " ", "0", "-1", "1", "2", "3", "99", "2147483648", "-9223372036854775808", "9223372036854775807", "99999999999999999999999", "1e400", "NaN", "0x10", "1.5",
	"１２", "null", "true", "yes", "P-0000001", "P-0000003", "P-9999999", "P-99999999999999999999", "B10", "B15", "環境局", "建設局",
	"9999-12-31", "0000-00-00", "0001-01-01", "2022-02-30", "99999-01-01", "-0001-01-01", "2022-04-01T00:00:00+09:00", "2021", "1867", "294277",
	"a\x00b", "\x00", "\xff\xfe", "\xed\xa0\x80", "\u202e\u2066逆", "\ufeff", "\u0300\u0301", "𠮷🐟", "%00", "%", "_", `\`, `'`, `"`, "';--", "<b>", "{{.}}", "../../etc/passwd", "//example.com", "javascript:x", "\r\nSet-Cookie: x=y",
	strings.Repeat("長", 3000), strings.Repeat("a", 70000), "Sheet1!A1", "A1:XFD1048576", "officer", "approver", "planner", "headquarters", "keep", "transfer", "merge", "staged", "confirmed", "proposed",
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
	switch f.rnd.IntN(4) {
	case 0:
	case 1:
		b = b[:f.rnd.IntN(len(b))]
	case 2:
		return []byte(strings.Join([]string{"手続名", one(f, odd), one(f, odd) + "," + one(f, odd)}, "\r\n"))
	default:
		for range 20 {
			b[f.rnd.IntN(len(b))] = byte(f.rnd.IntN(256))
		}
	}
	return b
}
