package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/stamp"
	"tetsuzuki/import/workbook"
)

// Source is the file that is read.
type Source struct {
	Name string // with its ending
	Data io.ReaderAt
	Size int64 // bytes
}

// Options are what the caller knows about a file.
type Options struct {
	Bureau  string   // name or code of the bureau that sends it; empty for a file of all bureaus
	Bureaus []string // names of all bureaus; empty means those of the inventory form

	// Successors are, by the name that a bureau bore, the names of those that took over, or of
	// the bureau itself since; nil means the inventory form's.
	Successors map[string][]string

	Form        *form.Form // with the registry's own code lists; nil means the program's
	FiscalYear  int        // of the volumes, where neither header nor title says; 0 for unknown
	Password    string     // of a protected workbook
	Mapping     *Mapping   // what headers mean, from an earlier reading; used first
	Corrections []Correction
	Limits      workbook.Limits
	MaxFindings int // errors and warnings listed one by one; 0 means 10,000

	// Progress, if any, is told now and then how many of the file's rows are read.
	Progress func(done, total int)
}

// Mapping says what a sheet's headers mean; a person made or confirmed it.
type Mapping = layout.Mapping

// MappedSheet puts right what was understood of one sheet's layout.
type MappedSheet = layout.MappedSheet

// MappedColumn is the meaning of the columns with one header.
type MappedColumn = layout.MappedColumn

const maxFindings = 10000

// Read reads a file and hands each record to sink in the order of sheets, tables
// and rows, in memory that does not grow with their number; the report's Records
// stay nil. A file that cannot be read gives a report with the reason among its
// findings, which is then Unreadable. The error is one of reading the data, of
// ctx, or of sink.
func Read(ctx context.Context, src Source, opt Options, sink func(Record) error) (*Report, error) {
	opt.Limits = opt.Limits.WithDefaults()
	r := &reading{
		opt:    opt,
		sink:   sink,
		found:  newCollector(limitOf(opt), opt.Limits.Findings),
		rep:    &Report{File: File{Name: src.Name, Bytes: src.Size}},
		budget: previewBytes,
		seen:   map[uint64]place{},
		ids:    map[string]place{},
		lent:   map[string]map[layout.Place]int{},
		others: map[string]int{},
	}
	if err := r.run(ctx, src); err != nil {
		return nil, err
	}
	r.rep.Findings = r.otherBureau(r.found.all())
	r.rep.Summary = summarize(r.rep, r.records)
	return r.rep, nil
}

// Check is Read with the records collected in the report.
func Check(ctx context.Context, src Source, opt Options) (*Report, error) {
	var records []Record
	rep, err := Read(ctx, src, opt, func(r Record) error {
		records = append(records, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	rep.Records = records
	return rep, nil
}

func limitOf(opt Options) int {
	if opt.MaxFindings > 0 {
		return opt.MaxFindings
	}
	return maxFindings
}

// place is a row of a sheet.
type place struct {
	sheet int32
	row   int32
}

// reading is one reading of one file.
type reading struct {
	opt     Options
	sink    func(Record) error
	rep     *Report
	found   *collector
	book    *workbook.Book
	bureaus bureaus
	records int
	seen    map[uint64]place                // rows by what identifies them
	ids     map[string]place                // rows by the registry's own ID
	lent    map[string]map[layout.Place]int // cells of the legends that sheets lent to the tables of others
	others  map[string]int                  // rows that are another bureau's, by its name
	// versions is the stamp that the rows themselves carry: the earliest moment of them.
	versions stamp.Stamp
	said     int // cells of which that was said
	score    scorer
	budget   int   // bytes that are left for the preview
	passed   int   // rows that are behind us, for Progress
	rows     int   // of all sheets
	ignored  int   // rows that are listed as no records
	weight   int64 // of the records so far
	headers  int   // bytes of those so far
}

// form is the one whose choices the cells hold.
func (r *reading) form() *form.Form { return cmp.Or(r.opt.Form, form.Current()) }

func (r *reading) run(ctx context.Context, src Source) error {
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(src.Data, 0, src.Size)); err != nil {
		return fmt.Errorf("read %s: %w", src.Name, err)
	}
	r.rep.File.SHA256 = hex.EncodeToString(hash.Sum(nil))
	book, err := workbook.Open(ctx, src.Name, src.Data, src.Size, workbook.Options{Password: r.opt.Password, Limits: r.opt.Limits})
	if refusal, ok := errors.AsType[*workbook.Error](err); ok {
		r.found.add(refusal.Finding)
		return nil
	}
	if err != nil {
		return err
	}
	defer book.Close()
	r.book = book
	r.rep.File.Format, r.rep.Protected = book.Format, book.Protected
	r.rep.File.Stamp = stamp.Parse(book.Stamp)
	for _, f := range book.Notes {
		r.found.add(f)
	}
	if err := r.correct(ctx); err != nil {
		return r.broken(err)
	}
	r.bureaus = newBureaus(r.opt)
	r.checkMapping()
	if err := r.sheets(ctx); err != nil {
		return err
	}
	r.stampByRows()
	r.corrected()
	return nil
}

// sheets finds the tables of all sheets, then reads those of each sheet.
func (r *reading) sheets(ctx context.Context) error {
	results := make([]*layout.Result, len(r.book.Sheets))
	seen := make([]*preview, len(r.book.Sheets))
	found := false // a table outside a sheet of examples
	var loose []layout.Place
	for i, s := range r.book.Sheets {
		seen[i] = r.preview(s)
		opt := layout.Options{FiscalYear: r.opt.FiscalYear, Mapping: r.opt.Mapping, Form: r.opt.Form, Each: seen[i].first,
			Stamped: !r.rep.File.Stamp.IsZero()}
		res, err := layout.Find(ctx, s, opt)
		if err != nil {
			return r.broken(err)
		}
		if err := r.weighHeaders(s, res); err != nil {
			return r.broken(err)
		}
		results[i] = res
		seen[i].Headers, seen[i].Lost = res.Headers(), res.Lost
		found = found || len(res.Tables) > 0 && !exampleSheet(s.Name) && !r.skips(s, res)
		if len(res.Tables) == 0 {
			loose = append(loose, res.Loose...)
		}
	}
	for _, s := range r.book.Sheets {
		r.rows += s.RowCount
	}
	r.elsewhere(results)
	behind := 0
	for i, s := range r.book.Sheets {
		r.passed = behind // whether or not the sheet before was read
		r.pass(0)
		behind += s.RowCount
		tables := results[i].Tables
		given := r.opt.Mapping.Sheet(s.Name)
		told := given.Read || len(given.HeaderRows) > 0 && !results[i].Lost // to be read
		leave := func(why Left, severity finding.Severity, message string) {
			if seen[i].Left = why; why != LeftTold && r.ownSheet(ctx, s) {
				return
			}
			r.skipSheet(s, message, severity)
			r.unreadSheet(s, results[i])
		}
		switch {
		case r.skips(s, results[i]):
			leave(LeftTold, finding.Info, "指定に従い、シート「"+s.Name+"」は読み取りませんでした。")
			continue
		case len(tables) > 0 && exampleSheet(s.Name) && found && !told:
			leave(LeftExample, finding.Info, "シート「"+s.Name+"」は記入例とみて、読み取りませんでした。")
			continue
		case len(tables) == 0 && len(results[i].Partial) > 0 && (told || !found && !exampleSheet(s.Name)):
			tables = results[i].Partial
		case len(tables) == 0 && len(results[i].Partial) > 0:
			why, severity := LeftNoName, finding.Warning
			if codeSheet.MatchString(s.Name) {
				why, severity = LeftCodes, finding.Info
			}
			leave(why, severity, "シート「"+s.Name+"」には表がありますが、手続名の列がないため読み取りませんでした。")
			continue
		case len(tables) == 0:
			seen[i].Left = LeftNoTable
			if s.CellCount > 0 {
				leave(LeftNoTable, finding.Info, "シート「"+s.Name+"」には手続の一覧表がないため、読み取りませんでした。")
			} else {
				r.unreadSheet(s, results[i])
			}
			continue
		}
		if err := r.sheet(ctx, i, s, tables, results[i], loose, seen[i]); err != nil {
			return r.broken(err)
		}
	}
	if len(r.rep.Tables) == 0 {
		r.noTable(results)
	}
	r.passed = r.rows
	r.pass(0)
	r.rep.Readability = r.score.result(r.rep, r.found)
	return nil
}

// skips tells whether a person said that the sheet holds no inventory.
func (r *reading) skips(s *workbook.Sheet, res *layout.Result) bool {
	given := r.opt.Mapping.Sheet(s.Name)
	return given.Skip && !given.Read && !res.Lost
}

// often is how many rows are read between two calls of Progress.
const often = 200

// pass counts rows as behind us, or with none tells where we are.
func (r *reading) pass(rows int) {
	r.passed += rows
	if r.opt.Progress != nil && (rows == 0 || r.passed%often == 0) {
		r.opt.Progress(r.passed, r.rows)
	}
}

// broken makes a finding of a file that turned out unreadable on the way: the only one,
// since nothing else of it counts.
func (r *reading) broken(err error) error {
	refusal, ok := errors.AsType[*workbook.Error](err)
	if !ok {
		return err
	}
	r.found = newCollector(limitOf(r.opt), r.opt.Limits.Findings)
	r.found.add(refusal.Finding)
	r.rep.File.Format, r.rep.Tables = "", nil
	return nil
}

func (r *reading) skipSheet(s *workbook.Sheet, message string, severity finding.Severity) {
	f := finding.Finding{
		Severity: severity,
		Rule:     finding.RuleSkippedSheet,
		Sheet:    s.Name,
		Message:  message,
		Example:  "手続の一覧は、手続名の列がある表にする",
	}
	if n := s.CellCount - r.lentBy(s); n > 0 {
		f.Count, f.Cells = n, []string{workbook.Range{FirstRow: 1, FirstCol: 1, LastRow: s.MaxRow, LastCol: s.MaxCol}.String()}
		f.Message += fmt.Sprintf("（%d セル）", n)
	}
	r.found.add(f)
}

// codeSheet is the name of a sheet that lists what may be chosen.
var codeSheet = regexp.MustCompile(`選択肢|プルダウン|コード|リスト|マスタ|凡例|設定`)

func exampleSheet(name string) bool {
	for _, w := range []string{"記入例", "記載例", "入力例", "作成例", "記入要領", "記載要領", "作成要領", "見本"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}
