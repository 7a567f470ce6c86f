package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var progressVerb = verb{
	name:     "progress",
	summary:  "進捗の数値（4つの率、重点手続、目標、局別）を表示します。",
	detail:   "例: tetsuzuki progress --as-of 2022-12-31\n--as-of を付けないと現在の数値です。率は切り捨てて表示し、不明の値は分母に入れず件数を示します。",
	settings: []string{"data"},
	list:     "/bureaus",
	set: func(fs *flag.FlagSet) action {
		asJSON, asOf, group := fs.Bool("json", false, "JSON で出力する"), asOfFlag(fs), groupFlag(fs)
		by := registry.OrganisedThen
		oneOf(fs, "organisation", "--as-of の時点の局（then）か、今の局（now）の`どちら`で数えるか", &by, registry.Organisations...)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				of, err := groupNamed(ctx, o.store, *group)
				if err != nil {
					return err
				}
				if of != 0 {
					return writeGroupProgress(ctx, p.out, o.store, *asOf, of, *asJSON)
				}
				return writeProgress(ctx, p.out, o.store, *asOf, by, *asJSON)
			})
		}
	},
}

// asOfFlag declares the flag for the moment that a verb shows.
func asOfFlag(fs *flag.FlagSet) *time.Time {
	var t time.Time
	fs.Func("as-of", "この`日`の終わりの時点で出力する（例：2022-12-31）", func(s string) (err error) {
		t, err = registry.ParseMoment(s)
		return err
	})
	return &t
}

func writeProgress(
	ctx context.Context,
	w io.Writer,
	s *store.Store,
	asOf time.Time,
	by registry.Organised,
	asJSON bool,
) error {
	f, err := s.FiguresBy(ctx, operator(), asOf, by)
	if err != nil {
		return err
	}
	return writeFiguresAs(w, f, asJSON)
}

// writeGroupProgress writes the figures of the processes of a group.
func writeGroupProgress(ctx context.Context, w io.Writer, s *store.Store, asOf time.Time, group int, asJSON bool) error {
	standing, err := s.GroupStanding(ctx, operator(), asOf, group)
	if err != nil {
		return err
	}
	return writeFiguresAs(w, progress.Of(standing), asJSON)
}

func writeFiguresAs(w io.Writer, f progress.Figures, asJSON bool) error {
	if asJSON {
		return writeJSON(w, f)
	}
	return writeFigures(w, f)
}

// writeFigures writes the figures for people.
func writeFigures(w io.Writer, f progress.Figures) error {
	var b strings.Builder
	fmt.Fprintf(&b, "進捗（%s時点、集計の規則 %s）\n", dateTime(f.AsOf), f.RuleVersion)
	fmt.Fprintf(&b, "  手続プロセス %s 手続、うち対象 %s 手続、実施済 %s 手続（ほかに一部実施済 %s 手続）\n\n",
		registry.Thousands(f.Processes), registry.Thousands(f.InScope), registry.Thousands(f.Done), registry.Thousands(f.Partial))
	for _, r := range []struct {
		name, unit string
		rate       progress.Rate
		unknown    string
	}{
		{"デジタル化率", "手続", f.Rates.Process, ""},
		{"件数カバー率", "件/年", f.Rates.Cases, "件数不明"},
		{"オンライン利用率", "件/年", f.Rates.Usage, "件数不明"},
		{"都の裁量分のデジタル化率", "手続", f.Rates.Discretion, "法令改正の要否が不明"},
	} {
		fmt.Fprintf(
			&b,
			"  %s %7s  %s ÷ %s %s",
			padded(r.name, 24),
			r.rate.Text(),
			registry.Thousands(r.rate.Numerator),
			registry.Thousands(r.rate.Denominator),
			r.unit,
		)
		if r.unknown != "" {
			fmt.Fprintf(&b, "（%sの %s 手続を除く）", r.unknown, registry.Thousands(r.rate.Unknown))
		}
		if text := r.rate.Certainty(); text != "" {
			fmt.Fprintf(&b, "\n  %s （%s）", padded("", 24), text)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(
		&b,
		"\n重点手続（年間 %s 件以上）\n  %s 手続、年間 %s 件（全体の %s）、実施済 %s 手続、判定不能 %s 手続\n",
		registry.Thousands(
			f.Threshold,
		),
		registry.Thousands(f.Priority.Count),
		registry.Thousands(f.Priority.Volume),
		f.Priority.ShareText(),
		registry.Thousands(f.Priority.Done),
		registry.Thousands(f.Priority.Undecidable),
	)
	if text := f.Priority.VolumeCertainty(); text != "" {
		fmt.Fprintf(&b, "  （%s）\n", text)
	}
	if why := f.Priority.Because; f.Priority.Undecidable > 0 {
		fmt.Fprintf(&b, "  判定不能のわけ：件数が不明 %s、件数の幅が基準をまたぐ %s、件数に上限がない %s\n",
			registry.Thousands(why.Unknown), registry.Thousands(why.Range), registry.Thousands(why.Open))
	}
	for _, t := range f.Targets {
		fmt.Fprintf(&b, "\n目標「%s」（%s～%s）\n  %s 手続のうち %s 手続実施済、%s\n", t.Name, t.From, t.To,
			registry.Thousands(t.Goal), registry.Thousands(t.Done), t.Told())
		if n, why := f.TargetUnknown(t); why != "" {
			fmt.Fprintf(&b, "  %s %s は数えていません\n", why, registry.Thousands(n))
		}
	}
	fmt.Fprintf(&b, "\n局別\n  %8s %8s %8s %7s %8s %8s  局\n", "手続", "対象", "実施済", "率（％）", "重点", "判定不能")
	for _, r := range f.Bureaus {
		fmt.Fprintf(
			&b,
			"  %10s %10s %11s %8s %10s %12s  %s\n",
			registry.Thousands(r.Processes),
			registry.Thousands(r.InScope),
			registry.Thousands(r.Done),
			r.Process.Percent,
			registry.Thousands(r.Priority),
			registry.Thousands(r.Undecidable),
			r.Bureau,
		)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// dateTime is a moment for people; the end of a day is the day.
func dateTime(t time.Time) string {
	if t.Equal(registry.EndOf(t)) {
		return registry.DayText(t)
	}
	return registry.MomentText(t)
}

// padded fills a text of full-width letters up to a width of half-width ones.
func padded(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-2*len([]rune(s))))
}
