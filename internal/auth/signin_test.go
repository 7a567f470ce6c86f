package auth_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/crashtest"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// aHash is what computing one password hash allocates at least.
const aHash = 19 << 20

// What somebody can measure from outside is the work: hashes computed, of 19 MiB each,
// and requests to the database. They are counted, so that the test depends on no clock;
// it runs alone, as the memory of others would count too.
func TestSignInsThatFailTakeTheSameWork(t *testing.T) { //nolint:paralleltest // see above
	wire := crashtest.NewWire(t, pgtest.New(t))
	st, err := store.Open(t.Context(), wire.URL(), store.Options{MaxConnections: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	const password = "correct horse battery"
	hash, err := auth.HashPassword(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	operator := registry.Operator("試験")
	for login, hash := range map[string]string{"known": hash, "disabled": hash, "provided": "", "second": hash} {
		id, err := st.AddAccount(t.Context(), operator, registry.Account{Login: login, Name: "架空の人", Role: registry.Planner}, hash)
		if err == nil && login == "disabled" {
			err = st.DisableAccount(t.Context(), operator, id)
		}
		if err == nil && login == "second" {
			err = st.AddSecondFactor(t.Context(), registry.Scope{AccountID: id}, []byte(strings.Repeat("k", 20)), 1, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	type work struct {
		hashes   uint64
		requests int
	}
	tried := 0
	try := func(login, password string) work {
		t.Helper()
		tried++
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		asked := wire.Asked()
		_, _, err := auth.SignIn(t.Context(), st, login, password, fmt.Sprintf("2001:db8:0:%x::1", tried), time.Now())
		runtime.ReadMemStats(&after)
		if registry.CodeOf(err) != registry.Unauthenticated {
			t.Errorf("%s: %v", login, err)
		}
		return work{(after.TotalAlloc - before.TotalAlloc) / aHash, wire.Asked() - asked}
	}
	try("first", "wrong horse battery") // prepares the statements of its connection
	for _, c := range []struct {
		password string
		hashes   uint64
	}{{"wrong horse battery", 1}, {"", 1}, {strings.Repeat("x", auth.PasswordMax+1), 0}} {
		unknown := try("unknown", c.password)
		if unknown.hashes != c.hashes || unknown.requests == 0 {
			t.Errorf("an unknown login with %d characters: %+v, want %d hashes", len(c.password), unknown, c.hashes)
		}
		for _, login := range []string{"known", "disabled", "provided", "second", "another unknown", "ＫＮＯＷＮ", strings.Repeat("長", 300)} {
			if got := try(login, c.password); got != unknown {
				t.Errorf("%.20s with %d characters takes %+v, an unknown login %+v", login, len(c.password), got, unknown)
			}
		}
	}
	unknown := try("unknown", password)
	for _, login := range []string{"disabled", "provided"} {
		if got := try(login, password); got != unknown {
			t.Errorf("%s with the right password takes %+v, an unknown login %+v", login, got, unknown)
		}
	}
}

// Another address of the same network gains nothing, nor another way of writing one.
func TestAttemptsCountByNetwork(t *testing.T) {
	t.Parallel()
	st, err := store.Open(t.Context(), pgtest.New(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	for _, c := range []struct {
		name      string
		addresses []string // five failures, and a sixth attempt
		elsewhere string
	}{
		{"six", []string{"2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::", "2001:DB8::5", "2001:db8::6", "2001:db8::7"}, "2001:db8:0:1::1"},
		{"four", []string{"192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1", "::ffff:c000:201", "192.0.2.1", "::ffff:192.0.2.1"}, "192.0.2.2"},
	} {
		var last error
		for _, address := range c.addresses {
			_, _, last = auth.SignIn(t.Context(), st, c.name, "wrong horse battery", address, time.Now())
		}
		if registry.CodeOf(last) != registry.Unavailable {
			t.Errorf("%s: the sixth attempt of one network: %v", c.name, last)
		}
		if _, _, err := auth.SignIn(t.Context(), st, c.name, "wrong horse battery", c.elsewhere,
			time.Now()); registry.CodeOf(err) != registry.Unauthenticated {
			t.Errorf("%s: from another network: %v", c.name, err)
		}
	}
}
