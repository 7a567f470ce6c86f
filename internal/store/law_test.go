package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// A ranking counts what a replay of the changes counts, now and as of a past moment, for all and
// for one bureau; and each entry counts the processes of its list.
func TestTheRankingOfLawsIsWhatAReplayCounts(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	g := rand.New(rand.NewPCG(13, 1))
	laws := []string{"作り物の法", "作り物に関する法律", "作り物の法施行令"}
	texts := map[string][]string{ // by what is written, the laws that are meant where the basis is the first
		"": nil, "作り物の法第３条": {laws[0]}, "「作り物に関する法律」の改正が必要": {laws[1]},
		"作り物の法第3条、作り物に関する法律第1条": {laws[0], laws[1]}, "同法施行令第2条": {laws[2]}, "検討中": {},
	}
	var written []string
	for text := range texts {
		written = append(written, text)
	}
	rows := make([]*storetest.Row, 60)
	replay := map[time.Time][]storetest.Row{}
	for day := range 4 {
		var changed []*storetest.Row
		for i := range rows {
			if rows[i] == nil {
				rows[i] = &storetest.Row{}
			} else if g.IntN(2) == 0 {
				continue
			}
			r := rows[i]
			r.BureauID, r.LegalBasis, r.InScope = []int{10, 15}[g.IntN(2)], laws[0], g.IntN(4) > 0
			r.LawToChange, r.Ministry = written[g.IntN(len(written))], []string{"", "作り物省", "作り物省、架空庁"}[g.IntN(3)]
			r.Status = []registry.Status{registry.Done, registry.Partial, registry.Exempt, ""}[g.IntN(4)]
			r.NationalLawChange = []registry.LawChange{registry.LawChangeRequired, registry.LawChangeRequired, registry.LawChangeUnknown}[g.IntN(3)]
			r.Volumes = [][]registry.Volume{nil, {storetest.Cases(2021, registry.Exact, g.Int64N(20_000))},
				{storetest.Between(2021, 9_000, 11_000)}, {storetest.Cases(2021, registry.Lower, 5)}}[g.IntN(4)]
			changed = append(changed, r)
		}
		at := time.Date(2023, 4, 1+day, 9, 0, 0, 0, registry.Tokyo)
		w.ChangeAt(t, at, "作成者", changed...)
		for _, r := range rows {
			replay[at] = append(replay[at], *r)
		}
	}
	for at, rows := range replay {
		for _, bureau := range []int{0, 10} {
			ask := store.LawsQuestion{AsOf: at.Add(time.Hour), Bureau: bureau}
			in, err := w.Laws(t.Context(), registry.Operator("test"), ask)
			if err != nil {
				t.Fatal(err)
			}
			got := progress.LawsOf(law.ByLaw, in)
			want, all, unread := map[string]*[2]progress.Freed{}, progress.Freed{}, int64(0)
			for _, r := range rows {
				if bureau != 0 && r.BureauID != bureau || !r.Counts() || r.Status == registry.Done ||
					r.NationalLawChange != registry.LawChangeRequired {
					continue
				}
				one := progress.Freed{Processes: 1}
				p := r.Process
				p.Deciding = registry.Deciding(r.Volumes)
				if p.Deciding == nil {
					one.Unknown = 1
				} else {
					one.Cases = *p.Deciding.Total.Value
					if p.Deciding.Total.Qualifier != registry.Exact {
						one.Inexact = 1
					}
				}
				switch p.Priority(10_000) {
				case registry.Yes:
					one.Priority = 1
				case registry.Undecidable:
					one.Undecidable = 1
				}
				all = plus(all, one)
				meant := texts[r.LawToChange]
				if r.LawToChange == "" {
					meant = laws[:1]
				}
				if len(meant) == 0 {
					unread++
				}
				for _, name := range meant {
					if want[name] == nil {
						want[name] = &[2]progress.Freed{}
					}
					want[name][0] = plus(want[name][0], one)
					if len(meant) == 1 {
						want[name][1] = plus(want[name][1], one)
					}
				}
			}
			if got.Blocked != all || len(got.Laws) != len(want) {
				t.Errorf("%s, %d: %+v of %d laws, want %+v of %d", at, bureau, got.Blocked, len(got.Laws), all, len(want))
			}
			for _, l := range got.Laws {
				if w := want[l.Law]; w == nil || l.All != w[0] || l.Freed != w[1] {
					t.Errorf("%s, %d, %s: %+v, alone %+v, want %+v", at, bureau, l.Law, l.All, l.Freed, w)
				}
				page, err := w.BlockedBy(t.Context(), registry.Operator("test"), ask, law.ByLaw, law.Subject{Law: l.Law}, 0, 100)
				if err != nil || int64(page.Total) != l.All.Processes {
					t.Errorf("%s: a list of %d, %v, want %d", l.Law, page.Total, err, l.All.Processes)
				}
			}
			page, err := w.BlockedBy(t.Context(), registry.Operator("test"), ask, law.ByLaw, law.Subject{}, 0, 100)
			if sum := fmt.Sprint(got.Unresolved); err != nil || int64(page.Total) != unread || unread > 0 && len(got.Unresolved) != 1 {
				t.Errorf("%s, %d: %d processes of no law, %s, want %d", at, bureau, page.Total, sum, unread)
			}
		}
	}
}

func plus(a, b progress.Freed) progress.Freed {
	return progress.Freed{Processes: a.Processes + b.Processes, Cases: a.Cases + b.Cases,
		Unknown: a.Unknown + b.Unknown, Inexact: a.Inexact + b.Inexact,
		Priority: a.Priority + b.Priority, Undecidable: a.Undecidable + b.Undecidable}
}
