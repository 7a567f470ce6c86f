package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// Who sees every bureau's rows whatever the scope, and why that must be. Whoever
// adds one to this list makes the check of permission in Go the only one there.
var wholeCallers = map[string]string{
	"Setup":            "how far an empty registry is: counts, for everybody",
	"HasSample":        "made-up data anywhere is told on every page",
	"SampleState":      "the made-up catalogue is filled in for all bureaus",
	"OwnEvents":        "an account's own acts stand in the log of everybody's",
	"Verify":           "the chain of changes is one over all bureaus",
	"Reconciliation":   "a bureau's processes come from and go to others",
	"Bridge":           "whether a process went to another bureau stands in that bureau's rows",
	"MovedProcesses":   "as Reconciliation; what is listed are the bureau's own moves",
	"Passages":         "as Bridge; what is returned is of the sides that the scope reaches",
	"history":          "a process that a bureau has now was another's before its transfer",
	"transfers":        "names of processes that one side has, and the other does not yet or no more",
	"proposable":       "whoever receives proposes processes that are still the giver's",
	"AcceptTransfer":   "the second consent closes one bureau's versions and opens another's",
	"basis":            "what a file was made from is told by the first change of all and the log of exports",
	"badIDs":           "an ID in a bureau's file may be another bureau's",
	"ClaimJob":         "workers serve all bureaus in turn",
	"job":              "a worker's heartbeats, whosever the job is",
	"ClockWentBack":    "what the clock dated too late may be anybody's",
	"Organisation":     "how many processes have still to move by an entry is nobody's secret",
	"entry":            "as Organisation, of one entry",
	"talliesBefore":    "whether a process came from another bureau stands in that bureau's rows; other bureaus' sums are left out",
	"AnsweredBefore":   "as history, of what a bureau's processes answered before a round",
	"Places":           "a bureau's place among all; other bureaus' figures are left out",
	"proposeLeft":      "headquarters proposes the transfers of whole bureaus",
	"holds":            "what keeps a bureau from being closed is other bureaus', too",
	"leftOf":           "how many processes of a department are left to move is no bureau's secret",
	"TakeOverJobs":     "workers that died, whosever jobs they had",
	"changedProcesses": "as history, of one change",
	"Related":          "an index serves only whoever sees all; the query leaves out other bureaus, and what is told is read within the reach",
	"askGroup":         "as askMembers, in the step that begins a transaction",
	"askMembers":       "which processes a group has is the same whoever asks; of what is read, each sees their own",
}

func TestFewCallsSeeEveryBureauWhateverTheirScope(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.Name != "whole" {
				ast.Inspect(fn, func(n ast.Node) bool {
					if n, ok := n.(*ast.SelectorExpr); ok && n.Sel.Name == "whole" {
						found[fn.Name.Name] = true
					}
					// The reach itself is named only where scopes become reaches, or in one step with others.
					if n, ok := n.(*ast.Ident); ok && n.Name == "everyBureau" {
						switch fn.Name.Name {
						case "reachOf", "reachText", "restricted":
						case "history", "askMembers", "askGroup":
							found[fn.Name.Name] = true
						default:
							t.Errorf("%s names everyBureau instead of calling whole", fn.Name.Name)
						}
					}
					return true
				})
			}
		}
	}
	if got, want := slices.Sorted(maps.Keys(found)), slices.Sorted(maps.Keys(wholeCallers)); !slices.Equal(got, want) {
		t.Errorf("calls that see every bureau:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What a connection, a transaction and a part of one see, each told by the server.
func TestATransactionSeesWhatItsScopeReaches(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	s, err := Open(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := pgtest.Open(t, url).ExecContext(t.Context(), `insert into upload (actor, bureau_id, file_name, file_bytes, sha256)
		select '作り物', b, '作り物.xlsx', 1, decode(repeat('00', 32), 'hex') from unnest(array[10, 10, 15, null]) b`); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	count := func(q querier) (n int) {
		t.Helper()
		if err := q.ext.QueryRowxContext(ctx, "select count(*) from upload").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	officer := registry.ScopeOf(registry.Account{ID: 1, Name: "入力者", Role: registry.Officer, BureauID: 10})
	planner := registry.ScopeOf(registry.Account{ID: 2, Name: "企画", Role: registry.Planner})
	for _, role := range []string{db.WholeRole, db.AppRole} { // the second where a server has no role that passes by the policies
		for name, c := range map[string]struct {
			scope registry.Scope
			want  int
		}{
			"no scope":                      {registry.Scope{}, 0},
			"an officer":                    {officer, 2},
			"an officer without a bureau":   {registry.Scope{Role: registry.Officer}, 0},
			"another bureau":                {officer.Only(15), 1},
			"a bureau without any":          {officer.Only(11), 0},
			"every bureau":                  {planner, 4},
			"every bureau, narrowed to one": {planner.Only(15), 1},
		} {
			s.common.role = role
			if n := count(s.common); n != 0 {
				t.Errorf("%s: a connection of its own sees %d", role, n)
			}
			if err := s.transact(ctx, c.scope, nil, func(q querier) error {
				if n := count(q); n != c.want {
					t.Errorf("%s, %s: sees %d, want %d", role, name, n, c.want)
				}
				for range 2 {
					if err := q.whole(ctx, func(q querier) error {
						if n := count(q); n != 4 {
							t.Errorf("%s, %s: the whole is %d", role, name, n)
						}
						return nil
					}); err != nil {
						return err
					}
					if n := count(q); n != c.want {
						t.Errorf("%s, %s: sees %d after the whole, want %d", role, name, n, c.want)
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Transact(ctx, func(tx *Store) error {
			for _, c := range []struct {
				scope registry.Scope
				want  int
			}{{officer, 2}, {planner, 4}, {officer.Only(15), 1}, {registry.Scope{}, 0}, {planner, 4}} {
				if err := tx.transact(ctx, c.scope, nil, func(q querier) error {
					if n := count(q); n != c.want {
						t.Errorf("%s, together with others: %d, want %d", role, n, c.want)
					}
					return nil
				}); err != nil {
					return err
				}
			}
			if n := count(tx.common); n != 0 {
				t.Errorf("%s: between calls it sees %d", role, n)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
