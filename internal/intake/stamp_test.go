package intake_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/stamp"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// taken is the stamp of what is taken out now.
func (r rig) taken(t testing.TB) stamp.Stamp {
	t.Helper()
	var s stamp.Stamp
	err := r.store.View(t.Context(), operator, store.Export{What: "試験"}, time.Time{}, func(at *store.View) (err error) {
		s.Base, s.Shown, err = at.Moment(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stamped writes a workbook with a stamp.
func stamped(t testing.TB, s stamp.Stamp, rows ...[]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book(t, header, rows...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := s.Put(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// handInBook takes a workbook of 環境局 in and reads it.
func (r rig) handInBook(t testing.TB, scope registry.Scope, data []byte) registry.Upload {
	t.Helper()
	u, err := r.Receive(t.Context(), scope, intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(data)},
		intake.Options{BureauID: r.bureau(t, "環境局")})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Stage(t.Context(), scope, u.ID, "")
	if err != nil || got.Upload.State != registry.UploadStaged {
		t.Fatalf("%+v, %v", got.Upload, err)
	}
	return got.Upload
}

// register takes a staged upload to its end.
func (r rig) register(t testing.TB, officer, approver registry.Scope, u registry.Upload) registry.Upload {
	t.Helper()
	u, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	if u, err = r.Approve(t.Context(), approver, u.ID); err != nil {
		t.Fatal(err)
	}
	return u
}

// asked are the cells that an upload asks about, as "row field: base/theirs/mine".
func (r rig) asked(t testing.TB, scope registry.Scope, u registry.Upload) []string {
	t.Helper()
	conflicts := r.compared(t, scope, u.ID, store.ComparisonQuery{}).Conflicts
	var cells []string
	for _, c := range conflicts {
		cells = append(cells, fmt.Sprintf("%s %s: %s/%s/%s", c.ProcedureName, c.Field, c.Base, c.Theirs, c.Mine))
	}
	return cells
}

// with is a row of the tests' header with a status and a remark.
func with(name, status, remarks string) []any {
	row := made("環境局", name, 1)
	row[8], row[9] = status, remarks
	return row
}

// What somebody changed since the export stays, what the bureau changed counts, and
// only what both changed is asked about.
func TestAWorkbookGoesOnWhatItWasTakenFrom(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	r.rows(t, with("甲の届出", "検討中", "もと"), with("乙の許可", "検討中", "もと"))
	s := r.taken(t)
	r.edit(t, 1, "digitization_status", "実施済")
	r.edit(t, 2, "remarks", "本部の備考")
	u := r.handInBook(t, officer, stamped(t, s, with("甲の届出", "検討中", "局の備考"), with("乙の許可", "検討中", "局の備考")))
	if u.BaseFrom != registry.BaseStamp || !u.BaseShown.Equal(s.Shown.Truncate(time.Microsecond)) {
		t.Errorf("made from %s, %v; want the stamp's %v", u.BaseFrom, u.BaseShown, s.Shown)
	}
	if got := r.asked(t, officer, u); !slices.Equal(got, []string{"乙の許可 remarks: もと/本部の備考/局の備考"}) {
		t.Errorf("asked about %q", got)
	}
	c := r.compared(t, officer, u.ID, store.ComparisonQuery{}).Conflicts
	if err := r.store.Resolve(t.Context(), officer, u.ID,
		[]store.Resolution{{Place: c[0].Place, Field: c[0].Field, Theirs: c[0].Theirs, Mine: true}}); err != nil {
		t.Fatal(err)
	}
	r.register(t, officer, approver, u)
	for i, want := range []string{"done 局の備考", "considering 局の備考"} {
		if p := r.process(t, registry.ProcessID(i+1)); string(p.Status)+" "+p.Remarks != want {
			t.Errorf("%s: %s %s, want %s", p.ProcedureName, p.Status, p.Remarks, want)
		}
	}
	r.verify(t)
}

// Whatever a stamp claims, nothing that somebody changed after the moment that
// counts without a stamp is overwritten without a question.
func TestAForgedStampLosesNobodysChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		forge func(true stamp.Stamp, first time.Time) stamp.Stamp
		from  registry.UploadBase
		asked bool // about what was changed before the file came in
	}{
		"as it was":                 {func(s stamp.Stamp, _ time.Time) stamp.Stamp { return s }, registry.BaseStamp, true},
		"of the future":             {func(s stamp.Stamp, _ time.Time) stamp.Stamp { s.Base, s.Shown = future, future; return s }, registry.BaseReceived, false},
		"shown in the future":       {func(s stamp.Stamp, _ time.Time) stamp.Stamp { s.Shown = future; return s }, registry.BaseReceived, false},
		"before the first change":   {func(s stamp.Stamp, first time.Time) stamp.Stamp { s.Base = first.Add(-time.Microsecond); return s }, registry.BaseReceived, false},
		"of the first change":       {func(s stamp.Stamp, first time.Time) stamp.Stamp { s.Base = first; return s }, registry.BaseStamp, true},
		"long before any registry":  {func(stamp.Stamp, time.Time) stamp.Stamp { return stamp.Stamp{Base: past, Shown: past} }, registry.BaseReceived, false},
		"of a later change than it": {func(s stamp.Stamp, _ time.Time) stamp.Stamp { s.Base = s.Shown; return s }, registry.BaseStamp, true},
		"the rest of no upload":     {func(s stamp.Stamp, _ time.Time) stamp.Stamp { s.Remainder = 99; return s }, registry.BaseStamp, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			officer, _ := r.two(t)
			r.rows(t, with("甲の届出", "検討中", "もと"))
			first := r.process(t, 1).History[0].Change.At
			s := r.taken(t)
			r.edit(t, 1, "digitization_status", "実施済")
			u := r.handInBook(t, officer, stamped(t, c.forge(s, first), with("甲の届出", "一部実施済", "局の備考")))
			if u.BaseFrom != c.from || u.RemainderOf != 0 {
				t.Errorf("made from %q, remainder of %d; want %q", u.BaseFrom, u.RemainderOf, c.from)
			}
			if got := r.asked(t, officer, u); (len(got) > 0) != c.asked {
				t.Errorf("asked about %q", got)
			}
			r.edit(t, 1, "remarks", "後の備考") // after the file came in
			if got := r.asked(t, officer, u); !slices.Contains(got, "甲の届出 remarks: もと/後の備考/局の備考") {
				t.Errorf("not asked about what was changed since: %q", got)
			}
		})
	}
}

var (
	future = time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)
	past   = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
)

// A bureau hands the same workbook in again and again: what it changed itself is no
// question, and what it puts back is put back.
func TestABureausOwnChangesAreNobodyElses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	names := []string{"甲の届出", "乙の許可", "丙の検査", "丁の登録"}
	file := func(status, remarks []string) (rows [][]any) {
		for i, name := range names {
			rows = append(rows, with(name, status[i], remarks[i]))
		}
		return rows
	}
	considering := slices.Repeat([]string{"検討中"}, 4)
	r.rows(t, file(considering, []string{"一", "二", "三", "四"})...)
	s := r.taken(t)
	r.edit(t, 4, "remarks", "本部")
	r.register(t, officer, approver, r.handInBook(t, officer,
		stamped(t, s, file([]string{"実施済", "実施済", "実施済", "検討中"}, []string{"一", "二", "三", "四"})...)))
	r.edit(t, 3, "digitization_status", "廃止")

	again := r.handInBook(t, officer, stamped(t, s, file([]string{"実施済", "検討中", "実施済", "検討中"}, []string{"局", "二", "三", "四"})...))
	if got := r.asked(t, officer, again); got != nil {
		t.Errorf("asked about %q", got)
	}
	r.register(t, officer, approver, again)
	for i, want := range []string{"done 局", "considering 二", "abolished 三", "considering 本部"} {
		if p := r.process(t, registry.ProcessID(i+1)); string(p.Status)+" "+p.Remarks != want {
			t.Errorf("%s: %s %s, want %s", p.ProcedureName, p.Status, p.Remarks, want)
		}
	}
}

// Copies of one workbook that several people work in take nothing back from each
// other; the same person is asked.
func TestCopiesOfAWorkbookTakeNothingBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		same bool
		want []string
	}{
		"from two people":     {false, nil},
		"from the same twice": {true, []string{"甲の届出 digitization_status: considering/done/considering"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			officer, approver := r.two(t)
			other := officer
			if !c.same {
				other = r.person(t, "officer2", registry.Officer)
			}
			r.rows(t, with("甲の届出", "検討中", "もと"), with("乙の許可", "検討中", "もと"))
			s := r.taken(t)
			r.register(t, officer, approver, r.handInBook(t, officer, stamped(t, s, with("甲の届出", "実施済", "もと"), with("乙の許可", "検討中", "もと"))))
			u := r.handInBook(t, other, stamped(t, s, with("甲の届出", "検討中", "もと"), with("乙の許可", "実施済", "もと")))
			if got := r.asked(t, officer, u); !slices.Equal(got, c.want) {
				t.Errorf("asked about %q, want %q", got, c.want)
			}
			if c.same {
				return
			}
			r.register(t, other, approver, u)
			for id := range registry.ProcessID(2) {
				if p := r.process(t, id+1); p.Status != registry.Done {
					t.Errorf("%s is %s", p.ProcedureName, p.Status)
				}
			}
		})
	}
}

// A file without a stamp goes on the last whole list of its bureau, as long as the
// bureau registers nothing else.
func TestAFileWithoutAStampGoesOnTheBureausLastExport(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	foreign := officer
	foreign.BureauID = r.bureau(t, "港湾局")
	r.rows(t, with("甲の届出", "検討中", "もと"))
	out := func(scope registry.Scope, whole bool) {
		t.Helper()
		err := r.store.View(t.Context(), scope, store.Export{What: "手続一覧（csv）", Whole: whole}, time.Time{},
			func(*store.View) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	in := func(remarks string) registry.Upload {
		return r.handIn(t, officer, intake.Options{}, with("甲の届出", "検討中", remarks))
	}
	want := func(u registry.Upload, from registry.UploadBase, asked ...string) {
		t.Helper()
		if got := r.asked(t, officer, u); u.BaseFrom != from || !slices.Equal(got, asked) {
			t.Errorf("from %q, asked about %q; want %q, %q", u.BaseFrom, got, from, asked)
		}
	}
	out(officer, false) // a part
	out(foreign, true)
	out(operator, true)
	r.edit(t, 1, "remarks", "本部")
	want(in("局"), registry.BaseReceived)
	out(officer, true)
	r.edit(t, 1, "remarks", "また本部")
	u := in("局")
	want(u, registry.BaseExport, "甲の届出 remarks: 本部/また本部/局")
	kept := in("本部")
	want(kept, registry.BaseExport)
	if n, err := r.Difference(t.Context(), officer, kept.ID); err != nil || n.Unchanged != 1 {
		t.Errorf("%+v, %v", n, err)
	}
	if err := r.Discard(t.Context(), officer, u.ID); err != nil {
		t.Fatal(err)
	}
	// A file of the bureau's own, registered since: the next one is made from that.
	r.register(t, officer, approver, r.handIn(t, officer, intake.Options{}, with("甲の届出", "実施済", "また本部")))
	r.edit(t, 1, "remarks", "さらに本部")
	want(in("局"), registry.BaseReceived)
}

// In many interleavings of exports, edits and uploads, what others changed is never
// overwritten without a question, and only cells that differ are asked about.
func TestNoInterleavingOfExportsAndEditsLosesAChange(t *testing.T) {
	t.Parallel()
	const steps, processes = 24, 3
	words := []string{"甲", "乙", "丙"}
	name := func(p int) string { return fmt.Sprintf("架空%d号の届出", p+1) }
	questions := 0
	seeds := []uint64{15, 56, 0, 1, 2} // 15 and 56 once lost one
	if testing.Short() {
		seeds = seeds[:2]
	}
	for _, seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 77))
		r := newRig(t)
		officer, approver := r.two(t)
		now := [processes]string{words[0], words[0], words[0]} // what is registered
		var rows [][]any
		for p := range processes {
			rows = append(rows, with(name(p), "検討中", now[p]))
		}
		r.rows(t, rows...)
		var mark stamp.Stamp
		var then, book, own [processes]string // at the export, in the workbook, as its uploads left it
		take := func() {
			mark, then, book, own = r.taken(t), now, now, [processes]string{}
		}
		take()
		for range steps {
			p := random.IntN(processes)
			switch random.IntN(8) {
			case 0:
				take()
			case 1, 2:
				if w := words[random.IntN(3)]; w != now[p] {
					now[p] = w
					r.edit(t, registry.ProcessID(p+1), "remarks", w)
				}
			case 3, 4, 5:
				book[p] = words[random.IntN(3)]
			default:
				var rows [][]any
				for p := range processes {
					rows = append(rows, with(name(p), "検討中", book[p]))
				}
				u := r.handInBook(t, officer, stamped(t, mark, rows...))
				conflicts := r.compared(t, officer, u.ID, store.ComparisonQuery{}).Conflicts
				want := now
				for p := range processes { // what it was made from, the file may change by itself
					if seen := now[p] == then[p] || now[p] == own[p]; seen && u.BaseFrom == registry.BaseStamp {
						want[p] = ""
					}
				}
				for _, c := range conflicts {
					p := int(c.ProcessID) - 1
					if c.Theirs != now[p] || c.Mine != book[p] || c.Theirs == c.Mine {
						t.Fatalf("seed %d: asked %+v; registered %q, in the book %q", seed, c, now, book)
					}
					questions++
					if want[p] = now[p]; random.IntN(2) == 0 {
						want[p] = book[p]
					}
					err := r.store.Resolve(t.Context(), officer, u.ID,
						[]store.Resolution{{Place: c.Place, Field: c.Field, Theirs: c.Theirs, Mine: want[p] == book[p]}})
					if err != nil {
						t.Fatal(err)
					}
				}
				r.register(t, officer, approver, u)
				for p := range processes {
					after := r.process(t, registry.ProcessID(p+1)).Remarks
					switch {
					case want[p] == "" && after != now[p] && after != book[p],
						want[p] != "" && after != want[p] && book[p] != now[p]:
						t.Fatalf("seed %d: %s became %q from %q with %q in the book, %q at the export, %q by itself; want %q",
							seed, name(p), after, now[p], book[p], then[p], own[p], want[p])
					}
					if after != now[p] {
						own[p] = after
					}
					now[p] = after
				}
			}
		}
		r.verify(t)
	}
	if questions == 0 {
		t.Error("no interleaving asked anything")
	}
}
