package job_test

import (
	"testing"
	"time"

	"tetsuzuki/internal/crashtest"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/job"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// Whatever the moment at which a worker loses its database while it approves or undoes an edit of
// many, all of it is written, or nothing; and another worker brings it to its end, once.
func TestADecisionOnManyCountsOnceWhereverItsWorkerDies(t *testing.T) {
	t.Parallel()
	for _, act := range []registry.BulkAct{registry.BulkApprove, registry.BulkUndo} {
		t.Run(string(act), func(t *testing.T) {
			t.Parallel()
			crashtest.EveryMoment(t, 12, decided(act))
		})
	}
}

func decided(act registry.BulkAct) crashtest.Trial {
	handlers := func(s *store.Store) map[registry.JobKind]job.Handler {
		return map[registry.JobKind]job.Handler{registry.JobBulk: job.BulkEdits(s, intake.New(s, 0))}
	}
	return crashtest.Trial{
		Setup: func(t *testing.T) string {
			url := pgtest.New(t)
			w := storetest.Over(t, url, store.Options{BulkAtOnce: 1})
			w.Catalogue(t)
			var hq [2]registry.Scope
			for i, login := range []string{"hq1", "hq2"} {
				a := registry.Account{Login: login, Name: "架空の本部", Role: registry.Headquarters}
				var err error
				if a.ID, err = w.Store.AddAccount(t.Context(), operator, a, "架空"); err != nil {
					t.Fatal(err)
				}
				hq[i] = registry.ScopeOf(a)
			}
			do := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			do(w.Store.SetEditApproval(t.Context(), hq[0], act == registry.BulkApprove, "架空"))
			e, _, err := w.Store.BulkEdit(t.Context(), hq[0], store.BulkAsked{Reason: "架空の方針", AtOnce: true,
				Patch: store.Patch{Fields: []string{"platform"}, Process: registry.Process{Platform: "架空基盤"}}})
			do(err)
			var queued bool
			d := store.BulkDecision{ID: e.ID, Reason: "架空の取消し"}
			if act == registry.BulkApprove {
				queued, err = w.Store.ApproveBulkEdit(t.Context(), hq[1], d)
			} else {
				_, queued, err = w.Store.UndoBulkEdit(t.Context(), hq[1], d)
			}
			do(err)
			if !queued {
				t.Fatal("no job is to do it")
			}
			return url
		},
		Work: func(t *testing.T, w *crashtest.Wire, begin func()) {
			s := open(t, w.URL())
			begin()
			workUntilBroken(t, w, s, handlers(s))
		},
		Check: func(t *testing.T, url string) {
			s := open(t, url)
			at := func() (n int64, j registry.Job) {
				t.Helper()
				n, err := s.Total(t.Context(), operator, store.ProcessFilter{Platforms: []string{"架空基盤"}})
				if err != nil {
					t.Fatal(err)
				}
				if j, err = s.JobOf(t.Context(), operator, registry.JobBulk, "1"); err != nil {
					t.Fatal(err)
				}
				return n, j
			}
			every, err := s.Total(t.Context(), operator, store.ProcessFilter{})
			if err != nil {
				t.Fatal(err)
			}
			before, after := every, int64(0)
			if act == registry.BulkApprove {
				before, after = 0, every
			}
			n, j := at()
			if j.State != registry.JobDone {
				if n != before {
					t.Errorf("the job is %s, and %d of %d processes have the value", j.State, n, every)
				}
				if _, err := s.TakeOverJobs(t.Context(), -time.Second); err != nil { // its worker is dead
					t.Fatal(err)
				}
				log, stop := start(t, job.Worker{Store: s, Kinds: handlers(s)})
				log.ended(t, j.ID, "done")
				stop()
			}
			if n, j = at(); n != after || j.State != registry.JobDone {
				t.Errorf("in the end, the job is %s, and %d of %d processes have the value", j.State, n, every)
			}
			e, err := s.BulkEditOf(t.Context(), operator, 1)
			if err != nil {
				t.Fatal(err)
			}
			last, err := s.Edition(t.Context())
			if written := max(e.ChangeID, e.UndoneBy); err != nil || last.Change != written {
				t.Errorf("the last change is %d (%v), and that of the decision %d", last.Change, err, written)
			}
		},
	}
}
