package cli

import (
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// A plan is made of the processes that the conditions of lists choose, and says what they are called.
func TestAPlanOfSomeByTheVerb(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	w := storetest.Over(t, url, store.Options{})
	of := func(bureau int, name string, cases int64) *storetest.Row {
		return &storetest.Row{Volumes: []registry.Volume{storetest.Cases(2021, registry.Exact, cases)}, Process: registry.Process{
			BureauID: bureau, ProcedureName: name, ProcessName: "申請", InScope: true, ProcessType: "1", Status: registry.NotStarted,
			NationalLawChange: registry.LawChangeNotRequired}}
	}
	w.Change(t, "2022-04-01 09:00", "作成者", of(10, "架空の届出", 100), of(10, "架空の申請", 900), of(15, "架空の許可", 50))
	for _, c := range []struct {
		args   string
		status int
		printed
	}{
		{"plan --objective cases --bureau 環境局 --save 局の計画", exitOK, printed{out: "手続 --bureau 環境局\n"}},
		{"plan show 1", exitOK, printed{out: "P-0000002  環境局  架空の申請 申請  10 人日\n"}},
		{"plan show 1 --json", exitOK, printed{out: `"procedure_name": "架空の申請"`}},
		{"plan --objective cases --json", exitOK, printed{out: `"filter": ""`}},
		{"plan --objective soonest --rate 100 --volume-max 99 --json", exitOK, printed{out: `"in_scope": 1,`}},
		{"plan --objective cases --save 全体の計画", exitOK, printed{out: "値 1,050 件"}},
		{"plan compare 1 2 --json", exitOK, printed{out: `"procedure_name": "架空の許可"`}},
		{"plan --objective cases --bureau 架空局", exitWrong, printed{err: "架空局"}},
		{"plan --objective cases --group ない", exitWrong, printed{err: "「ない」という手続群はありません"}},
	} {
		status, out, stderr := runOn(t, url, strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(stderr, c.err) {
			t.Errorf("%s: status %d, want %d\n%s%s", c.args, status, c.status, out, stderr)
		}
		if strings.Contains(c.args, "環境局") && strings.Contains(out, "架空の許可") {
			t.Errorf("%s: a process of another bureau\n%s", c.args, out)
		}
	}
}
