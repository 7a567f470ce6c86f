package store_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// The interleavings of the test, over several small registries.
const (
	registries       = 10  // with -short one
	rowsOfRegistry   = 100 // each with an interleaving of its own
	interleavedYear  = 2021
	interleavedCells = 3
)

// cells are the three cells of a process that everybody writes: platform, remarks
// and the year's total, as text.
type cells [interleavedCells]string

var cellNames = [interleavedCells]string{"platform", "remarks", "annual_volume"}

// difference is what a change from a to b is in the history.
func difference(a, b cells) []store.FieldChange {
	var d []store.FieldChange
	for i := range a {
		if a[i] != b[i] {
			c := store.FieldChange{Field: cellNames[i], Old: a[i], New: b[i]}
			if cellNames[i] == "annual_volume" {
				c.FiscalYear = interleavedYear
			}
			d = append(d, c)
		}
	}
	return d
}

// with is a with those cells that say something.
func (a cells) with(says cells) cells {
	for i, s := range says {
		if s != "" {
			a[i] = s
		}
	}
	return a
}

// entry is one entry that the history must have.
type entry struct {
	Created, Removed bool
	Fields           []store.FieldChange
}

// modelled is what one process must be.
type modelled struct {
	name    string
	id      registry.ProcessID
	there   bool
	now     cells
	version int
	history []entry // the oldest first
	says    cells   // what the upload says; a blank keeps
	named   bool    // by the upload
	before  *saved  // what the upload found, and left
	after   saved
	putBack bool // by the undo, which left
	undone  saved
}

type saved struct {
	there   bool
	now     cells
	version int
}

func (m *modelled) save() saved { return saved{m.there, m.now, m.version} }

// write makes the process what it is to be.
func (m *modelled) write(there bool, now cells) {
	d := entry{Created: !m.there, Removed: !there}
	if there {
		old := m.now
		if !m.there {
			old = cells{}
		}
		d.Fields = difference(old, now)
	}
	m.there, m.now = there, now
	m.version++
	m.history = append(m.history, d)
}

// editor is one of two people who read a process and later write what they want.
type editor struct {
	read     bool
	seen     saved
	changeID int64
}

// Two editors, an upload and its undo on the same rows, in generated interleavings
// against a model: every write that was acknowledged is in the history, between
// what was there before it and what came of it; every write of what is no longer so
// is refused with exactly the cells that are other; and the upload tells exactly the
// cells that it and an editor both changed.
func TestInterleavedWritersLoseNothing(t *testing.T) {
	t.Parallel()
	seeds := uint64(registries)
	if testing.Short() {
		seeds = 1
	}
	var interleavings sync.Map
	t.Run("registries", func(t *testing.T) {
		for seed := range seeds {
			t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
				t.Parallel()
				i := &interleaving{t: t, Store: open(t), g: rand.New(rand.NewPCG(seed, 7))}
				i.run()
				for _, trace := range i.traces {
					interleavings.Store(trace, true)
				}
			})
		}
	})
	distinct := 0
	interleavings.Range(func(any, any) bool { distinct++; return true })
	if all := int(seeds) * rowsOfRegistry; distinct < all*9/10 {
		t.Errorf("only %d of %d interleavings were different", distinct, all)
	}
}

// interleaving is one registry with its rows and their writers.
type interleaving struct {
	*store.Store
	t       *testing.T
	g       *rand.Rand
	rows    []*modelled
	editors [][2]editor
	traces  []string
	stale   int
	clashes int
}

func (i *interleaving) run() {
	t := i.t
	for n := range rowsOfRegistry {
		m := &modelled{name: fmt.Sprintf("作り物%03d", n), named: i.g.IntN(8) > 0, says: i.some(0)}
		i.rows = append(i.rows, m)
	}
	i.editors, i.traces = make([][2]editor, len(i.rows)), make([]string, len(i.rows))
	var first []*modelled
	for _, m := range i.rows {
		if i.g.IntN(5) > 0 || !m.named {
			first = append(first, m)
		}
	}
	rest := i.upload(first, func(*modelled) cells { return i.some(1) })
	i.confirm(rest, first)
	var named []*modelled
	for _, m := range i.rows {
		if m.named {
			named = append(named, m)
		}
	}
	i.edits(2)
	up := i.upload(named, func(m *modelled) cells { return m.says })
	i.edits(3)
	for _, m := range i.rows {
		before := m.save()
		m.before = &before
	}
	i.confirm(up, named)
	for _, m := range i.rows {
		if m.after = m.save(); m.after == *m.before {
			m.before = nil // the upload left it alone
		}
	}
	i.edits(4)
	i.undo(up.id)
	i.edits(3)
	i.redo(up.id)
	i.edits(2)
	i.compare()
	if i.stale == 0 || i.clashes == 0 {
		t.Error("no edit met another")
	}
}

// some are cells as somebody might write them; least of them are not blank.
func (i *interleaving) some(least int) cells {
	var c cells
	for k := range c {
		if i.g.IntN(2) == 0 || k >= interleavedCells-least {
			c[k] = strconv.Itoa(1 + i.g.IntN(2))
		}
	}
	return c
}

// staged is an upload that waits, with what it says, and what the registry had when
// it was received.
type staged struct {
	id    int64
	says  map[*modelled]cells
	base  map[*modelled]cells
	place map[*modelled]int64
}

// merged is what an upload makes of a row: what it leaves as it was stays as somebody
// else made it; what both changed is a conflict, for which the file's word counts
// until somebody says otherwise.
func (up staged) merged(m *modelled) (next cells, conflicts []store.Conflict) {
	says, base := up.says[m], up.base[m]
	next = m.now
	for k, mine := range says {
		theirs := m.now[k]
		if !m.there {
			theirs = ""
		}
		if mine == "" || m.there && mine == base[k] {
			continue
		}
		next[k] = mine
		if theirs != base[k] && theirs != mine && m.there {
			c := store.Conflict{Place: up.place[m], Sheet: "手続一覧", Row: int(up.place[m]) + 1, ProcessID: m.id, ProcedureName: m.name,
				Field: cellNames[k], Base: base[k], Theirs: theirs, Mine: mine}
			if c.Field == "annual_volume" {
				c.FiscalYear = interleavedYear
			}
			conflicts = append(conflicts, c)
		}
	}
	return next, conflicts
}

func (i *interleaving) upload(rows []*modelled, says func(*modelled) cells) staged {
	t := i.t
	u, err := i.AddUpload(t.Context(), registry.Operator("取込"),
		registry.Upload{BureauID: giving, FileName: "棚卸.xlsx", SHA256: sha256.Sum256(nil)}, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	up := staged{u.ID, map[*modelled]cells{}, map[*modelled]cells{}, map[*modelled]int64{}}
	err = i.Stage(t.Context(), registry.Operator("取込"), u.ID, func(add func(*store.StagedRow) error) error {
		for n, m := range rows {
			c := says(m)
			up.says[m], up.place[m] = c, int64(n)+1
			if m.there {
				up.base[m] = m.now
			}
			row := &store.StagedRow{Sheet: "手続一覧", Row: n + 2,
				Process: registry.Process{BureauID: giving, ProcedureName: m.name, Platform: c[0], Remarks: c[1]}}
			if c[2] != "" {
				row.Volumes = []registry.Volume{{FiscalYear: interleavedYear, Total: total(c[2])}}
			}
			if err := add(row); err != nil {
				return err
			}
		}
		return nil
	}, func([]store.BadID, store.Fit) (store.Verdict, error) {
		return store.Verdict{Report: []byte("{}"), State: registry.UploadStaged}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return up
}

func total(text string) registry.Count {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return registry.Count{Value: &n, Qualifier: registry.Exact, State: registry.Provided, Raw: text}
}

// confirm writes an upload: every conflict is reported, some are answered for the
// registry's value; what else it changes counts, and what it leaves blank stays.
func (i *interleaving) confirm(up staged, rows []*modelled) {
	t := i.t
	var conflicts []store.Conflict
	next := map[*modelled]cells{}
	var theirs []store.Resolution
	for _, m := range rows {
		var of []store.Conflict
		next[m], of = up.merged(m)
		conflicts = append(conflicts, of...)
		for _, c := range of {
			i.clashes++
			if i.g.IntN(2) == 0 {
				theirs = append(theirs, store.Resolution{Place: c.Place, Field: c.Field, FiscalYear: c.FiscalYear, Theirs: c.Theirs})
				cells := next[m]
				cells[slices.Index(cellNames[:], c.Field)] = c.Theirs
				next[m] = cells
			}
		}
	}
	got, err := i.Comparison(t.Context(), registry.Operator("取込"), up.id, store.ComparisonQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got.Conflicts {
		if c.TheirsBy.ID == 0 || c.TheirsBy.Actor == "" {
			t.Errorf("nobody is told who made the other change: %+v", c)
		}
	}
	// Which change that was is other tests' matter.
	if d := cmp.Diff(conflicts, got.Conflicts, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(store.Conflict{}, "TheirsBy")); d != "" {
		t.Fatalf("the conflicts (-want +got):\n%s", d)
	}
	if err := i.Resolve(t.Context(), registry.Operator("取込"), up.id, theirs); err != nil {
		t.Fatal(err)
	}
	u, err := i.Apply(t.Context(), registry.Operator("取込"), up.id, registry.ChangeImport, store.TheFile)
	if err != nil {
		t.Fatal(err)
	}
	var want registry.UploadCounts
	for _, m := range rows {
		switch {
		case !m.there:
			want.New++
			m.write(true, next[m])
		case next[m] != m.now:
			want.Changed++
			m.write(true, next[m])
		default:
			want.Unchanged++
		}
	}
	if u.Counts.New != want.New || u.Counts.Changed != want.Changed || u.Counts.Unchanged != want.Unchanged {
		t.Fatalf("the upload did %+v, want %+v", u.Counts, want)
	}
	page, err := i.Processes(t.Context(), planner, store.ProcessFilter{Limit: store.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Processes {
		n := slices.IndexFunc(i.rows, func(m *modelled) bool { return m.name == p.ProcedureName })
		i.rows[n].id = p.ID
	}
	i.mark("C")
}

// mark notes an event of all rows.
func (i *interleaving) mark(event string) {
	for n := range i.traces {
		i.traces[n] += event
	}
}

// edits lets the editors of each row read and write up to most times.
func (i *interleaving) edits(most int) {
	for n, m := range i.rows {
		for range i.g.IntN(most + 1) {
			who := i.g.IntN(2)
			e := &i.editors[n][who]
			if !e.read || i.g.IntN(3) == 0 {
				i.traces[n] += [2]string{"a", "b"}[who]
				i.read(m, e)
			} else {
				i.traces[n] += [2]string{"A", "B"}[who]
				i.write(m, e)
			}
		}
	}
}

var hands = registry.Operator("編集者")

func (i *interleaving) read(m *modelled, e *editor) {
	if m.id == 0 {
		return // not there yet: nobody knows its ID
	}
	d, err := i.Process(i.t.Context(), hands, m.id, time.Time{})
	if (err == nil) != m.there || err != nil && registry.CodeOf(err) != registry.NotFound {
		i.t.Fatalf("reading %s: %v", m.name, err)
	}
	if err == nil {
		*e = editor{true, m.save(), d.ChangeID}
	}
}

func (i *interleaving) write(m *modelled, e *editor) {
	t := i.t
	wish := i.some(0)
	var patch store.Patch
	for k, text := range wish[:2] {
		if text != "" {
			patch.Fields = append(patch.Fields, cellNames[k])
		}
	}
	patch.Process.Platform, patch.Process.Remarks = wish[0], wish[1]
	if wish[2] != "" {
		n := total(wish[2])
		patch.Volumes = []store.VolumePatch{{FiscalYear: interleavedYear, Total: &n}}
	}
	_, err := i.Edit(t.Context(), hands, m.id, e.changeID, patch, "架空の理由")
	stale, isStale := errors.AsType[*store.StaleError](err)
	switch {
	case !m.there:
		if registry.CodeOf(err) != registry.NotFound {
			t.Fatalf("an edit of %s, which is removed: %v", m.name, err)
		}
	case e.seen.version != m.version:
		i.stale++
		var want []store.StaleCell
		mine := e.seen.now.with(wish)
		for _, d := range difference(e.seen.now, m.now) {
			k := slices.Index(cellNames[:], d.Field)
			c := store.StaleCell{Field: d.Field, FiscalYear: d.FiscalYear, Base: d.Old, Theirs: d.New, Mine: mine[k]}
			if c.Clash = mine[k] != d.Old && mine[k] != d.New; c.Clash {
				i.clashes++
			}
			want = append(want, c)
		}
		if !isStale {
			t.Fatalf("a stale edit of %s: %v", m.name, err)
		}
		if d := cmp.Diff(want, stale.Cells, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("a stale edit of %s tells (-want +got):\n%s", m.name, d)
		}
	case err != nil:
		t.Fatalf("an edit of %s: %v", m.name, err)
	default:
		if next := m.now.with(wish); next != m.now {
			m.write(true, next)
		}
	}
}

// undo puts back what nobody touched since, and only that.
func (i *interleaving) undo(upload int64) {
	i.reverse(upload, store.Undo, func(m *modelled) (target saved, mine, free bool) {
		if m.before == nil {
			return saved{}, false, false
		}
		return *m.before, true, m.version == m.after.version
	})
	for _, m := range i.rows {
		m.undone = m.save()
	}
	i.mark("U")
}

func (i *interleaving) redo(upload int64) {
	i.reverse(upload, store.Redo, func(m *modelled) (target saved, mine, free bool) {
		return m.after, m.putBack, m.version == m.undone.version
	})
	i.mark("R")
}

func (i *interleaving) reverse(upload int64, direction store.Reversal, of func(*modelled) (saved, bool, bool)) {
	t := i.t
	var want store.UndoCounts
	for _, m := range i.rows {
		target, mine, free := of(m)
		switch {
		case !mine:
		case !free:
			want.Kept++
		default:
			want.PutBack++
			if !target.there {
				want.Removed++
			}
			if !m.there {
				want.Revived++
			}
			m.write(target.there, target.now)
			m.putBack = direction == store.Undo
		}
	}
	done, err := i.Reverse(t.Context(), registry.Operator("本部"), upload, direction, "架空の理由")
	if err != nil {
		t.Fatal(err)
	}
	if done.Counts != want {
		t.Fatalf("%s did %+v, want %+v", direction, done.Counts, want)
	}
}

// compare holds the registry to the model.
func (i *interleaving) compare() {
	t := i.t
	for _, m := range i.rows {
		d, err := i.Process(t.Context(), planner, m.id, time.Time{})
		if (err == nil) != m.there {
			t.Errorf("%s: %v, want it there: %t", m.name, err, m.there)
			continue
		}
		if err != nil {
			continue
		}
		got := cells{d.Platform, d.Remarks, ""}
		if len(d.Volumes) > 0 {
			got[2] = d.Volumes[0].Total.Written()
		}
		if got != m.now {
			t.Errorf("%s holds %q, want %q", m.name, got, m.now)
		}
		var history []entry
		for _, h := range slices.Backward(d.History) {
			entry := entry{Created: h.Created, Removed: h.Removed}
			for _, f := range h.Fields {
				if slices.Contains(cellNames[:], f.Field) {
					entry.Fields = append(entry.Fields, f)
				}
			}
			history = append(history, entry)
		}
		if diff := cmp.Diff(m.history, history, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the history of %s (-want +got):\n%s", m.name, diff)
		}
	}
	v, err := i.Verify(t.Context(), registry.Operator("監査"), nil, nil)
	if err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %+v, %v", v.Problems, err)
	}
}

// Editors who count up, at once with an upload and its undo on the same row: what
// each of them was told to have written is there at the end.
func TestWritersAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	i := &interleaving{t: t, Store: open(t), g: rand.New(rand.NewPCG(1, 2))}
	m := &modelled{name: "数える手続"}
	i.rows = []*modelled{m}
	i.confirm(i.upload(i.rows, func(*modelled) cells { return cells{"", "", "1"} }), i.rows)
	const editors, times = 4, 6
	var wg sync.WaitGroup
	for range editors {
		wg.Go(func() {
			for written := 0; written < times; {
				d, err := i.Process(t.Context(), hands, m.id, time.Time{})
				if err != nil {
					t.Error(err)
					return
				}
				n := total(strconv.FormatInt(*d.Volumes[0].Total.Value+1, 10))
				_, err = i.Edit(t.Context(), hands, m.id, d.ChangeID,
					store.Patch{Volumes: []store.VolumePatch{{FiscalYear: interleavedYear, Total: &n}}}, "架空の理由")
				if err == nil {
					written++
				} else if _, stale := errors.AsType[*store.StaleError](err); !stale {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Go(func() {
		for n := range times {
			up := i.upload(i.rows, func(*modelled) cells { return cells{fmt.Sprint(n), "", ""} })
			if _, err := i.Apply(t.Context(), hands, up.id, registry.ChangeImport, store.TheFile); err != nil {
				t.Error(err)
			}
			if _, err := i.Reverse(t.Context(), hands, up.id, store.Undo, "架空の理由"); err != nil && registry.CodeOf(err) != registry.Conflict {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	d, err := i.Process(t.Context(), planner, m.id, time.Time{})
	if err != nil || *d.Volumes[0].Total.Value != 1+editors*times {
		t.Errorf("counted to %s, want %d; %v", d.Volumes[0].Total.Written(), 1+editors*times, err)
	}
	kinds := map[registry.ChangeKind]int{}
	for _, h := range d.History {
		kinds[h.Change.Kind]++
	}
	if kinds[registry.ChangeEdit] != editors*times || kinds[registry.ChangeImport] != 1+times {
		t.Errorf("the history has %v", kinds)
	}
}
