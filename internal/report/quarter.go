package report

import (
	"context"
	"io"
	"strings"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Quarter is what headquarters reports at a quarter's end, all from the same two moments: the
// progress workbook, the sentence to publish, the pictures for slides, and each bureau's pack.
type Quarter struct {
	Progress
	Files []QuarterFile // in the order in which they are made
}

// QuarterFile is one file of the report. Its name has folders.
type QuarterFile struct {
	Name  string
	Write func(io.Writer) error
}

// Manifest is the file that names all others with their checksums, as sha256sum writes and
// checks them.
const Manifest = "SHA256SUMS"

// ReadQuarter reads the report of two moments, and calls fn while its files can be written.
func ReadQuarter(ctx context.Context, st *store.Store, scope registry.Scope, ask ProgressQuestion, fn func(Quarter) error) error {
	const op = "report.ReadQuarter"
	if err := scope.Require(op, registry.Export); err != nil {
		return err
	}
	if !scope.AllBureaus() {
		return registry.Errorf(registry.Forbidden, op, "四半期報告は、すべての局の数値です。局の分は、手続一覧から保存してください。")
	}
	if ask.From.IsZero() {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "from",
			Message: "前回の時点か公表値の番号を指定してください。例：from=2022-09-30&to=2022-12-31"}
	}
	return Progress{PrintAll: ask.PrintAll}.read(ctx, st, scope, ask, func(p Progress, s *store.View) error {
		q := Quarter{Progress: p}
		day := p.Figures.AsOf.In(registry.Tokyo).Format("20060102")
		q.Files = []QuarterFile{
			{"公表文.txt", func(w io.Writer) error {
				_, err := io.WriteString(w, p.Sentence()+"\n")
				return err
			}},
			{"進捗報告_" + day + ".xlsx", p.WriteXLSX},
		}
		for _, picture := range p.pictures() {
			q.Files = append(q.Files, QuarterFile{"図/" + picture.Title + ".svg", picture.WriteSVG},
				QuarterFile{"図/" + picture.Title + ".png", picture.WritePNG})
		}
		bureaus, err := p.bureauFiles(ctx, s)
		if err != nil {
			return err
		}
		q.Files = append(q.Files, bureaus...)
		return fn(q)
	})
}

// fileName is a text as a file may be called.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, s)
}

// pictures are the report's, each with where it is from.
func (p Progress) pictures() []chart.Picture {
	var drawings []chart.Drawing
	var ahead []forecast.Quarter
	if p.Forecast != nil {
		ahead = p.Forecast.Quarters
	}
	if p.Curve != nil {
		drawings = append(drawings, chart.Curve(*p.Curve, progress.RateProcess, ahead))
	}
	if p.Bridge != nil {
		drawings = append(drawings, chart.Bridge(*p.Bridge))
	}
	drawings = append(drawings, chart.Funnel(*p.Funnel), chart.Bureaus(p.Figures))
	if p.Forecast != nil {
		drawings = append(drawings, chart.Forecast(*p.Forecast))
	}
	drawings = append(drawings, chart.Laws(*p.Laws))
	pictures := make([]chart.Picture, len(drawings))
	for i, d := range drawings {
		pictures[i] = chart.Picture{Drawing: d, Source: p.moments() + "　手続レジストリ"}
		if p.Sample {
			pictures[i].Source += "　架空のデータを含みます"
		}
	}
	return pictures
}

// WriteZip writes all files and the manifest as one zip: the same two moments give the same bytes.
// Beside (nil: nothing) writes each of them elsewhere as well, by what it is given.
func (q Quarter) WriteZip(w io.Writer, beside func(name string, write func(io.Writer) error) error) error {
	z := newSummedZip(w, beside)
	for _, f := range q.Files {
		if _, err := z.add(f.Name, f.Write); err != nil {
			return err
		}
	}
	return z.close()
}
