package intake_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var effectHeader = []any{"局", "手続名", "手続類型", "根拠法令", "根拠条項", "年間件数（令和3年度）", "うちオンライン件数（令和3年度）",
	"年間件数（令和4年度）", "うちオンライン件数（令和4年度）", "デジタル化状況", "デジタル化予定年度", "国の法令改正の要否", "対象範囲", "手続ID"}

// effectRow is a made-up row with values at random, some of them blank or unknown.
func effectRow(random *rand.Rand, name string) []any {
	one := func(of ...any) any { return of[random.IntN(len(of))] }
	count := func() (total, online any) {
		switch n := random.IntN(40_000); random.IntN(6) {
		case 0:
			return nil, nil
		case 1:
			return "不明", "不明"
		case 2:
			return fmt.Sprintf("約%d", n), n / 3
		case 3:
			return fmt.Sprintf("%d以上", n), one(nil, n, fmt.Sprintf("%d以上", n/4), fmt.Sprintf("%d未満", n/2+1))
		case 4:
			return fmt.Sprintf("%d～%d", n, n+one(0, 5000).(int)), fmt.Sprintf("約%d", n/5)
		default:
			return n, n / 2
		}
	}
	total, online := count()
	later, laterOnline := count()
	return []any{"環境局", name, one("申請等", "申請等に基づく処分通知等", "縦覧等"), "試験法", "第1条", total, online, later, laterOnline,
		one("実施済", "一部実施済", "今後実施", "検討中", "適用除外", "廃止", nil), one(2024, 2025, 2026, nil), one("要", "不要", "不明", nil),
		one("対象", "対象", "対象外", nil), nil}
}

// readAndLooked is a staged upload; its structure is confirmed where that is asked.
func (r rig) readAndLooked(t testing.TB, scope registry.Scope, file []byte) registry.Upload {
	t.Helper()
	u := r.received(t, scope, file, "")
	if u.State == registry.UploadStructure {
		u = r.looked(t, scope, u.ID)
	}
	if u.State != registry.UploadStaged {
		t.Fatalf("%+v", u)
	}
	return u
}

// What is told of the figures before an upload counts is what they are when it does, to
// the last unit: for the bureau's own and for whoever sees all, with what is decided on
// missing processes.
func TestTheEffectThatIsToldComesTrue(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	hq := r.person(t, "hq", registry.Headquarters)
	const seed = 11
	random := rand.New(rand.NewPCG(seed, seed))
	r.rows(t, made("港湾局", "架空の港の届出", 20_000))
	var first [][]any
	for n := range 60 {
		first = append(first, effectRow(random, fmt.Sprintf("架空の届出%d", n)))
	}
	r.book(t, operator, book(t, effectHeader, first...), intake.Options{BureauID: officer.BureauID})
	for round := range 3 {
		var rows [][]any
		for n := range 70 { // some are missing, some are new, some stay
			switch {
			case random.IntN(6) == 0:
			case n < len(first) && random.IntN(4) == 0:
				rows = append(rows, first[n])
			default:
				row := effectRow(random, fmt.Sprintf("架空の届出%d", n))
				if n < len(first) {
					row[len(row)-1] = registry.ProcessID(n + 2).String() // which is the same, whatever its type
				}
				rows = append(rows, row)
			}
		}
		u := r.readAndLooked(t, officer, book(t, effectHeader, rows...))
		missing := r.compared(t, officer, u.ID, store.ComparisonQuery{Missing: &store.MissingFilter{Limit: 100}}).Missing
		for i, m := range missing[:min(3, len(missing))] {
			decided := []registry.Decision{registry.DecideAbolish, registry.DecideOutOfScope, registry.DecideKeep}[i]
			decision := store.DecisionChoice{Decision: decided, Processes: []registry.ProcessID{m.ProcessID}}
			if _, err := r.store.Decide(t.Context(), officer, u.ID, decision); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true}); err != nil {
			t.Fatal(err)
		}
		told := map[string]progress.Effect{}
		for who, scope := range map[string]registry.Scope{"bureau": approver, "all": hq} {
			e := r.compared(t, scope, u.ID, store.ComparisonQuery{Effect: true}).Effect
			told[who] = progress.EffectOf(e.Standing, e.Change)
			if e.Whole != (who == "all") {
				t.Errorf("%s: whole %t", who, e.Whole)
			}
		}
		if u, err := r.Approve(t.Context(), approver, u.ID); err != nil || u.State != registry.UploadConfirmed {
			t.Fatal(u.State, err)
		}
		for who, scope := range map[string]registry.Scope{"bureau": approver, "all": hq} {
			now, err := r.store.Standing(t.Context(), scope, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			is := progress.Of(now)
			if diff := cmp.Diff(is, told[who].After, cmpopts.IgnoreFields(progress.Figures{}, "AsOf")); diff != "" {
				t.Errorf("round %d of seed %d, %s: the figures (-) are not what was told (+):\n%s", round, seed, who, diff)
			}
			if cmp.Equal(told[who].Before.Rates, told[who].After.Rates) {
				t.Errorf("round %d, %s: nothing changes", round, who)
			}
		}
	}
	r.verify(t)
}

// Each concern counts the rows that its list has.
func TestConcernsLeadToTheirRows(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	row := func(name, status string, total, year, law any) []any {
		return []any{"環境局", name, "申請等", "試験法", "第1条", total, nil, nil, nil, status, year, law, "対象", nil}
	}
	plain := func(name string) []any { return row(name, "今後実施", 100, 2024, "要") }
	before := [][]any{row("甲", "適用除外", 100, 2024, "要"), row("乙", "実施済", 100, 2024, "要"), plain("丙"), plain("丁"), plain("戊"),
		plain("己"), plain("庚"),
		row("辛", "今後実施", 12_000, 2024, "要"), plain("壬")}
	after := [][]any{row("甲", "実施済", 100, 2024, "要"), row("乙", "今後実施", 100, 2024, "要"), row("丙", "今後実施", 1000, 2024, "要"),
		row("丁", "今後実施", 10, 2024, "要"), row("戊", "今後実施", "不明", 2024, "要"), row("己", "今後実施", 100, 2026, "要"),
		row("庚", "今後実施", 100, 2024, "不要"), row("辛", "今後実施", 9000, 2024, "要"), plain("壬"), row("新", "検討中", 30_000, nil, nil)}
	for n := range registry.ManyAlike {
		name := fmt.Sprintf("多%d", n)
		before = append(before, row(name, "検討中", 100, 2024, "要"))
		after = append(after, row(name, "一部実施済", 100, 2024, "要"))
	}
	r.book(t, operator, book(t, effectHeader, before...), intake.Options{BureauID: officer.BureauID})
	u := r.readAndLooked(t, officer, book(t, effectHeader, after...))
	got := map[registry.Concern]string{}
	e := r.compared(t, officer, u.ID, store.ComparisonQuery{Effect: true}).Effect
	for _, c := range e.Concerns {
		for kind, n := range map[store.RowKind]int{store.RowNew: c.New, store.RowChanged: c.Changed} {
			rows, err := r.store.DifferenceRows(t.Context(), officer, u.ID, store.RowFilter{Kind: kind, Concern: c.Concern, Limit: 100})
			if err != nil || len(rows) != n {
				t.Errorf("%s, %s: %d rows for %d, %v", c.Concern, kind, len(rows), n, err)
			}
			for _, row := range rows[:min(1, len(rows))] {
				got[c.Concern] += row.ProcedureName
			}
		}
	}
	want := map[registry.Concern]string{registry.ConcernExemptDone: "甲", registry.ConcernUndone: "乙", registry.ConcernVolumeTimes: "丙",
		registry.ConcernVolumeTenth: "丁", registry.ConcernVolumeGone: "戊", registry.ConcernPlannedLater: "己", registry.ConcernLawDropped: "庚",
		registry.ConcernPriorityLost: "辛", registry.ConcernPriorityNew: "新", registry.ConcernAlike: "多0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	alike := []store.AlikeChange{{Field: "digitization_status", Old: "considering", New: "partial", Rows: registry.ManyAlike}}
	if diff := cmp.Diff(alike, e.Alike); diff != "" {
		t.Error(diff)
	}
}

// The effect is told by the threshold in force, also of a long upload that has waited since
// another one held; the clock then makes the comparison anew.
func TestTheEffectFollowsTheThreshold(t *testing.T) {
	t.Parallel()
	for _, atOnce := range []int{1, 100} {
		r := keeping(t, atOnce)
		officer, _ := r.two(t)
		r.rows(t, made("環境局", "甲の届出", 300), made("環境局", "乙の届出", 300))
		u := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", 600), made("環境局", "乙の届出", 300), made("環境局", "丙の届出", 700))
		told := func() (priority int64, concerns []store.ConcernCount) {
			t.Helper()
			e := r.compared(t, officer, u.ID, store.ComparisonQuery{Effect: true}).Effect
			return progress.EffectOf(e.Standing, e.Change).After.Priority.Count, e.Concerns
		}
		if n, concerns := told(); n != 0 || len(concerns) != 0 {
			t.Errorf("before: %d, %+v", n, concerns)
		}
		if n := r.renewed(t); n != 0 {
			t.Errorf("%d comparisons are said to be old", n)
		}
		lower := registry.Threshold{EffectiveFrom: registry.DayOf(time.Now()), Volume: 500, Reason: "架空の理由"}
		if err := r.store.SetThreshold(t.Context(), operator, lower); err != nil {
			t.Fatal(err)
		}
		want := []store.ConcernCount{{Concern: registry.ConcernPriorityNew, New: 1, Changed: 1}}
		check := func(when string) {
			t.Helper()
			if n, concerns := told(); n != 2 || !cmp.Equal(concerns, want) {
				t.Errorf("%d at once, %s: %d, %+v", atOnce, when, n, concerns)
			}
			rows, err := r.store.DifferenceRows(t.Context(), officer, u.ID,
				store.RowFilter{Kind: store.RowChanged, Concern: registry.ConcernPriorityNew, Limit: 9})
			if err != nil || len(rows) != 1 {
				t.Errorf("%d at once, %s: %+v, %v", atOnce, when, rows, err)
			}
		}
		check("at once")
		if n := r.renewed(t); n != 1 {
			t.Errorf("the clock made %d anew", n)
		}
		check("made anew")
	}
}
