package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// What may belong to a process is found by indexes, a bounded number of each kind. A plain second way
// goes through all processes, as of now and of a past moment, for all bureaus and for one.
func TestRelatedAgreesWithAPlainSecondWay(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	random := rand.New(rand.NewPCG(12, 7))
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	makeUp := func(p *registry.Process) {
		p.ProcedureName = pick("架空施設の許可", "架空施設の 許可", "架空施設の廃止の届出", "架空祭礼の届出")
		p.ProcessName, p.ProcessType = pick("", "申請", "通知"), pick("1", "1", "1", "2-1")
		p.LegalBasis = pick("", "架空施設法", "架空施設法", "架空祭礼法")
		p.LegalArticle = pick("", "第3条", "第３条", "第4条", "第5条", "第6条")
		p.Attachments = [][]string{nil, {"架空図面"}, {"架空図面"}, {"架空図面", "架空定款"}}[random.IntN(4)]
	}
	rows := make([]*storetest.Row, 700)
	for i := range rows {
		bureau := 10
		if i%7 > 4 {
			bureau = []int{15, 16, 20}[i%3]
		}
		rows[i] = &storetest.Row{Process: registry.Process{BureauID: bureau}}
		makeUp(&rows[i].Process)
	}
	w.Change(t, "2022-04-01 09:00", "作成者", rows...)
	before := contentsOf(rows)
	for _, r := range rows[:150] {
		makeUp(&r.Process)
	}
	rows[3].Gone = true
	w.Change(t, "2022-05-01 09:00", "作成者", rows[:150]...)
	after := contentsOf(rows)
	for _, d := range []struct {
		other   registry.ProcessID
		related bool
	}{{40, true}, {41, false}, {690, true}} {
		mustBe(t, w.DecideRelated(t.Context(), registry.Operator("架空の判断者"), 2, d.other, d.related, "架空"))
	}

	cut := 0
	for _, c := range []struct {
		scope registry.Scope
		asOf  time.Time
		all   []registry.Process
	}{
		{planner, time.Time{}, after}, {planner, moment(t, "2022-04-15"), before}, {planner.Only(10), time.Time{}, after},
		{planner.Only(15), moment(t, "2022-04-15"), before},
	} {
		orders := hashOrders(t, w, c.asOf)
		for id := registry.ProcessID(1); id <= 700; id += 45 {
			got, err := w.Related(t.Context(), c.scope, id+1, c.asOf)
			at := slices.IndexFunc(c.all, func(p registry.Process) bool { return p.ID == id+1 && c.scope.Reaches(p.BureauID) })
			if at < 0 {
				if registry.CodeOf(err) != registry.NotFound {
					t.Errorf("%s: %v", id+1, err)
				}
				continue
			}
			mustBe(t, err)
			decided := map[registry.ProcessID]bool{}
			if id+1 == 2 && c.asOf.IsZero() {
				decided = map[registry.ProcessID]bool{40: true, 41: false, 690: true}
			}
			want, left := plainlyRelated(c.scope, c.all[at], c.all, decided, orders)
			cut += left
			if texts := relatedTexts(got.All); !slices.Equal(texts, want) {
				t.Fatalf("%s as of %v for %d:\n%q\nwant\n%q", id+1, c.asOf, c.scope.BureauID, texts, want)
			}
		}
	}
	if cut == 0 {
		t.Error("no kind had more than are looked at")
	}
}

func contentsOf(rows []*storetest.Row) (all []registry.Process) {
	for _, r := range rows {
		if !r.Gone {
			all = append(all, r.Process)
		}
	}
	return all
}

// hashOrder is where a process stands among those of the same law, and of the same documents.
type hashOrder struct{ law, article int64 }

func hashOrders(t *testing.T, w *storetest.World, asOf time.Time) map[registry.ProcessID]hashOrder {
	t.Helper()
	if asOf.IsZero() {
		asOf = registry.Now
	}
	found, err := w.Pool.QueryContext(t.Context(), `select process_id, hashtextextended(split_part(search_text, e'\n', 3), 0),
		hashtextextended(split_part(search_text, e'\n', 4), 0) from process where recorded_from <= $1 and recorded_to > $1`, asOf)
	mustBe(t, err)
	defer found.Close()
	orders := map[registry.ProcessID]hashOrder{}
	for found.Next() {
		var id registry.ProcessID
		var o hashOrder
		mustBe(t, found.Scan((*int64)(&id), &o.law, &o.article))
		orders[id] = o
	}
	mustBe(t, found.Err())
	return orders
}

// plainlyRelated are the processes that may belong to one, and how many were left out because there
// are more of a kind than are looked at.
func plainlyRelated(
	scope registry.Scope,
	this registry.Process,
	all []registry.Process,
	decided map[registry.ProcessID]bool,
	orders map[registry.ProcessID]hashOrder,
) (texts []string, left int) {
	same := func(a, b string) bool { return registry.SearchKey(a) == registry.SearchKey(b) }
	law := func(p registry.Process) bool { return this.LegalBasis != "" && same(this.LegalBasis, p.LegalBasis) }
	form := func(p registry.Process) bool {
		return len(this.Attachments) > 0 && slices.Equal(this.Attachments, p.Attachments) && this.ProcessType == p.ProcessType
	}
	byID := func(a, b registry.Process) int { return cmp.Compare(a.ID, b.ID) }
	candidates := map[registry.ProcessID]registry.Process{}
	for _, kind := range []struct {
		is    func(registry.Process) bool
		order func(a, b registry.Process) int
	}{
		{func(p registry.Process) bool { return same(this.ProcedureName, p.ProcedureName) }, byID},
		{func(p registry.Process) bool {
			return law(p) && this.LegalArticle != "" && same(this.LegalArticle, p.LegalArticle)
		}, byID},
		{func(p registry.Process) bool { return law(p) && p.BureauID != this.BureauID }, func(a, b registry.Process) int {
			return cmp.Or(cmp.Compare(orders[a.ID].article, orders[b.ID].article), byID(a, b))
		}},
		{func(p registry.Process) bool { return law(p) && form(p) }, byID},
		{form, func(a, b registry.Process) int {
			return cmp.Or(cmp.Compare(orders[a.ID].law, orders[b.ID].law), byID(a, b))
		}},
	} {
		taken := map[int]int{}
		for _, p := range slices.SortedFunc(slices.Values(all), kind.order) {
			if !kind.is(p) || !scope.Reaches(p.BureauID) {
				continue
			}
			most := 10
			if p.BureauID == this.BureauID {
				most = 100
			}
			if taken[p.BureauID]++; taken[p.BureauID] > most {
				left++
				continue
			}
			candidates[p.ID] = p
		}
	}
	for _, p := range all {
		if _, ok := decided[p.ID]; ok && scope.Reaches(p.BureauID) {
			candidates[p.ID] = p
		}
	}
	delete(candidates, this.ID)
	type ranked struct {
		id     registry.ProcessID
		weight int
		alike  float64
		text   string
	}
	var found []ranked
	for _, p := range candidates {
		reasons, r := []registry.RelationReason(nil), ranked{id: p.ID, alike: registry.Likeness(this.Identity(), p.Identity())}
		if p.BureauID == this.BureauID && same(p.ProcedureName, this.ProcedureName) {
			reasons = append(reasons, registry.SameProcedure)
		}
		if law(p) && this.LegalArticle != "" && same(this.LegalArticle, p.LegalArticle) {
			reasons = append(reasons, registry.SameArticle)
		}
		if form(p) {
			reasons = append(reasons, registry.SameForm)
		}
		if p.BureauID != this.BureauID && r.alike >= registry.Doubtful {
			reasons = append(reasons, registry.AlikeBureau)
		}
		r.weight = len(reasons)
		if is, ok := decided[p.ID]; ok {
			reasons = append(reasons, registry.ByDecision)
			if r.weight = -1; is {
				r.weight = 100
			}
		}
		r.text = fmt.Sprint(p.ID, p.ProcedureName, p.LegalBasis, reasons, r.alike)
		if len(reasons) > 0 {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b ranked) int {
		return cmp.Or(b.weight-a.weight, cmp.Compare(b.alike, a.alike), cmp.Compare(a.id, b.id))
	})
	for _, r := range found[:min(50, len(found))] {
		texts = append(texts, r.text)
	}
	return texts, left
}

func relatedTexts(all []store.Related) (texts []string) {
	for _, r := range all {
		texts = append(texts, fmt.Sprint(r.ID, r.ProcedureName, r.LegalBasis, r.Reasons, r.Likeness))
	}
	return texts
}

func mustBe(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
