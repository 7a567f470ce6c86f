package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// world is a registry with made-up rows, written at the moments that the test
// chooses, which the program's own way of writing does not allow.
type world struct {
	*store.Store
	pool *sql.DB
	next registry.ProcessID
}

func newWorld(t testing.TB) *world {
	t.Helper()
	url := pgtest.New(t)
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &world{Store: s, pool: pgtest.Open(t, url)}
}

// made is a made-up process to be written; its zero values are those of a row of
// which the bureau said nothing but the name.
type made struct {
	registry.Process
	volumes []registry.Volume
	gone    bool // taken back rather than written
}

// change writes one change at a moment and gives the processes their IDs.
func (w *world) change(t testing.TB, at string, actor string, rows ...*made) {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", at, registry.Tokyo)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := w.pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	do := func(text string, args ...any) {
		t.Helper()
		if _, err := tx.ExecContext(context.WithoutCancel(t.Context()), text, args...); err != nil {
			t.Fatal(err)
		}
	}
	var id int64
	if err := tx.QueryRow(`insert into change (at, actor, kind, reason, previous_hash, content_hash, hash)
		values ($1, $2, 'import', '作り物の変更', $3, $3, $3) returning id`, moment, actor, make([]byte, 32)).Scan(&id); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID == 0 {
			w.next++
			r.ID = w.next
		}
		for _, table := range []string{"process", "volume"} {
			do(`update `+table+` set recorded_to = $2, closed_by = $3 where process_id = $1 and recorded_to = 'infinity'`, int64(r.ID), moment, id)
		}
		if r.gone {
			continue
		}
		w.write(do, id, moment, r)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func (w *world) write(do func(string, ...any), change int64, at time.Time, r *made) {
	p := r.Process
	if p.ProcedureName == "" {
		p.ProcedureName = fmt.Sprintf("手続%d", p.ID)
	}
	if p.BureauID == 0 {
		p.BureauID = 1
	}
	law, scope := p.NationalLawChange, "out"
	if law == "" {
		law = registry.LawChangeUnknown
	}
	if p.InScope {
		scope = "in"
	}
	var total, year, qualifier, low, high any
	if d := registry.Deciding(r.volumes); d != nil {
		l, h := d.Total.Bounds()
		total, year, qualifier, low = *d.Total.Value, d.FiscalYear, string(d.Total.Qualifier), l
		if h != nil {
			high = *h
		}
	}
	var usageTotal, usageOnline, usageYear any
	if u := registry.UsageOf(r.volumes); u != nil {
		usageTotal, usageOnline, usageYear = u.Total, u.Online, u.FiscalYear
	}
	var planned, digitized any
	if p.PlannedFiscalYear != 0 {
		planned = p.PlannedFiscalYear
	}
	if !p.DigitizedOn.IsZero() {
		digitized = p.DigitizedOn
	}
	do(`insert into process (process_id, recorded_from, change_id, bureau_id, department, procedure_name, process_type,
			legal_basis, digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change, scope,
			priority_override, priority_reason, volume_total, volume_year, volume_qualifier, volume_low, volume_high,
			usage_total, usage_online, usage_year, search_text, identity_key)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, '')`,
		int64(p.ID), at, change, p.BureauID, p.Department, p.ProcedureName, p.ProcessType, p.LegalBasis,
		string(p.Status), planned, digitized, pq.Array(append([]string{}, p.Obstacle...)), string(law), scope,
		string(p.Override), p.OverrideReason, total, year, qualifier, low, high, usageTotal, usageOnline, usageYear,
		registry.SearchKey(p.ProcedureName, p.ProcessName, p.LegalBasis))
	for _, v := range r.volumes {
		do(`insert into volume (process_id, fiscal_year, recorded_from, change_id, total, total_upper, total_qualifier, total_state,
				online, online_upper, online_qualifier, online_state)
			values ($1, $2, $3, $4, $5, $6, nullif($7, ''), nullif($8, ''), $9, $10, nullif($11, ''), nullif($12, ''))`,
			int64(p.ID), v.FiscalYear, at, change, v.Total.Value, v.Total.Upper, string(v.Total.Qualifier), string(v.Total.State),
			v.Online.Value, v.Online.Upper, string(v.Online.Qualifier), string(v.Online.State))
	}
}

// cases is a volume of a year: total, or with online.
func cases(year int, q registry.Qualifier, n ...int64) registry.Volume {
	v := registry.Volume{FiscalYear: year, Total: registry.Count{Value: &n[0], Qualifier: q, State: registry.Provided}}
	if len(n) > 1 {
		v.Online = registry.Count{Value: &n[1], Qualifier: registry.Exact, State: registry.Provided}
	}
	return v
}

func between(year int, low, high int64) registry.Volume {
	v := cases(year, registry.Range, low)
	v.Total.Upper = &high
	return v
}

func unknown(year int) registry.Volume {
	return registry.Volume{FiscalYear: year, Total: registry.Count{State: registry.NotProvided}}
}

// Those who read.
var (
	planner = registry.ScopeOf(registry.Account{ID: 1, Name: "企画（試験）", Role: registry.Planner})
	officer = func(bureau int) registry.Scope {
		return registry.ScopeOf(registry.Account{ID: 2, Name: "局入力者（試験）", Role: registry.Officer, BureauID: bureau})
	}
)

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	m, err := registry.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
