package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// What is summed up of the present is what the queries count, for every reach, however
// processes come, change, move to another bureau and go.
func TestThePresentIsWhatTheQueriesCount(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	s, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	pool := pgtest.Open(t, url)
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	scopes := map[string]registry.Scope{
		"all": registry.ScopeOf(registry.Account{ID: 1, Role: registry.Planner}),
		"one": registry.ScopeOf(registry.Account{ID: 2, Role: registry.Officer, BureauID: 2}),
	}
	for round := range 12 {
		tx, err := pool.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		do := func(text string, args ...any) {
			t.Helper()
			if _, err := tx.ExecContext(t.Context(), text, args...); err != nil {
				t.Fatal(err)
			}
		}
		at := time.Date(2022, 4, 1+round, 0, 0, 0, 0, time.UTC)
		var change int64
		if err := tx.QueryRowContext(t.Context(), `insert into change (at, actor, kind, previous_hash, content_hash, hash)
			values ($1, '作り物', 'import', $2, $2, $2) returning id`, at, make([]byte, 32)).Scan(&change); err != nil {
			t.Fatal(err)
		}
		for range 40 {
			id := random.IntN(60) + 1
			do(`update process set recorded_to = $2, closed_by = $3
				where process_id = $1 and recorded_to = 'infinity' and change_id <> $3`, id, at, change)
			if random.IntN(5) == 0 {
				continue // it is gone
			}
			var total, low, high, usage, online any
			if random.IntN(3) > 0 {
				n := random.IntN(30_000)
				total, low = n, n
				if random.IntN(3) > 0 {
					high = n + random.IntN(5000)
				}
				if random.IntN(2) == 0 {
					usage, online = n, n/2
				}
			}
			do(`insert into process (process_id, recorded_from, change_id, bureau_id, procedure_name, digitization_status, national_law_change,
					scope, priority_override, priority_reason, volume_total, volume_year, volume_qualifier, volume_low, volume_high,
					usage_total, usage_online, usage_year, search_text, identity_key, process_type)
				select $1, $2, $3, $4, '架空', $5, $6, $7, $8, $8, $9, case when $9::bigint is not null then 2020 end,
				       case when $9::bigint is not null then 'exact' end, $10, $11, $12, $13,
				       case when $12::bigint is not null then 2020 end, 'x', int8send($1), case when $1 % 2 = 0 then '1' else '2-1' end
				where not exists (select from process where process_id = $1 and recorded_to = 'infinity')`,
				id, at, change, random.IntN(3)+1, pick("done", "partial", "exempt", ""), pick("required", "not_required", "unknown"),
				pick("in", "out"), pick("", "", "yes", "no"), total, low, high, usage, online)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		for name, scope := range scopes {
			of := func(q querier) (tallies []registry.Tally, curve VolumeCurve) {
				m, err := q.moment(t.Context(), time.Time{})
				if err == nil && round%2 > 0 {
					curve, err = q.volumeCurve(t.Context(), scope, time.Time{}) // reads the present by itself
				}
				if err == nil {
					err = q.together(t.Context(), q.askScopeTallies(t.Context(), &tallies, scope, m, 10_000, false, extent{})...)
				}
				if err == nil && round%2 == 0 {
					curve, err = q.volumeCurve(t.Context(), scope, time.Time{})
				}
				if err != nil {
					t.Fatal(err)
				}
				slices.SortFunc(tallies, func(a, b registry.Tally) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
				return tallies, curve
			}
			err := s.reading(t.Context(), scope, func(q querier) error {
				got, gotCurve := of(q)
				if n := len(q.presents.of(q.reach).facts); n == 0 {
					t.Error("the present is not used")
				}
				q.presents = nil
				want, wantCurve := of(q)
				if d := gocmp.Diff(want, got); d != "" || len(want) == 0 {
					t.Errorf("round %d, %s: (-query +present)\n%s", round, name, d)
				}
				if d := gocmp.Diff(wantCurve, gotCurve); d != "" {
					t.Errorf("round %d, %s: (-query +present)\n%s", round, name, d)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}
