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
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

var priorityVerb = verb{
	name:    "priority",
	summary: "重点手続を件数の多い順に表示します。判定不能と基準の前後の一覧も付けます。",
	detail: "例: tetsuzuki priority --json --as-of 2022-12-31\n" +
		"基準は --as-of の日に有効なものを使います。画面には判定不能と基準の前後を20手続まで表示し、--json ではすべて出力します。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		asJSON, asOf := fs.Bool("json", false, "JSON で出力する"), asOfFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				lists, err := readPriorities(ctx, o.store, *asOf, *asJSON)
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, lists)
				}
				return lists.write(p.out)
			})
		}
	},
}

// shownInPart is how many the short lists show to people.
const shownInPart = 20

// priorities are the three lists of domain.md, rule 2.
type priorities struct {
	AsOf        time.Time                    `json:"as_of"`
	Threshold   int64                        `json:"threshold"`
	Totals      map[store.PriorityList]int64 `json:"totals"`
	Gap         *progress.Gap                `json:"gap"`       // to the target in force; null: there is none
	Processes   []report.RankedJSON          `json:"processes"` // at or over the threshold, the most cases first
	Undecidable []report.RankedJSON          `json:"undecidable"`
	Near        []report.RankedJSON          `json:"near"`
}

// readPriorities reads the lists, the shorter ones whole only where asked.
func readPriorities(ctx context.Context, s *store.Store, asOf time.Time, whole bool) (priorities, error) {
	lists := priorities{Totals: map[store.PriorityList]int64{}}
	standing, err := s.Standing(ctx, operator(), asOf)
	if err != nil {
		return lists, err
	}
	with, err := report.Form(ctx, s)
	if err != nil {
		return lists, err
	}
	judge := report.NewJudge(standing)
	lists.Gap = judge.Gap
	for list, to := range map[store.PriorityList]*[]report.RankedJSON{
		store.ListPriority: &lists.Processes, store.ListUndecidable: &lists.Undecidable, store.ListNear: &lists.Near,
	} {
		*to = []report.RankedJSON{}
		f := list.Filter(asOf)
		f.Limit = shownInPart
		if whole || list == store.ListPriority {
			f.Limit = store.MaxLimit
		}
		for {
			page, err := s.Processes(ctx, operator(), f)
			if err != nil {
				return priorities{}, err
			}
			lists.AsOf, lists.Threshold, lists.Totals[list] = page.AsOf.In(registry.Tokyo), page.Threshold, page.Total
			for _, p := range page.Processes {
				ranked := report.RankedJSON{Rank: int64(len(*to)) + 1, ProcessJSON: report.NewProcessJSON(with, p, page.Threshold)}
				ranked.JudgedJSON = judge.JSON(p)
				*to = append(*to, ranked)
			}
			if f.Cursor = page.Next; f.Cursor == "" || f.Limit == shownInPart {
				break
			}
		}
	}
	return lists, nil
}

// write writes the lists for people.
func (l priorities) write(w io.Writer) error {
	for _, part := range []struct {
		list  store.PriorityList
		title string
		rows  []report.RankedJSON
	}{
		{store.ListPriority, fmt.Sprintf("重点手続（%s時点、年間 %s 件以上）", dateTime(l.AsOf), registry.Thousands(l.Threshold)), l.Processes},
		{store.ListUndecidable, "判定不能（件数が不明、幅が基準をまたぐ、または上限がないもの）", l.Undecidable},
		{store.ListNear, "基準の前後（正確でなく、幅のどこかが基準の±5％以内にあるもの。人の確認が必要です）", l.Near},
	} {
		if _, err := fmt.Fprintf(w, "%s：%s 手続\n", part.title, registry.Thousands(l.Totals[part.list])); err != nil {
			return err
		}
		for _, p := range part.rows {
			if _, err := fmt.Fprintf(w, "%5d  %s  %s  %s%s\n", p.Rank, deciding(p), p.ProcessID, nameOf(p), judged(p)); err != nil {
				return err
			}
		}
		if rest := l.Totals[part.list] - int64(len(part.rows)); rest > 0 {
			if _, err := fmt.Fprintf(w, "       ほか %s 手続（--json ですべて出力できます）\n", registry.Thousands(rest)); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	return nil
}

// qualifiers say how exact a number is, in the same width.
var qualifiers = map[registry.Qualifier]string{
	registry.Exact: "　　", registry.Approx: "程度", registry.Lower: "以上", registry.Over: "超　", registry.Upper: "未満", registry.Range: "～　",
}

// deciding is the volume that decided, with its year.
func deciding(p report.RankedJSON) string {
	if p.Volume == nil {
		return fmt.Sprintf("%13s　　 %6s", "不明", "")
	}
	return fmt.Sprintf("%15s%s %s", registry.Thousands(p.Volume.Total), qualifiers[p.Volume.TotalQualifier],
		registry.EraYear(p.Volume.FiscalYear))
}

// judged is what is missing to digitize a process, and how much of the target it brings.
func judged(p report.RankedJSON) string {
	if len(p.Missing) == 0 {
		return ""
	}
	labels := make([]string, len(p.Missing))
	for i, l := range p.Missing {
		labels[i] = l.Label
	}
	text := "　足りないもの：" + strings.Join(labels, "、")
	if b := p.Brought; b != nil && b.Cases != nil {
		text += "　目標の不足の " + b.Cases.Text()
	}
	return text
}

func nameOf(p report.RankedJSON) string {
	name := p.Bureau + " " + p.ProcedureName
	if p.ProcessName != "" {
		name += "／" + string(p.ProcessName)
	}
	if p.PriorityOverride != "" {
		name += "（人の判断：" + string(p.PriorityReason) + "）"
	}
	if p.UndecidableCause != "" {
		name += "（" + registry.Cause(p.UndecidableCause).Label() + "）"
	}
	return name
}
