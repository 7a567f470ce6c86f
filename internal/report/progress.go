package report

import (
	"io"
	"time"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Progress is the progress workbook (進捗報告): everything in it as of one moment, beside an
// earlier one where it has such. What it has no figures of has no sheet.
type Progress struct {
	Figures progress.Figures
	Judge   Judge             // of what is missing
	From    *progress.Figures // of the earlier moment
	Whose   string            // the name of the one bureau that it is of; empty: of all
	Stood   store.Stood       // the last change up to the moment
	Seal    string            // the end of the chain of seals, to be held; empty where it may be written anew
	Address string            // that makes it anew
	Form    *form.Form        // whose labels it has; nil: the program's
	Sample  bool              // the registry holds made-up data, which the cover then says

	// The published figures by which the moments were named; zero: they were not.
	Published, FromPublished Published

	Curve    *progress.Curve
	Bridge   *progress.Bridge
	Funnel   *progress.Funnel
	Laws     *progress.Laws
	Forecast *forecast.Forecast
	Changes  []store.NamedPassage // of the bridge
	Groups   []store.GroupThen
	Plan     *PlanThen

	Years       []int // the fiscal years of the volumes in the full list
	Priority    Part  // in the order of rank
	Undecidable Part
	All         Part
	PrintAll    bool // the full list is printed, too
}

// Part is one list of the workbook.
type Part struct {
	Rows Rows
	N    int // how many
}

// The names of its sheets.
const (
	coverSheet       = "表紙"
	summarySheet     = "概要"
	curveSheet       = "推移"
	bridgeSheet      = "増減の理由"
	funnelSheet      = "対象の内訳"
	bureauSheet      = "局別"
	groupSheet       = "手続群"
	prioritySheet    = "重点手続"
	undecidableSheet = "判定不能"
	lawSheet         = "国の法令"
	lawChartSheet    = "国の法令の図"
	forecastSheet    = "見込み"
	planSheet        = "計画"
	plannedSheet     = "計画の手続"
	changeSheet      = "変更"
	allSheet         = "全手続"
	codeSheet        = "コード表"
	markSheet        = "情報"
)

// progressSheet is one sheet of the workbook.
type progressSheet struct {
	name, about string
	add         func(*book) error // nil: another one writes it, too
}

// sheets are those that the workbook has, in their order.
func (p Progress) sheets() []progressSheet {
	all := []progressSheet{{coverSheet, "", p.addCover}, {summarySheet, "4つの率、目標、手続の数（数式）", p.addSummary}}
	if p.Curve != nil {
		all = append(all, progressSheet{curveSheet, "四半期ごとのデジタル化率と、これからの見込みの幅（図）", p.addCurve})
	}
	if p.Bridge != nil {
		all = append(all, progressSheet{bridgeSheet, "前回からなぜ増減したか（図）", p.addBridge})
	}
	if p.Funnel != nil {
		all = append(all, progressSheet{funnelSheet, "すべての手続から実施済まで（図）", p.addFunnel})
	}
	all = append(all, progressSheet{bureauSheet, "局ごとの率、件数、重点手続（数式と図）", p.addBureaus})
	if len(p.Groups) > 0 {
		all = append(all, progressSheet{groupSheet, "手続群ごとの率と目標（数式）", p.addGroups})
	}
	all = append(all, progressSheet{prioritySheet, "重点手続の一覧と、足りない記入", p.addPriority},
		progressSheet{undecidableSheet, "重点手続かどうかを決められない手続の一覧", p.addUndecidable})
	if p.Laws != nil {
		all = append(all, progressSheet{lawSheet, "国の法令改正を待つ手続の、法令ごとの数", p.addLaws})
		if len(p.Laws.Laws) > 0 {
			all = append(all, progressSheet{lawChartSheet, "手続の多い法令と、累計の割合（図）", nil})
		}
	}
	if p.Forecast != nil {
		all = append(all, progressSheet{forecastSheet, "これからの率と、目標に届く見込み", p.addForecast})
	}
	if p.Plan != nil {
		all = append(all, progressSheet{planSheet, "何をいつデジタル化するか：年度と局の人日、率の推移（数式と図）", p.addPlan},
			progressSheet{plannedSheet, "計画に入っている手続の一覧", p.addPlanned})
	}
	if p.Bridge != nil {
		all = append(all, progressSheet{changeSheet, "前回から率に関わる変更のあった手続", p.addChanges})
	}
	return append(all, progressSheet{allSheet, "すべての手続（数式のもと）", p.addAll},
		progressSheet{codeSheet, "コードと名称", p.addCodes}, progressSheet{markSheet, "このファイルの印（確かめるときに使います）", p.addMarks})
}

// WriteXLSX writes the workbook. The same figures and rows give the same bytes.
func (p Progress) WriteXLSX(w io.Writer) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.describe("行政手続デジタル化 進捗報告", p.moments(), p.Figures.AsOf); err != nil {
		return err
	}
	sheets := p.sheets()
	for _, s := range sheets {
		if err := b.addSheet(s.name); err != nil {
			return err
		}
	}
	// The full list first: the marks tell its checksum.
	for _, full := range []bool{true, false} {
		for _, s := range sheets {
			if s.add != nil && (s.name == allSheet) == full {
				if err := s.add(b); err != nil {
					return err
				}
			}
		}
	}
	return b.write(w)
}

// moments says for people of when the figures are, and beside which they stand.
func (p Progress) moments() string {
	text := momentName(p.Published.Name, p.Figures.AsOf)
	if p.From != nil {
		text += "（前回：" + momentName(p.FromPublished.Name, p.From.AsOf) + "）"
	}
	if p.Whose != "" {
		text += "　" + p.Whose
	}
	return text
}

func momentName(published string, t time.Time) string {
	if published != "" {
		return "公表値「" + published + "」" + momentWords(t) + "時点"
	}
	return momentWords(t) + "時点"
}

// momentWords is a moment for people: a day's end by its day.
func momentWords(t time.Time) string {
	if t.Equal(registry.EndOf(t)) {
		return registry.DayText(t)
	}
	return registry.MomentText(t)
}
