package store

import (
	"database/sql"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// What is asked with others is answered as what is asked alone, whatever the values hold.
func TestValuesAskedTogetherAreThoseAskedAlone(t *testing.T) {
	t.Parallel()
	q := querier{ext: sqlx.NewDb(pgtest.Open(t, pgtest.Empty(t)), "postgres"), queries: map[string]string{
		"other": "select 1 as n",
		"said": `-- All of $1, $2 ... as texts.
			select $1::text as one, $2::text[] as many, $3::integer as whole, $4::bigint as long, $5::boolean as yes, -- of $6
			       $6::timestamptz as at, coalesce($7::bigint, -1) as none, $8::bigint[] as ids, $9::date as day, 'never $' as mark`,
	}}
	type row struct {
		One   string
		Many  pq.StringArray
		Whole int
		Long  int64
		Yes   bool
		At    time.Time
		None  int64
		Ids   pq.Int64Array
		Day   time.Time
		Mark  string
	}
	letters := []rune("a架'\"\\\n\r\t -;$1{},%_E/*\u2028😀")
	random := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteRune(letters[random.IntN(len(letters))])
		}
		return b.String()
	}
	texts := []string{"", "'; drop table t; --", "\\", "\\'", "$1 $2", "--\n$3", "e'\\x41'"}
	for range 300 {
		texts = append(texts, text())
	}
	for _, one := range texts {
		args := []any{one, pq.Array([]string{text(), one}), -random.IntN(5), -random.Int64(), random.IntN(2) > 0,
			time.Date(2023, 5, 1, 9, 30, 0, 123_000, registry.Tokyo), sql.NullInt64{}, pq.Int64Array{-3, 5}, "2023-05-01"}
		var alone, beside []row
		var others []struct{ N int }
		if err := q.together(t.Context(), ask{dest: &alone, name: "said", args: args}); err != nil {
			t.Fatal(err)
		}
		reads := 0
		asked := []ask{{dest: &others, name: "other"}, {dest: &beside, name: "said", args: args, read: func() error { reads++; return nil }},
			{read: func() error { reads++; return nil }}}
		if err := q.together(t.Context(), asked...); err != nil {
			t.Fatalf("%q: %v", one, err)
		}
		if d := cmp.Diff(alone, beside); d != "" || alone[0].One != one || len(others) != 1 || reads != 2 {
			t.Fatalf("%q, with %d others and %d read: %s", one, len(others), reads, d)
		}
	}
	for _, none := range []string{"a\x00b", "\xff"} {
		var rows []struct{ A, B string }
		one := ask{dest: &rows, name: "said", text: "select $1::text as a, 'b' as b", args: []any{none}}
		for _, asked := range [][]ask{{one}, {one, one}} {
			if err := q.together(t.Context(), asked...); registry.CodeOf(err) != registry.Invalid {
				t.Errorf("%q among %d: %v", none, len(asked), err)
			}
		}
	}
	if _, err := literal(slices.Values(texts)); err == nil {
		t.Error("a value of an unknown type stands in a statement")
	}
}
