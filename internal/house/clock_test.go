package house

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// realTime are the queries that keep to the time that it is: who is signed in and for how long,
// work and mails that wait. What the registry records goes by registry_clock().
var realTime = []string{"account.sql", "caller.sql", "clock.sql", "home.sql", "job.sql", "mail.sql",
	"password_link.sql", "session.sql", "sign_in.sql", "token.sql"}

// realTables are the tables whose moments are those queries', or are held against the server's.
var realTables = []string{
	"api_token", "identity", "job", "mail", "password_link", "second_factor", "session", "sign_in_attempt", "verification",
}

var otherClock = regexp.MustCompile(`(?i)\b(clock_timestamp|statement_timestamp|transaction_timestamp|now|timeofday)\(\)` +
	`|\b(current_date|current_timestamp|localtimestamp|localtime)\b`)

// What the registry records is dated by one clock, which only tests and the sample set: no query
// and no default asks another one, and the store asks none of its own but for how long it waits.
func TestTheRegistryHasOneClock(t *testing.T) {
	t.Parallel()
	queries, err := filepath.Glob("../../db/queries/*.sql")
	if err != nil || len(queries) == 0 {
		t.Fatal(queries, err)
	}
	for _, path := range queries {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(realTime, filepath.Base(path)) {
			continue
		}
		for i, line := range strings.Split(string(text), "\n") {
			if otherClock.MatchString(line) {
				t.Errorf("%s:%d asks another clock than registry_clock(): %s", path, i+1, strings.TrimSpace(line))
			}
		}
	}
	schema, err := os.ReadFile("../../db/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	table := ""
	for _, line := range strings.Split(string(schema), "\n") {
		if name, ok := strings.CutPrefix(line, "CREATE TABLE "); ok {
			table, _, _ = strings.Cut(name, " ")
		}
		if _, of, ok := strings.Cut(line, " DEFAULT "); ok && otherClock.MatchString(of) && !slices.Contains(realTables, table) {
			t.Errorf("the table %s has a default of another clock than registry_clock(): %s", table, strings.TrimSpace(line))
		}
	}
	for _, f := range files(t) {
		if f.room != "internal/store" || f.test || strings.HasSuffix(f.path, "/wire.go") {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if ok && lastName(s.X) == "time" && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
				t.Errorf("%s asks what time it is; the database knows, by registry_clock()", f.path)
			}
			return true
		})
	}
	for _, f := range files(t) {
		if f.test || f.room == "internal/store" || f.path == "internal/cli/sample_store.go" || strings.HasSuffix(f.room, "storetest") {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || lastName(lit.Type) != "Options" {
				return true
			}
			for _, e := range lit.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok && lastName(kv.Key) == "Clock" {
					t.Errorf("%s sets the store's clock: only tests and the sample do", f.path)
				}
			}
			return true
		})
	}
}
