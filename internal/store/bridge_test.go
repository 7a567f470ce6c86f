package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The parts of a bridge add up to the difference of the two ends to the last unit, whatever
// happened between them, for each rate, over all and over one bureau; and each part counts
// the processes of its list.
func TestABridgeAddsUp(t *testing.T) {
	t.Parallel()
	kinds := make([]map[progress.PartKind]bool, 3) // by seed
	if testing.Short() {
		kinds = kinds[:1]
	}
	t.Run("histories", func(t *testing.T) {
		for seed := range kinds {
			kinds[seed] = map[progress.PartKind]bool{}
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				w := storetest.New(t)
				w.Live(t, uint64(seed))
				proposed(t, w, "架空の改正", "scope=in", step(t, registry.ProposalSent, "2022-06-30"),
					step(t, registry.ProposalRealized, "2022-09-30"))
				for _, scope := range []registry.Scope{registry.Operator("test"), registry.Operator("test").Only(10)} {
					for _, bureau := range []int{0, 10, 11} {
						if !scope.AllBureaus() && bureau == 11 {
							continue
						}
						for _, days := range [][2]string{{"2021-03-31", "2022-03-31"}, {"2021-06-15", "2022-12-31"},
							{"2022-03-31", "2022-04-01"}, {"2022-04-01", ""}} {
							addsUp(t, w, scope, bureau, days, kinds[seed])
						}
					}
				}
			})
		}
	})
	for _, l := range progress.PartLabels {
		if !slices.ContainsFunc(kinds, func(had map[progress.PartKind]bool) bool { return had[l.Kind] }) &&
			!testing.Short() && l.Kind != progress.PartReorganisedIn && l.Kind != progress.PartReorganisedOut {
			t.Errorf("no history had the part %q", l.Kind)
		}
	}
}

func addsUp(t *testing.T, w *storetest.World, scope registry.Scope, bureau int, days [2]string, kinds map[progress.PartKind]bool) {
	t.Helper()
	var to time.Time
	if days[1] != "" {
		to = moment(t, days[1])
	}
	ask := store.BridgeQuestion{Bureau: bureau, From: moment(t, days[0]), To: to}
	b, err := w.Bridge(t.Context(), scope, ask)
	if err != nil {
		t.Fatal(err)
	}
	only := scope
	if bureau != 0 {
		only = registry.Operator("test").Only(bureau)
	}
	for _, k := range progress.RateKinds {
		// The ends are what the page of progress says of those moments.
		for end, at := range map[*registry.Standing]time.Time{&b.From: moment(t, days[0]), &b.To: to} {
			standing, err := w.Standing(t.Context(), only, at)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(k.Of(progress.Of(standing).Rates), k.Of(progress.Of(*end).Rates)); d != "" {
				t.Errorf("bureau %d, %v: %s", bureau, at, d)
			}
		}
		from, end := k.Of(progress.Of(b.From).Rates), k.Of(progress.Of(b.To).Rates)
		got := b.Of(k)
		sum := progress.Sum{Numerator: from.Numerator, Denominator: from.Denominator, Unknown: from.Unknown}
		for _, p := range got.Parts {
			kinds[p.Kind] = true
			sum.Numerator += p.Numerator
			sum.Denominator += p.Denominator
			sum.Unknown += p.Unknown
			if held := listed(t, w, scope, ask, k, p.Kind); held != p.Processes {
				t.Errorf("part %s counts %d processes, its list has %d", p.Kind, p.Processes, held)
			}
		}
		if want := (progress.Sum{Numerator: end.Numerator, Denominator: end.Denominator, Unknown: end.Unknown}); sum != want {
			t.Errorf("%s of bureau %d from %s to %q: the parts lead to %+v, not %+v", k, bureau, days[0], days[1], sum, want)
		}
	}
}

// listed counts the processes on the pages of a part's list, each of which has a name.
func listed(
	t *testing.T,
	w *storetest.World,
	scope registry.Scope,
	ask store.BridgeQuestion,
	k progress.RateKind,
	kind progress.PartKind,
) (n int64) {
	t.Helper()
	in := func(p registry.Passage) bool { return k.InPart(kind, p) }
	for after := registry.ProcessID(0); ; {
		page, err := w.Passages(t.Context(), scope, ask, in, after, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Passages {
			if p.ProcedureName == "" || (p.BureauWas == "") == p.From.Present || (p.BureauIs == "") == p.To.Present {
				t.Errorf("%+v", p)
			}
		}
		n += int64(len(page.Passages))
		if page.Next == nil {
			if n != int64(page.Total) {
				t.Errorf("part %s: %d on the pages, %d in all", kind, n, page.Total)
			}
			return n
		}
		after = *page.Next
	}
}

func TestABridgeLeadsForwards(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	for _, days := range [][2]string{{"2022-04-02", "2022-04-01"}, {"2022-04-01", "2022-04-01"}} {
		_, err := w.Bridge(t.Context(), registry.Operator("test"), store.BridgeQuestion{From: moment(t, days[0]), To: moment(t, days[1])})
		if registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%v: %v", days, err)
		}
	}
	other := store.BridgeQuestion{Bureau: 11, From: moment(t, "2022-03-31")}
	if _, err := w.Bridge(t.Context(), registry.Operator("test").Only(10), other); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("another bureau's: %v", err)
	}
}

// Each point of a curve is what the page of progress says as of its moment.
func TestACurvePassesThroughTheFigures(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Live(t, 7)
	for _, step := range progress.Steps {
		for _, scope := range []registry.Scope{registry.Operator("test"), registry.Operator("test").Only(10)} {
			ask := store.CurveQuestion{From: moment(t, "2021-02-10"), To: moment(t, "2022-12-15"), Step: step}
			in, err := w.ProgressCurve(t.Context(), scope, ask)
			if err != nil {
				t.Fatal(err)
			}
			c := progress.CurveOf(in)
			if want := map[progress.Step]int{progress.Monthly: 23, progress.Quarterly: 8}[step]; len(c.Points) != want {
				t.Fatalf("%d points by %s", len(c.Points), step)
			}
			var before int64 = -1
			for _, p := range c.Points {
				standing, err := w.Standing(t.Context(), scope, p.AsOf)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(progress.Of(standing).Rates, p.Rates); d != "" {
					t.Errorf("%s: %s", p.Day, d)
				}
				if done := p.KnownNow.Process.Numerator; done < before {
					t.Errorf("%s: fewer were done by then than by the day before", p.Day)
				} else {
					before = done
				}
			}
			last := c.Points[len(c.Points)-1]
			if k := last.KnownNow.Process; k.Denominator != last.Rates.Process.Denominator || k.Numerator+k.Unknown > last.Rates.Process.Numerator {
				t.Errorf("at the end %+v is known of %+v", k, last.Rates.Process)
			}
			left := c.Plan.NoYear + c.Plan.Passed
			end := c.Plan.Points[len(c.Plan.Points)-1].Process
			if r := last.Rates.Process; end.Numerator+left != r.Denominator || end.Denominator != r.Denominator {
				t.Errorf("the plan leads to %+v and leaves %d of %+v", end, left, r)
			}
		}
	}
}
