package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
)

// Several clocks on several machines, several times: each bureau that has not handed
// in is reminded once for each day of the round's schedule.
func TestBureausAreRemindedOnceForEachDay(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	hq := registry.Operator("試験")
	day := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, registry.Tokyo)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	round := registry.Round{Name: "架空の回", FiscalYear: 2098, OpensOn: day("2099-06-01 00:00"), Deadline: day("2099-06-12 00:00")} // a Friday
	id, err := w.SaveRound(t.Context(), hq, round)
	if err != nil {
		t.Fatal(err)
	}
	round.ID = id
	rows, err := w.Board(t.Context(), hq, round)
	if err != nil {
		t.Fatal(err)
	}
	// 環境局 hands in; 建設局 only begins to.
	if _, err := w.Pool.ExecContext(t.Context(), `
		insert into upload (actor, bureau_id, file_name, file_bytes, sha256, state, received_at, finished_at)
		select '架空', b.id, 'a.xlsx', 0, sha256(''), s, '2099-06-02', e from (values ('環境局', 'confirmed', timestamptz '2099-06-02'), ('建設局',
			'staged', null)) as u (name, s, e)
		join bureau b on b.name = u.name`); err != nil {
		t.Fatal(err)
	}
	// Somebody at each bureau but one reads them.
	if _, err := w.Pool.ExecContext(t.Context(), `insert into account (login, name, role, bureau_id)
		select 'a' || id, '架空', 'officer', id from bureau where name <> '港湾局'`); err != nil {
		t.Fatal(err)
	}
	missing := len(rows) - 2
	for _, c := range []struct {
		now  string
		want int
	}{
		{"2099-06-05 08:59", 0}, {"2099-06-05 09:00", missing}, {"2099-06-05 18:00", 0}, {"2099-06-06 09:00", 0},
		{"2099-06-09 09:00", missing}, {"2099-06-15 09:00", missing},
	} {
		var clocks sync.WaitGroup
		var mu sync.Mutex
		total := 0
		for range 4 {
			clocks.Go(func() {
				n, err := w.RemindDue(t.Context(), hq, day(c.now))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				total += n
				mu.Unlock()
			})
		}
		clocks.Wait()
		if total != c.want {
			t.Errorf("%s: %d bureaus are reminded, want %d", c.now, total, c.want)
		}
	}
	if _, err := w.Pool.ExecContext(t.Context(), `update reminder set text = 'x'`); err == nil || !strings.Contains(err.Error(), "reminder") {
		t.Errorf("a reminder can be altered: %v", err)
	}

	b, err := w.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	officer := registry.ScopeOf(registry.Account{ID: 0, Name: "架空の人", Role: registry.Officer, BureauID: b.ID})
	sent, err := w.Reminders(t.Context(), officer, id)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range sent {
		got = append(got, string(r.Kind)+" "+r.Day.Format(time.DateOnly)+" "+r.Deadline.Format(time.DateOnly))
		if r.BureauID != b.ID {
			t.Errorf("bureau %d's reminder is given to bureau %d", r.BureauID, b.ID)
		}
	}
	if got, want := strings.Join(got,
		", "), "late 2099-06-15 2099-06-12, before 2099-06-09 2099-06-12, before 2099-06-05 2099-06-12"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := w.RemindDue(t.Context(), officer, day("2099-06-16 09:00")); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("an officer reminds: %v", err)
	}
}
