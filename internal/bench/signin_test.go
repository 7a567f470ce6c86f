package bench

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// BenchmarkSignIn fails 200 times to sign in as each kind of person, by turns, and
// compares how long it took: what a stranger could measure.
func BenchmarkSignIn(b *testing.B) {
	const tries = 200
	url := pgtest.New(b)
	s, pool := open(b, url), pgtest.Open(b, url)
	hash, err := auth.HashPassword(b.Context(), "correct horse battery")
	must(b, err)
	logins := []string{"unknown", "known", "disabled", "provided", "second"}
	for _, login := range logins[1:] {
		given := hash
		if login == "provided" { // by an OpenID provider: without a password
			given = ""
		}
		id, err := s.AddAccount(b.Context(), operator, registry.Account{Login: login, Name: "架空の人", Role: registry.Planner}, given)
		must(b, err)
		switch login {
		case "disabled":
			must(b, s.DisableAccount(b.Context(), operator, id))
		case "second":
			must(b, s.AddSecondFactor(b.Context(), registry.Scope{AccountID: id}, make([]byte, 20), 1, nil))
		}
	}
	for b.Loop() {
		took := map[string][]time.Duration{}
		for i := range tries {
			for j := range logins {
				login := logins[(i+j)%len(logins)]
				// From everywhere, as one address or one login would have to pause.
				_, err := pool.ExecContext(b.Context(), "delete from sign_in_attempt")
				must(b, err)
				begun := time.Now()
				_, _, err = auth.SignIn(b.Context(), s, login, "wrong horse battery", fmt.Sprintf("2001:db8:0:%x::1", i), begun)
				took[login] = append(took[login], time.Since(begun))
				if registry.CodeOf(err) != registry.Unauthenticated {
					b.Fatal(login, err)
				}
			}
		}
		quartile := func(login string) float64 { // the lower one: other work only makes a try longer
			slices.Sort(took[login])
			return took[login][tries/4].Seconds()
		}
		for _, login := range logins[1:] {
			most := max(quartile(login)/quartile("unknown"), quartile("unknown")/quartile(login))
			record(b, line{fmt.Sprintf("サインインの失敗 %d 回、%s と知らないログイン名", tries, login), 1.05, most, "倍", ""})
		}
	}
}
