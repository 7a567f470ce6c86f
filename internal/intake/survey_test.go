package intake_test

import (
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/law"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/survey"
)

// The real rows: each is a process of its own, those alike too; the priority list
// has exactly those of 10,000 cases or more; the file again changes nothing; and
// one row gone from the middle is the one that is missing.
func TestTheRealRows(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("imports tens of thousands of rows four times")
	}
	rows := survey.Rows(t)
	r := newRig(t)
	path := survey.Workbook(t, rows)
	r.expect(t, r.file(t, operator, path, intake.Options{}), registry.UploadConfirmed, counts(len(rows), 0, 0, 0, 0))
	searchesAgree(t, r, rows)
	lawsAgree(t, r, rows)
	figuresAgree(t, r, rows)
	want := map[string]int{}
	for _, row := range rows {
		if row.Total() >= 10_000 {
			want[row["手続名"]]++
		}
	}
	page := store.Page{Next: " "}
	filter := store.ProcessFilter{Priority: registry.Yes, Limit: store.MaxLimit}
	for page.Next != "" {
		var err error
		if page, err = r.store.Processes(t.Context(), operator, filter); err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Processes {
			want[p.ProcedureName]--
		}
		filter.Cursor = page.Next
	}
	for name, n := range want {
		if n != 0 {
			t.Errorf("%s: %d too few on the priority list", name, n)
		}
	}
	r.expect(t, r.file(t, operator, path, intake.Options{}), registry.UploadUnchanged, counts(0, 0, len(rows), 0, 0))
	before, err := r.store.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	middle := len(rows) / 2
	later, changed := aYearLater(rows)
	less := survey.Workbook(t, slices.Concat(later[:middle], later[middle+1:]))
	if changed[middle] { // it is missing from the file, and stays as it was
		later[middle] = rows[middle]
		delete(changed, middle)
	}
	r.expect(t, r.file(t, operator, less, intake.Options{}), registry.UploadConfirmed,
		counts(0, len(changed), len(rows)-1-len(changed), 1, 0))
	figuresAgree(t, r, later)
	bridgesAgree(t, r, before.Now, rows, later)
	r.verify(t)
}

// lawsAgree counts in a second way what waits for a change of law: 192 processes under 35 laws.
func lawsAgree(t *testing.T, r rig, rows []survey.Row) {
	t.Helper()
	in, err := r.store.Laws(t.Context(), operator, store.LawsQuestion{})
	if err != nil {
		t.Fatal(err)
	}
	ranking := progress.LawsOf(law.ByLaw, in)
	if ranking.Blocked.Processes != 192 || len(ranking.Laws) != 35 || len(ranking.Unresolved) != 0 {
		t.Errorf("%d processes under %d laws; %v", ranking.Blocked.Processes, len(ranking.Laws), ranking.Unresolved)
	}
	want := map[string]progress.Freed{}
	for _, row := range rows {
		reason, status := row["オンライン化の実施予定及び検討時の懸念点"], row["オンライン化の実施状況"]
		if !regexp.MustCompile(`(^|; )[12] `).MatchString(reason) || strings.HasPrefix(status, "1 ") || strings.HasPrefix(status, "3 ") {
			continue
		}
		name := strings.TrimSuffix(row["法令名"], "　抄")
		f := want[name]
		f.Processes++
		f.Cases += row.Total()
		if row.Total() >= 10_000 {
			f.Priority++
		}
		want[name] = f
	}
	for _, l := range ranking.Laws {
		if l.Freed != want[l.Law] || l.All != l.Freed || l.ProcessAfter.Numerator != ranking.Process.Numerator+l.Processes {
			t.Errorf("%s: %+v, want %+v", l.Law, l.Freed, want[l.Law])
		}
		page, err := r.store.BlockedBy(t.Context(), operator, store.LawsQuestion{}, law.ByLaw, law.Subject{Law: l.Law}, 0, 500)
		if err != nil || int64(page.Total) != l.Processes || len(page.Processes) != page.Total {
			t.Errorf("%s: a list of %d, %v", l.Law, page.Total, err)
		}
	}
}

// searchesAgree counts in a second way what searches find: words that the rows hold and pairs
// of them, and articles.
func searchesAgree(t *testing.T, r rig, rows []survey.Row) {
	t.Helper()
	plain := func(text string) string {
		return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(text)), ""))
	}
	names, laws, articles := make([]string, len(rows)), make([]string, len(rows)), make([]string, len(rows))
	for i, row := range rows {
		names[i], laws[i], articles[i] = plain(row["手続名"]), plain(row["法令名"]), plain(row["根拠条項号"])
	}
	count := func(holds func(i int) bool) (n int64) {
		for i := range rows {
			if holds(i) {
				n++
			}
		}
		return n
	}
	both := func(text, a, b string) bool { return strings.Contains(text, a) && strings.Contains(text, b) }
	check := func(f store.ProcessFilter, want int64) {
		t.Helper()
		f.Limit = 1
		page, err := r.store.Processes(t.Context(), operator, f)
		if err != nil || page.Total != want {
			t.Errorf("%v finds %d (%v), want %d", f.Values(), page.Total, err, want)
		}
	}
	word := regexp.MustCompile(`[\p{Han}0-9]{2,4}`) // no kana, no dashes: these have other forms
	random := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		i := random.IntN(len(rows))
		name, law := word.FindString(names[i]), word.FindString(laws[random.IntN(len(rows))])
		if name == "" || law == "" {
			continue
		}
		check(store.ProcessFilter{Text: name}, count(func(i int) bool { return both(names[i], name, "") || both(laws[i], name, "") }))
		check(
			store.ProcessFilter{Text: law + "  " + name},
			count(func(i int) bool { return both(names[i], name, law) || both(laws[i], name, law) }),
		)
		check(store.ProcessFilter{Law: law}, count(func(i int) bool { return both(laws[i], law, "") }))
	}
	check(store.ProcessFilter{Text: "1項  河川法施"}, 0)
	check(store.ProcessFilter{Search: "1項  河川法施"}, 17)
	check(store.ProcessFilter{Search: "ことば:1項  河川法施"}, 0)
	for _, article := range []string{"第3条", "第16条の8第1項", "第11項"} {
		ends := regexp.MustCompile(regexp.QuoteMeta(article))
		check(store.ProcessFilter{Article: article}, count(func(i int) bool { return ends.MatchString(articles[i]) }))
	}
}

// Law, article and name are no key, and all that identifies a process is none
// either: so many real rows are like another one, their bureaus left aside.
func TestRealRowsAreAlike(t *testing.T) {
	t.Parallel()
	byLaw, byAll := map[[32]byte]int{}, map[[32]byte]int{}
	for _, r := range survey.Rows(t) {
		i := registry.Identity{ProcedureName: r["手続名"], LegalBasis: r["法令名"], LegalArticle: r["根拠条項号"]}
		key, _ := i.Keys()
		byLaw[key]++
		i.ProcessType, i.Applicant, i.Recipient = r["手続類型"], r["手続主体"], r["手続の受け手"]
		key, _ = i.Keys()
		byAll[key]++
	}
	alike := func(keys map[[32]byte]int) (rows int) {
		for _, n := range keys {
			if n > 1 {
				rows += n
			}
		}
		return rows
	}
	if law, all := alike(byLaw), alike(byAll); law != 509 || all != 320 {
		t.Errorf("%d rows are alike by law, article and name, %d by all; want 509 and 320", law, all)
	}
}

// aYearLater is what bureaus might say a year later: each ninth process that is neither done nor
// exempt is done, and of each tenth half of the cases come online.
func aYearLater(rows []survey.Row) (later []survey.Row, changed map[int]bool) {
	changed = map[int]bool{}
	for i, row := range rows {
		row = maps.Clone(row)
		if status := row["オンライン化の実施状況"]; i%9 == 0 && !strings.HasPrefix(status, "1 ") && !strings.HasPrefix(status, "3 ") {
			row["オンライン化の実施状況"] = "1 実施済"
			changed[i] = true
		}
		if half := strconv.FormatInt(row.Total()/2, 10); i%10 == 0 && row["オンライン手続件数"] != half {
			row["オンライン手続件数"] = half
			changed[i] = true
		}
		later = append(later, row)
	}
	return later, changed
}

// surveyCounts are counted from the survey's own columns: what the rates, the funnel and the
// choices' counts are to be.
type surveyCounts struct {
	rates              map[progress.RateKind]progress.Sum
	steps              map[progress.FunnelStep]int64
	bureaus            map[string]progress.Sum // of the process rate
	statuses, lawNeeds map[string]int64
}

func surveyCountsOf(rows []survey.Row) surveyCounts {
	c := surveyCounts{map[progress.RateKind]progress.Sum{}, map[progress.FunnelStep]int64{}, map[string]progress.Sum{}, map[string]int64{},
		map[string]int64{}}
	for _, row := range rows {
		status, reasons := row["オンライン化の実施状況"][:1], row["オンライン化の実施予定及び検討時の懸念点"]
		done := int64(0)
		if status == "1" {
			done = 1
		}
		needs := "unknown"
		switch {
		case regexp.MustCompile(`(^|; )[12] 制度改正`).MatchString(reasons):
			needs = "required"
		case done == 1:
			needs = "not_required"
		}
		c.lawNeeds[needs]++
		planned := strings.HasPrefix(reasons, "0 ")
		name := map[string]string{"1": "done", "2": "not_started", "3": "exempt", "4": "considering", "5": "partial"}[status]
		if status == "2" && planned {
			name = "planned"
		}
		c.statuses[name]++
		switch {
		case status == "3":
			c.steps[progress.FunnelAside]++
			continue
		case done == 1:
			c.steps[progress.FunnelDone]++
		case needs == "required":
			c.steps[progress.FunnelBlocked]++
		case name == "partial" || name == "planned":
			c.steps[progress.FunnelInHand]++
		default:
			c.steps[progress.FunnelNotBegun]++
		}
		add := func(k progress.RateKind, s progress.Sum) {
			of := c.rates[k]
			c.rates[k] = progress.Sum{Numerator: of.Numerator + s.Numerator, Denominator: of.Denominator + s.Denominator,
				Unknown: of.Unknown + s.Unknown}
		}
		add(progress.RateProcess, progress.Sum{Numerator: done, Denominator: 1})
		add(progress.RateCases, progress.Sum{Numerator: done * row.Total(), Denominator: row.Total()})
		add(progress.RateUsage, progress.Sum{Numerator: row.Online(), Denominator: row.Total()})
		switch needs {
		case "not_required":
			add(progress.RateDiscretion, progress.Sum{Numerator: done, Denominator: 1})
		case "unknown":
			add(progress.RateDiscretion, progress.Sum{Unknown: 1})
		}
		of := c.bureaus[row.Bureau()]
		c.bureaus[row.Bureau()] = progress.Sum{Numerator: of.Numerator + done, Denominator: of.Denominator + 1}
	}
	return c
}

// figuresAgree counts the figures of now in a second way.
func figuresAgree(t *testing.T, r rig, rows []survey.Row) {
	t.Helper()
	want := surveyCountsOf(rows)
	standing, err := r.store.Standing(t.Context(), operator, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	f := progress.Of(standing)
	for _, k := range progress.RateKinds {
		got := k.Of(f.Rates)
		if w := want.rates[k]; got.Numerator != w.Numerator || got.Denominator != w.Denominator || got.Unknown != w.Unknown {
			t.Errorf("%s is %+v, the survey has %+v", k, got, w)
		}
	}
	for _, p := range progress.FunnelOf(standing).Steps {
		if p.Processes != want.steps[p.Step] {
			t.Errorf("the step %s has %d, the survey has %d", p.Step, p.Processes, want.steps[p.Step])
		}
	}
	for _, b := range f.Bureaus {
		if w := want.bureaus[b.Bureau]; b.Done != w.Numerator || b.InScope != w.Denominator {
			t.Errorf("%s: %d of %d, the survey has %+v", b.Bureau, b.Done, b.InScope, w)
		}
	}
	facets, err := r.store.Facets(t.Context(), operator, store.ProcessFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for field, counts := range map[string]map[string]int64{"status": want.statuses, "law_change": want.lawNeeds} {
		for value, n := range counts {
			list, err := r.store.Processes(t.Context(), operator, filterBy(t, field, value))
			if got := facets.Of(field, value).Processes; err != nil || got != n || list.Total != n {
				t.Errorf("%s=%s counts %d, its list has %d (%v), the survey %d", field, value, got, list.Total, err, n)
			}
		}
	}
}

func filterBy(t *testing.T, field, value string) store.ProcessFilter {
	t.Helper()
	f, err := store.ParseFilter(map[string][]string{field: {value}, "limit": {"1"}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// bridgesAgree wants the bridge of each rate to lead from what the rows of before count to what
// those of now do, by its parts alone.
func bridgesAgree(t *testing.T, r rig, from time.Time, before, now []survey.Row) {
	t.Helper()
	b, err := r.store.Bridge(t.Context(), operator, store.BridgeQuestion{From: from})
	if err != nil {
		t.Fatal(err)
	}
	was, is := surveyCountsOf(before), surveyCountsOf(now)
	for _, k := range progress.RateKinds {
		bridge := b.Of(k)
		at := was.rates[k]
		for _, p := range bridge.Parts {
			at = progress.Sum{Numerator: at.Numerator + p.Numerator, Denominator: at.Denominator + p.Denominator, Unknown: at.Unknown + p.Unknown}
		}
		if at != is.rates[k] || len(bridge.Parts) == 0 || at == was.rates[k] {
			t.Errorf("the bridge of %s leads from %+v to %+v, the survey's rows to %+v; parts %+v", k, was.rates[k], at, is.rates[k], bridge.Parts)
		}
	}
}
