// Package storetest fills registries with made-up rows for tests.
package storetest

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

// World is a registry with made-up rows, written at the moments that the test
// chooses, which the program's own way of writing does not allow.
type World struct {
	*store.Store
	Pool *sql.DB // as the database's owner
	URL  string
	next registry.ProcessID
}

// New is an empty registry, open until the end of the test.
func New(t testing.TB) *World {
	t.Helper()
	return Over(t, pgtest.New(t), store.Options{})
}

// Over is New over the empty registry at an address.
func Over(t testing.TB, url string, opt store.Options) *World {
	t.Helper()
	s, err := store.Open(t.Context(), url, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &World{Store: s, Pool: pgtest.Open(t, url), URL: url}
}

// Row is a made-up process to be written; its zero values are those of a row of
// which the bureau said nothing but the name.
type Row struct {
	registry.Process
	Volumes []registry.Volume
	Gone    bool // removed by an undo rather than written
}

// Change writes one change at a moment and gives the processes their IDs.
func (w *World) Change(t testing.TB, at string, actor string, rows ...*Row) {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", at, registry.Tokyo)
	if err != nil {
		t.Fatal(err)
	}
	w.ChangeAt(t, moment, actor, rows...)
}

// ChangeAt is Change at a moment that another one decides.
func (w *World) ChangeAt(t testing.TB, moment time.Time, actor string, rows ...*Row) {
	t.Helper()
	tx, err := w.Pool.BeginTx(t.Context(), nil)
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
	if err := tx.QueryRowContext(t.Context(), `insert into change (at, actor, kind, reason, previous_hash, content_hash, hash)
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
		if r.Gone {
			continue
		}
		w.write(do, id, moment, r)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func (w *World) write(do func(string, ...any), change int64, at time.Time, r *Row) {
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
	if d := registry.Deciding(r.Volumes); d != nil {
		l, h := d.Total.Bounds()
		total, year, qualifier, low = *d.Total.Value, d.FiscalYear, string(d.Total.Qualifier), l
		if h != nil {
			high = *h
		}
	}
	var usageTotal, usageOnline, usageYear any
	if u := registry.UsageOf(r.Volumes); u != nil {
		usageTotal, usageOnline, usageYear = u.Total, u.Online, u.FiscalYear
	}
	var planned, digitized any
	if p.PlannedFiscalYear != 0 {
		planned = p.PlannedFiscalYear
	}
	if !p.DigitizedOn.IsZero() {
		digitized = p.DigitizedOn
	}
	do(`insert into process (process_id, recorded_from, change_id, bureau_id, department, procedure_name, process_name,
			process_type, legal_basis, legal_article, digitization_status, planned_fiscal_year, digitized_on, obstacle,
			national_law_change, scope, priority_override, priority_reason, volume_total, volume_year, volume_qualifier, volume_low, volume_high,
			usage_total, usage_online, usage_year, search_text, identity_key, law_to_change, ministry, platform,
			attachments)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
			$26, $27, '', $28, $29, $30, $31)`,
		int64(p.ID), at, change, p.BureauID, p.Department, p.ProcedureName, p.ProcessName, p.ProcessType, p.LegalBasis, p.LegalArticle,
		string(p.Status), planned, digitized, pq.Array(append([]string{}, p.Obstacle...)), string(law), scope,
		string(p.Override), p.OverrideReason, total, year, qualifier, low, high, usageTotal, usageOnline, usageYear,
		registry.SearchKey(p.ProcedureName, p.ProcessName, p.LegalBasis, p.LegalArticle), p.LawToChange, p.Ministry, p.Platform,
		pq.Array(append([]string{}, p.Attachments...)))
	for _, v := range r.Volumes {
		do(`insert into volume (process_id, fiscal_year, recorded_from, change_id, total, total_upper, total_qualifier, total_state,
				online, online_upper, online_qualifier, online_state)
			values ($1, $2, $3, $4, $5, $6, nullif($7, ''), nullif($8, ''), $9, $10, nullif($11, ''), nullif($12, ''))`,
			int64(p.ID), v.FiscalYear, at, change, v.Total.Value, v.Total.Upper, string(v.Total.Qualifier), string(v.Total.State),
			v.Online.Value, v.Online.Upper, string(v.Online.Qualifier), string(v.Online.State))
	}
}

// Cases is the volume of a year: total, or with online.
func Cases(year int, q registry.Qualifier, n ...int64) registry.Volume {
	v := registry.Volume{FiscalYear: year, Total: registry.Count{Value: &n[0], Qualifier: q, State: registry.Provided}}
	if len(n) > 1 {
		v.Online = registry.Count{Value: &n[1], Qualifier: registry.Exact, State: registry.Provided}
	}
	return v
}

// Between is a volume between two numbers.
func Between(year int, low, high int64) registry.Volume {
	v := Cases(year, registry.Range, low)
	v.Total.Upper = &high
	return v
}

// Unknown is the volume of a year that nobody knows.
func Unknown(year int) registry.Volume {
	return registry.Volume{FiscalYear: year, Total: registry.Count{State: registry.NotProvided}}
}

// Catalogue fills a small made-up catalogue of seven processes in two bureaus (環境局
// and 建設局) with everything that a filter asks for, on 1 April 2022.
func (w *World) Catalogue(t testing.TB) {
	t.Helper()
	in := func(bureau int, name, law string, status registry.Status, volumes ...registry.Volume) *Row {
		return &Row{Volumes: volumes, Process: registry.Process{
			BureauID: bureau, ProcedureName: name, LegalBasis: law, Status: status, InScope: true, ProcessType: "1",
		}}
	}
	loans := in(10, "ローン業の登録", "作り物貸金業法", registry.Done, Cases(2020, registry.Exact, 10000, 4000))
	loans.NationalLawChange = registry.LawChangeNotRequired
	waste := in(10, "廃棄物処理業の許可", "作り物廃棄物法", registry.Planned, Cases(2020, registry.Approx, 9800), Cases(2019, registry.Exact, 12000))
	waste.PlannedFiscalYear, waste.NationalLawChange = 2023, registry.LawChangeRequired
	noise := in(10, "騒音１００％の届出", "", registry.NotStarted, Unknown(2020))
	road := in(15, "道路占用許可", "作り物道路法", registry.Exempt, Between(2021, 9000, 11000))
	road.ProcessType = "2-1"
	river := in(15, "河川のカード申請", "作り物河川法", registry.Partial, Cases(2020, registry.Upper, 10))
	inner := in(15, "内部手続", "", "", Cases(2020, registry.Lower, 20000))
	inner.InScope = false
	overruled := in(15, "重点とした手続", "", registry.Considering, Cases(2020, registry.Exact, 5))
	overruled.Override, overruled.OverrideReason = registry.Yes, "知事の指示（作り物）"
	w.Change(t, "2022-04-01 09:00", "作成者", loans, waste, noise, road, river, inner, overruled)
}

// Jump sets the database's clock forward, or back where d is negative: everything that it
// has dated lies so much further back than before.
func (w *World) Jump(t testing.TB, d time.Duration) {
	t.Helper()
	if _, err := w.Pool.ExecContext(t.Context(), fmt.Sprintf(`
		do $$
		declare dated record;
		begin
			set local session_replication_role = replica;
			for dated in
				select c.oid::regclass as name, string_agg(format('%%1$I = %%1$I - interval ''%[1]d microseconds''', a.attname), ', ') as dates
				from pg_class c
				join pg_attribute a on a.attrelid = c.oid and a.atttypid = 'timestamptz'::regtype and a.attgenerated = '' and not a.attisdropped
				where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
				group by c.oid
			loop
				execute format('update %%s set %%s', dated.name, dated.dates);
			end loop;
		end $$`, d.Microseconds())); err != nil {
		t.Fatal(err)
	}
}
