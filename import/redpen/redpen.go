// Package redpen gives a bureau its own file back with the findings written into
// it (赤ペン返却): a comment and a highlight on each faulty cell, and a first sheet
// that lists all findings with links to the cells. Nothing else changes: the
// parts of the archive that need no change are copied as they are packed, the
// sheets are copied as they are written, cell by cell, and memory is in
// proportion to the findings, not to the file. A csv gets a column of findings.
//
// The file can be mended and sent again: package workbook leaves out what was
// added, and a second return takes the marks of the first away.
package redpen

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/opc"
	"tetsuzuki/import/workbook"
)

// ErrUnreadable says that the file cannot be given back with marks, because it
// cannot be read.
var ErrUnreadable = errors.New("redpen: the file cannot be read")

// Write writes the file of src to w with the findings of its report. A protected
// workbook, opened with the password, comes back without protection, which its
// sheet of findings says. The error is ErrUnreadable, or one of reading, writing
// or ctx; then what was written so far is of no use.
func Write(ctx context.Context, w io.Writer, src importer.Source, rep *importer.Report, opt importer.Options) error {
	return WriteRemarked(ctx, w, src, rep, nil, opt)
}

// WriteRemarked is Write for a file that somebody has returned: their remarks stand before
// the findings. Nil: nobody has.
func WriteRemarked(
	ctx context.Context,
	w io.Writer,
	src importer.Source,
	rep *importer.Report,
	remarks *Remarks,
	opt importer.Options,
) error {
	book, err := workbook.Open(ctx, src.Name, src.Data, src.Size, workbook.Options{Password: opt.Password, Limits: opt.Limits})
	if refusal, ok := errors.AsType[*workbook.Error](err); ok {
		return fmt.Errorf("%w: %w", ErrUnreadable, refusal)
	}
	if err != nil {
		return err
	}
	defer book.Close()
	if book.Format == "csv" {
		return writeCSV(ctx, w, src, book, slices.Concat(remarks.findings(), rep.Findings))
	}
	data, size := book.Package()
	pack, err := opc.Open(
		data,
		size,
		opc.Limits{Entries: 1 << 20, Part: size<<10 + 1<<30, Total: size<<10 + 1<<30, Ratio: 1 << 20, RatioFrom: 1 << 30},
	)
	if err != nil {
		return err
	}
	r := &returning{
		ctx:       ctx,
		pack:      pack,
		zip:       zip.NewWriter(w),
		rep:       rep,
		remarks:   remarks,
		protected: book.Protected,
		changed:   map[string][]byte{},
		sheets:    map[string]*target{},
	}
	if err := r.plan(book); err != nil {
		return err
	}
	if err := r.write(); err != nil {
		return err
	}
	return r.zip.Close()
}

// returning is one file on its way back.
type returning struct {
	ctx       context.Context
	pack      *opc.Package
	zip       *zip.Writer
	rep       *importer.Report
	remarks   *Remarks // nil: it was not returned
	protected bool
	main      string // the workbook part
	space     string // the namespaces of this edition of the standard
	relations string
	styles    *styles
	styleName string
	changed   map[string][]byte  // parts held whole, by opc.Key
	added     []string           // names of parts that are new, in order
	sheets    map[string]*target // sheet parts to be copied, by opc.Key
}

// target is a sheet that gets or loses marks.
type target struct {
	name  string
	part  string
	marks map[int][]mark
	notes []note
	link  string
}

// collect puts remarks and the findings of errors and warnings on their cells.
func (r *returning) collect() map[string]*target {
	type place struct{ col, row int }
	cells := map[string]map[place][]finding.Finding{}
	for _, gathered := range slices.Concat(r.remarks.findings(), r.rep.Findings) {
		if !marked(gathered) || gathered.Sheet == "" {
			continue
		}
		for f := range gathered.Each() {
			col, row, ok := workbook.ParseCell(f.Cell)
			if !ok {
				continue
			}
			if cells[f.Sheet] == nil {
				cells[f.Sheet] = map[place][]finding.Finding{}
			}
			cells[f.Sheet][place{col, row}] = append(cells[f.Sheet][place{col, row}], f)
		}
	}
	targets := map[string]*target{}
	for sheet, found := range cells {
		t := &target{name: sheet, marks: map[int][]mark{}}
		places := slices.SortedFunc(maps.Keys(found), func(a, b place) int {
			return cmp.Or(a.row-b.row, a.col-b.col)
		})
		for _, p := range places {
			severity := finding.Warning
			text := lead
			for i, f := range found[p] {
				if f.Severity != finding.Warning { // remarks look like errors: they are to be mended
					severity = finding.Error
				}
				if i > 0 {
					text += "\n"
				}
				text += sayFinding(f)
			}
			t.marks[p.row] = append(t.marks[p.row], mark{p.col, severity})
			t.notes = append(t.notes, note{p.col, p.row, clip(text, 2000)})
		}
		targets[sheet] = t
	}
	return targets
}

// marked reports whether a finding is written on its cells: an error, a warning, or that a
// person has put the cell right beside the file.
func marked(f finding.Finding) bool {
	return f.Severity != finding.Info || f.Rule == finding.RuleCorrected
}

func sayFinding(f finding.Finding) string {
	s := severityName(f.Severity) + "：" + f.Message
	if f.Example != "" {
		s += "\n例：" + f.Example
	}
	return s
}

// severityName is the label of a severity, or of an approver's remark.
func severityName(s finding.Severity) string {
	if s == remarked {
		return string(s)
	}
	return s.Label()
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// write writes the archive: changed parts anew, all others as they are packed.
func (r *returning) write() error {
	styleKey := opc.Key(r.styleName)
	for _, f := range r.pack.Files {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		key := opc.Key(f.Name)
		body, whole := r.changed[key]
		switch {
		case whole:
			if err := r.put(f.Name, body); err != nil {
				return err
			}
		case r.sheets[key] != nil:
			if err := r.copySheet(f, r.sheets[key]); err != nil {
				return err
			}
		case r.styleName != "" && key == styleKey:
			// Comes last: the sheets decide which formats it needs.
		default:
			if err := r.zip.Copy(f); err != nil {
				return err
			}
		}
	}
	for _, name := range r.added {
		if err := r.put(name, r.changed[opc.Key(name)]); err != nil {
			return err
		}
	}
	if r.styleName == "" {
		return nil
	}
	return r.put(r.pack.File(r.styleName).Name, r.styles.bytes())
}

func (r *returning) put(name string, body []byte) error {
	out, err := r.zip.Create(name)
	if err != nil {
		return err
	}
	_, err = out.Write(body)
	return err
}

func (r *returning) copySheet(f *zip.File, t *target) error {
	in, err := r.pack.Part(f.Name)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := r.zip.Create(f.Name)
	if err != nil {
		return err
	}
	return copySheet(r.ctx, out, in, r.styles, t.marks, t.link, r.relations)
}
