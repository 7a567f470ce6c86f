package report

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"tetsuzuki/import/stamp"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// The formats of a list.
const (
	XLSX  = "xlsx"
	CSV   = "csv"
	JSON  = "json"
	JSONL = "jsonl" // one row a line
)

// Formats lists them.
var Formats = []string{XLSX, CSV, JSON, JSONL}

// WriteList writes the processes of a list in a format; charset is the encoding of a
// csv (UTF8 or CP932), conditions are the filter's for people. It returns the characters that the encoding lacks, each with what was
// written for it.
func WriteList(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	f store.ProcessFilter,
	conditions, format, charset string,
	w io.Writer,
) (lost []Lost, err error) {
	own, err := ownBureau(ctx, st, scope)
	if err != nil {
		return nil, err
	}
	with, err := Form(ctx, st)
	if err != nil {
		return nil, err
	}
	err = st.View(
		ctx,
		scope,
		store.Export{What: "手続一覧（" + format + "）", Filter: f.Values(), Whole: len(f.Conditions()) == 0},
		f.AsOf,
		func(s *store.View) error {
			years, err := s.FiscalYears(ctx)
			if err != nil {
				return err
			}
			list := List{Fields: f.Shown(nil), Years: years, Bureau: own, Conditions: conditions, Form: with}
			if slices.ContainsFunc(list.Fields, IsDerived) {
				if list.Judge, err = judgeOf(ctx, s, f); err != nil {
					return err
				}
			}
			n, err := s.Count(ctx, f)
			if err != nil {
				return err
			}
			watched(ctx).all.Add(int64(n))
			switch format {
			case CSV:
				lost, err = list.WriteCSV(w, charset, rows(ctx, s, f))
				return err
			case JSON, JSONL:
				if list.Judge.Threshold == 0 {
					if list.Judge, err = judgeOf(ctx, s, f); err != nil {
						return err
					}
				}
				_, shown, err := s.Moment(ctx)
				if err != nil {
					return err
				}
				return list.writeJSON(w, format == JSONL, shown, rows(ctx, s, f))
			case XLSX:
				if list.Stamp, err = stampOf(ctx, s); err != nil {
					return err
				}
				return list.WriteXLSX(w, n, rows(ctx, s, f))
			}
			return &registry.Error{Code: registry.Invalid, Op: "report.WriteList", Field: "format",
				Message: fmt.Sprintf("形式「%s」では出力できません。%s のどれかを指定してください。", format, strings.Join(Formats, "、"))}
		},
	)
	return lost, err
}

// ownBureau is the name of the one bureau of a scope; empty for a scope over all.
func ownBureau(ctx context.Context, st *store.Store, scope registry.Scope) (string, error) {
	if scope.AllBureaus() {
		return "", nil
	}
	bureaus, err := st.Bureaus(ctx)
	for _, b := range bureaus {
		if b.ID == scope.BureauID {
			return b.Name, err
		}
	}
	return "", err
}

// WriteLost writes, as a csv, the characters of a list's processes that an encoding lacks, with
// what stands for them in a csv of that encoding.
func WriteLost(ctx context.Context, st *store.Store, scope registry.Scope, f store.ProcessFilter, charset string, w io.Writer) error {
	lost, err := Lacks(ctx, st, scope, f, charset)
	if err != nil {
		return err
	}
	_, err = lostTable("手続一覧", lost).WriteTable(w, CSV, UTF8)
	return err
}

// WriteLost writes, as a csv, the characters of the table that an encoding lacks.
func (t Table) WriteLost(w io.Writer, charset string) error {
	lost, err := t.WriteTable(io.Discard, CSV, charset)
	if err != nil {
		return err
	}
	_, err = lostTable(t.Name, lost).WriteTable(w, CSV, UTF8)
	return err
}

// Lacks lists the characters of a list's processes that an encoding lacks, without writing it.
func Lacks(ctx context.Context, st *store.Store, scope registry.Scope, f store.ProcessFilter, charset string) (lost []Lost, err error) {
	what := store.Export{What: "手続一覧（文字の確認）", Filter: f.Values()}
	err = st.View(ctx, scope, what, f.AsOf, func(s *store.View) error {
		years, err := s.FiscalYears(ctx)
		if err != nil {
			return err
		}
		lost, err = List{Fields: f.Shown(nil), Years: years}.WriteCSV(io.Discard, charset, rows(ctx, s, f))
		return err
	})
	return lost, err
}

// stampOf is the stamp of what is taken from a view. Nothing can be made from a
// registry without a change.
func stampOf(ctx context.Context, s *store.View) (stamp.Stamp, error) {
	change, shown, err := s.Moment(ctx)
	if err != nil || change.IsZero() {
		return stamp.Stamp{}, err
	}
	return stamp.Stamp{Base: change, Shown: shown}, nil
}

// chunk is how many rows go from reader to writer at a time.
const chunk = 256

// rows reads a list while the rows before are being written.
func rows(ctx context.Context, s *store.View, f store.ProcessFilter) Rows {
	return func(yield func(Row, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		read := make(chan []Row, 2)
		var failed error
		go func() {
			defer close(read)
			failed = readInto(ctx, s, f, read)
		}()
		// The transaction is not to be left while somebody reads from it.
		defer func() {
			cancel()
			for range read {
			}
		}()
		told := watched(ctx)
		for part := range read {
			for _, r := range part {
				if !yield(r, nil) {
					return
				}
			}
			told.done.Add(int64(len(part)))
		}
		if failed != nil {
			yield(Row{}, failed)
		}
	}
}

func readInto(ctx context.Context, s *store.View, f store.ProcessFilter, read chan<- []Row) error {
	part := make([]Row, 0, chunk)
	send := func() error {
		select {
		case read <- part:
			part = make([]Row, 0, chunk)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := s.Each(ctx, f, func(p registry.Process, volumes []registry.Volume) error {
		part = append(part, Row{p, volumes})
		if len(part) == chunk {
			return send()
		}
		return nil
	})
	if err == nil && len(part) > 0 {
		err = send()
	}
	return err
}
