package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/klauspost/compress/flate"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// PacksName is the name of the zip of all of them.
func PacksName(r registry.Round) string { return fileName("調査票_" + r.Name + ".zip") }

// WritePack writes the workbook that a bureau fills in for a round.
func WritePack(ctx context.Context, st *store.Store, scope registry.Scope, r registry.Round, bureau registry.Bureau, w io.Writer) error {
	what := store.Export{What: "調査票（" + r.Name + "、" + bureau.Name + "）", Whole: bureau.ID == scope.BureauID}
	return readPacks(ctx, st, scope, r, what, func(m *packMaker) error {
		watched(ctx).all.Add(int64(m.size(ctx, bureau)))
		_, err := m.write(ctx, bureau, w)
		return err
	})
}

// WritePacks writes the workbooks of all bureaus that a round asks as one zip, with the list of what
// they hand in (提出一覧) and the checksums. Beside (nil: nothing) writes each of them elsewhere as well.
func WritePacks(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	board registry.Board,
	w io.Writer,
	beside func(name string, write func(io.Writer) error) error,
) (files int, err error) {
	const op = "report.WritePacks"
	if !scope.AllBureaus() {
		return 0, registry.Errorf(registry.Forbidden, op, "すべての局の調査票は、本部などが受け取ります。自局の調査票は、提出状況から保存してください。")
	}
	bureaus, err := packBureaus(ctx, st, board)
	if err != nil {
		return 0, err
	}
	what := store.Export{What: "調査票（" + board.Round.Name + "、すべての局）"}
	err = readPacks(ctx, st, scope, board.Round, what, func(m *packMaker) error {
		for _, b := range bureaus {
			watched(ctx).all.Add(int64(m.size(ctx, b.Bureau)))
		}
		z := newSummedZip(w, beside)
		list := submissionList(board.Round)
		for _, b := range bureaus {
			var counts packCounts
			name := PackName(board.Round, b.Name)
			sum, err := z.add(name, func(w io.Writer) (err error) {
				counts, err = m.write(ctx, b.Bureau, w)
				return err
			})
			if err != nil {
				return err
			}
			list.Rows = append(list.Rows, []any{b.Name, Day(board.Round.Deadline), b.Standing.Label(), int64(counts.Processes),
				int64(counts.Questions), int64(counts.Returned), name, sum})
		}
		if _, err := z.add("提出一覧.xlsx", func(w io.Writer) error { return list.writeXLSX(w) }); err != nil {
			return err
		}
		files = z.files
		return z.close()
	})
	return files, err
}

// submissionList is the list of what the bureaus hand in, without its rows.
func submissionList(r registry.Round) Table {
	return Table{Name: "提出一覧", Conditions: r.Name, Columns: []string{"局", "締切", "状態", "手続", "確認のお願い", "差戻しの指摘", "調査票", "SHA-256"}}
}

// packBureau is a bureau that gets a pack, as it stands in the round.
type packBureau struct {
	registry.Bureau
	registry.BoardRow
}

// packBureaus are those of a board that the round asks, or that have handed something in.
func packBureaus(ctx context.Context, st *store.Store, board registry.Board) (all []packBureau, err error) {
	bureaus, err := st.Bureaus(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range board.Rows {
		i := slices.IndexFunc(bureaus, func(b registry.Bureau) bool { return b.ID == row.BureauID })
		if i >= 0 && row.Standing != registry.StandsNotAsked {
			all = append(all, packBureau{bureaus[i], row})
		}
	}
	return all, nil
}

// packMaker makes packs of a round from one view of the registry.
type packMaker struct {
	view   *store.View
	round  registry.Round
	form   *form.Form
	base   time.Time
	asOf   time.Time // the earlier moment that was asked for; zero: now
	sample bool
	places map[string]progress.Places
}

// readPacks calls fn while the packs of a round can be made.
func readPacks(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	r registry.Round,
	what store.Export,
	fn func(*packMaker) error,
) error {
	const op = "report.readPacks"
	if err := scope.Require(op, registry.Export); err != nil {
		return err
	}
	e, err := st.Edition(ctx)
	if err != nil {
		return err
	}
	switch {
	case !r.Ends.IsZero() && !e.Now.Before(r.Ends):
		return registry.Errorf(registry.Conflict, op, "調査回「%s」の受付は終わりました。いまの調査回の調査票を保存してください。", r.Name)
	case !scope.AllBureaus() && e.Now.Before(r.OpensOn):
		return registry.Errorf(registry.Conflict, op, "調査回「%s」の調査票は、受付を始める %s から保存できます。", r.Name, registry.DayText(r.OpensOn))
	}
	m := &packMaker{round: r}
	if m.form, err = Form(ctx, st); err != nil {
		return err
	}
	if m.sample, err = st.HasSample(ctx); err != nil {
		return err
	}
	what.Filter = url.Values{"round": {strconv.Itoa(r.ID)}}
	return st.View(ctx, scope, what, time.Time{}, func(s *store.View) (err error) {
		m.view = s
		if m.base, _, err = s.Moment(ctx); err != nil {
			return err
		}
		if m.places, err = s.Places(ctx); err != nil {
			return err
		}
		return fn(m)
	})
}

// size is how many processes a bureau has; an error comes again when they are written.
func (m *packMaker) size(ctx context.Context, bureau registry.Bureau) int {
	n, _ := m.view.Count(ctx, store.ProcessFilter{Bureaus: []string{bureau.Code}})
	return n
}

// write writes a bureau's pack.
func (m *packMaker) write(ctx context.Context, bureau registry.Bureau, w io.Writer) (packCounts, error) {
	p := pack{round: m.round, bureau: bureau, form: m.form, base: m.base, asOf: m.asOf, sample: m.sample}
	if places, ok := m.places[bureau.Code]; ok && places.Bureau.Processes > 0 {
		p.places = &places
	}
	var err error
	if p.before, err = m.view.AnsweredBefore(ctx, bureau.ID, m.round.OpensOn); err != nil {
		return p.written, err
	}
	if m.asOf.IsZero() { // what was returned is known of now only
		if p.returned, err = m.view.Returned(ctx, bureau.ID); err != nil {
			return p.written, err
		}
	}
	f := store.ProcessFilter{Bureaus: []string{bureau.Code}}
	n, err := m.view.Count(ctx, f)
	if err != nil {
		return p.written, err
	}
	err = p.writeXLSX(w, n, rows(ctx, m.view, f))
	return p.written, err
}

// summedZip is a zip with the manifest of its files' checksums.
type summedZip struct {
	zip    *orderedZip
	sums   bytes.Buffer
	beside func(name string, write func(io.Writer) error) error
	files  int
}

// newSummedZip begins one. Beside (nil: nothing) writes each file elsewhere as well, by what it is
// given.
func newSummedZip(w io.Writer, beside func(name string, write func(io.Writer) error) error) *summedZip {
	if beside == nil {
		beside = func(_ string, write func(io.Writer) error) error { return write(io.Discard) }
	}
	return &summedZip{zip: newOrderedZip(w, flate.DefaultCompression, nil), beside: beside}
}

// add adds a file, and returns its checksum.
func (z *summedZip) add(name string, write func(io.Writer) error) (string, error) {
	e, err := z.zip.Create(name)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	if err := z.beside(name, func(w io.Writer) error { return write(io.MultiWriter(e, sum, w)) }); err != nil {
		return "", err
	}
	text := hex.EncodeToString(sum.Sum(nil))
	fmt.Fprintf(&z.sums, "%s  %s\n", text, name)
	z.files++
	return text, nil
}

// close adds the manifest and ends the zip.
func (z *summedZip) close() error {
	manifest := bytes.Clone(z.sums.Bytes())
	if _, err := z.add(Manifest, func(w io.Writer) error {
		_, err := w.Write(manifest)
		return err
	}); err != nil {
		return err
	}
	return z.zip.Close()
}
