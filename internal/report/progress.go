package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Progress is the progress workbook (進捗報告): everything in it as of one moment.
type Progress struct {
	Figures     progress.Figures
	Seal        string // the end of the chain of seals, to be held
	Sample      bool   // the registry holds made-up data, which the cover then says
	Years       []int  // the fiscal years of the volumes in the full list
	Priority    Part   // in the order of rank
	Undecidable Part
	All         Part
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
	bureauSheet      = "局別"
	prioritySheet    = "重点手続"
	undecidableSheet = "判定不能"
	allSheet         = "全手続"
)

// WriteXLSX writes the workbook.
func (p Progress) WriteXLSX(w io.Writer) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.close()
	for _, add := range []func(*book) error{p.addCover, p.addSummary, p.addBureaus, p.addPriority, p.addUndecidable, p.addAll} {
		if err := add(b); err != nil {
			return err
		}
	}
	return b.write(w)
}

func (p Progress) addCover(b *book) error {
	f := p.Figures
	s, err := b.page(coverSheet, 24, 100)
	if err != nil {
		return err
	}
	s.row(style{large: true, bold: true}, "行政手続デジタル化 進捗報告")
	if p.Sample {
		s.row(style{bold: true}, "サンプル：この登録簿には架空のデータが含まれています。実際の手続ではありません。")
	}
	s.row(style{})
	s.row(style{wrap: true}, "時点", f.AsOf.In(registry.Tokyo).Format("2006年1月2日 15時04分"))
	s.row(style{wrap: true}, "集計の規則", f.RuleVersion)
	s.row(style{wrap: true}, "重点手続の基準", fmt.Sprintf("年間 %s 件以上", registry.Thousands(f.Threshold)))
	for _, t := range f.Targets {
		s.row(style{wrap: true}, "目標", fmt.Sprintf("%s（%s ～ %s）：%s 手続のうち %s 手続まで、あと %s 手続",
			t.Name, t.From, t.To, registry.Thousands(t.Goal), registry.Thousands(t.Done), registry.Thousands(t.Gap)))
	}
	if p.Seal != "" {
		s.row(style{wrap: true}, "控える封印", p.Seal)
	}
	s.row(style{})
	s.row(style{bold: true}, "用語と集計のしかた")
	for _, d := range definitions {
		s.row(style{wrap: true}, d[0], d[1])
	}
	return s.finish()
}

// definitions are what the figures mean (domain.md, rules 1, 2 and 4).
var definitions = [][2]string{
	{"手続プロセス", "手続の一つの段階（申請、処分通知、縦覧、作成・保存など）。件数を数える単位です。"},
	{"対象", "対象範囲が「対象」で、デジタル化状況が「適用除外」でも「廃止」でもないもの。"},
	{"実施済", "デジタル化状況が「実施済」のもの。「一部実施済」は含みません。"},
	{"(a) デジタル化率", "対象の手続プロセスのうち、実施済の割合。"},
	{"(b) 件数カバー率", "対象の年間件数のうち、実施済の手続プロセスの件数の割合。件数が不明のものは除き、その数を示します。"},
	{"(c) オンライン利用率", "年間件数とうちオンライン件数の両方が同じ年度で分かる手続プロセスの、オンライン件数の割合。"},
	{"(d) 都の裁量分のデジタル化率", "対象のうち、国の法令改正が「不要」の手続プロセスの、実施済の割合。"},
	{"重点手続", "件数が分かる最新の年度の年間件数が、基準以上のもの。人が理由を付けて判断したものを含みます。"},
	{"判定不能", "件数が不明か、件数の幅が基準をまたぐか、件数に上限がない（○件以上など）もの。0件とも、重点手続でないとも扱いません。"},
	{"件数の合計", "書かれた数の合計です（10件未満は10、100～200件は100を足します）。正確でない件数の数と、幅から求めた下限・上限を添えます。" +
		"約○件は書かれた数として数え、以上・超の件数があれば上限はありません。"},
	{"率の表示", "小数第2位以下を切り捨てます。切り上げや四捨五入はしません。"},
}

func (p Progress) addSummary(b *book) error {
	f := p.Figures
	s, err := b.page(summarySheet, 30, 16, 16, 18, 12, 22, 16, 16, 16, 16)
	if err != nil {
		return err
	}
	s.row(style{header: true}, "率", "分子", "分母", "不明で除いた手続数", "率（％）", "件数が正確でない手続数", "分子の下限", "分子の上限", "分母の下限", "分母の上限")
	for _, r := range []struct {
		name string
		rate progress.Rate
	}{
		{"(a) デジタル化率", f.Rates.Process}, {"(b) 件数カバー率", f.Rates.Cases},
		{"(c) オンライン利用率", f.Rates.Usage}, {"(d) 都の裁量分のデジタル化率", f.Rates.Discretion},
	} {
		count := style{number: countFormat}
		row := []cell{r.name, r.rate.Numerator, r.rate.Denominator, r.rate.Unknown, percentCell(r.rate.Percent)}
		if r.rate.NumeratorBounds != nil && r.rate.DenominatorBounds != nil {
			row = append(row, r.rate.Inexact)
			row = append(append(row, boundCells(r.rate.NumeratorBounds)...), boundCells(r.rate.DenominatorBounds)...)
		}
		s.cells([]style{{}, count, count, count, {number: percentFormat}, count, count, count, count, count}[:len(row)], row...)
	}
	s.row(style{})
	s.row(style{header: true}, "手続プロセスの数", "手続")
	for _, r := range []struct {
		name string
		n    int64
	}{
		{"すべて", f.Processes}, {"対象", f.InScope}, {"実施済（対象のうち）", f.Done}, {"一部実施済（対象のうち）", f.Partial},
		{"重点手続", f.Priority.Count}, {"重点手続のうち実施済", f.Priority.Done}, {"判定不能", f.Priority.Undecidable},
		{"判定不能のうち、件数が不明", f.Priority.Because.Unknown}, {"判定不能のうち、件数の幅が基準をまたぐ", f.Priority.Because.Range},
		{"判定不能のうち、件数に上限がない", f.Priority.Because.Open},
		{"重点手続の年間件数", f.Priority.Volume}, {"重点手続のうち、件数が正確でないもの", f.Priority.VolumeInexact},
	} {
		s.cells([]style{{}, {number: countFormat}}, r.name, r.n)
	}
	if bounds := f.Priority.VolumeBounds; bounds != nil {
		for i, name := range []string{"重点手続の年間件数の下限", "重点手続の年間件数の上限"} {
			s.cells([]style{{}, {number: countFormat}}, name, boundCells(bounds)[i])
		}
	}
	s.cells([]style{{}, {number: percentFormat}}, "重点手続が全件数に占める割合", percentCell(f.Priority.SharePercent))
	s.row(style{})
	s.row(style{header: true}, "デジタル化状況", "手続数", "うち対象")
	statuses := form.Current().CodeList("digitization_status")
	for _, r := range f.Statuses {
		label := "（記入なし）"
		if r.Status != "" {
			label = statuses.Label(string(r.Status))
		}
		s.cells([]style{{}, {number: countFormat}, {number: countFormat}}, label, r.Processes, r.InScope)
	}
	return s.finish()
}

func (p Progress) addBureaus(b *book) error {
	count, percent := style{number: countFormat}, style{number: percentFormat}
	f := p.Figures
	t, err := b.table(bureauSheet, []head{
		{"局", 34, style{}}, {"手続数", 10, count}, {"対象", 10, count}, {"実施済", 10, count}, {"一部実施済", 12, count},
		{"デジタル化率", 14, percent}, {"年間件数", 16, count}, {"件数不明の手続数", 18, count},
		{"件数カバー率", 14, percent}, {"重点手続", 10, count}, {"判定不能", 10, count},
		{"件数が正確でない手続数", 22, count}, {"年間件数の下限", 16, count}, {"年間件数の上限", 16, count},
	}, len(f.Bureaus), 0)
	if err != nil {
		return err
	}
	for _, u := range f.Bureaus {
		if err := t.add([]cell{u.Bureau, u.Processes, u.InScope, u.Done, u.Partial, percentCell(u.Process.Percent), u.Volume,
			u.VolumeUnknown, percentCell(u.Cases.Percent), u.Priority, u.Undecidable, u.VolumeInexact,
			boundCells(u.VolumeBounds)[0], boundCells(u.VolumeBounds)[1]}); err != nil {
			return err
		}
	}
	last := len(f.Bureaus) + 1
	series := func(column string) excelize.ChartSeries {
		return excelize.ChartSeries{
			Name:       fmt.Sprintf("'%s'!$%s$1", bureauSheet, column),
			Categories: fmt.Sprintf("'%s'!$A$2:$A$%d", bureauSheet, last),
			Values:     fmt.Sprintf("'%s'!$%s$2:$%s$%d", bureauSheet, column, column, last),
		}
	}
	inScope, done := series("C"), series("D")
	inScope.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"#C5D7FB"}}
	done.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"#0017C1"}}
	if last > 1 {
		if err := b.file.InsertPageBreak(bureauSheet, fmt.Sprintf("A%d", last+2)); err != nil {
			return err
		}
		if err := b.file.AddChart(bureauSheet, fmt.Sprintf("A%d", last+2), &excelize.Chart{
			Type: excelize.Col, Series: []excelize.ChartSeries{inScope, done},
			Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "局別の対象と実施済（手続プロセスの数）"}}},
			Legend:    excelize.ChartLegend{Position: "bottom"},
			Dimension: excelize.ChartDimension{Width: 1180, Height: 420},
			Format:    excelize.GraphicOptions{AltText: "局別の対象と実施済の手続プロセスの数。値は上の表のとおりです。"},
		}); err != nil {
			return err
		}
	}
	return t.finish()
}

func (p Progress) addPriority(b *book) error {
	rank := 0
	return p.addShort(b, prioritySheet, p.Priority, []head{{"順位", 8, style{}}}, func(*registry.Process) []cell {
		rank++
		return []cell{int64(rank)}
	})
}

func (p Progress) addUndecidable(b *book) error {
	return p.addShort(b, undecidableSheet, p.Undecidable, nil, func(*registry.Process) []cell { return nil })
}

// addShort makes a sheet with what decides a process's priority, after the columns
// of its own.
func (p Progress) addShort(b *book, sheet string, part Part, own []head, first func(*registry.Process) []cell) error {
	t, err := b.table(sheet, append(own, []head{
		{"手続ID", 14, style{}}, {"局", 26, style{}}, {"手続名", 48, style{}}, {"根拠法令", 34, style{}}, {"根拠条項", 18, style{}},
		{"年間件数", 18, style{number: countFormat}}, {"件数の年度", 14, style{}}, {"判定のもと", 30, style{}},
		{"デジタル化状況", 16, style{}}, {"デジタル化予定年度", 14, style{}}, {"国の法令改正の要否", 14, style{}},
	}...), part.N, 0)
	if err != nil {
		return err
	}
	f := form.Current()
	for row, err := range part.Rows {
		if err != nil {
			return err
		}
		r := &row.Process
		cells := append(first(r), r.ID.String(), r.Bureau, r.ProcedureName, textCell(r.LegalBasis), textCell(r.LegalArticle))
		cells = append(cells, p.deciding(r)...)
		var planned cell
		if r.PlannedFiscalYear != 0 {
			planned = int64(r.PlannedFiscalYear)
		}
		cells = append(cells, textCell(f.CodeList("digitization_status").Label(string(r.Status))), planned,
			f.CodeList("national_law_change").Label(string(r.NationalLawChange)))
		if err := t.add(cells); err != nil {
			return err
		}
	}
	return t.finish()
}

// deciding tells the volume that decides, its year, and what decided. Unknown is
// not zero.
func (p Progress) deciding(r *registry.Process) []cell {
	var volume, year, why cell = "不明", nil, "件数が不明"
	if d := r.Deciding; d != nil {
		year = registry.EraYear(d.FiscalYear)
		volume, why = *d.Total.Value, "件数"
		if d.Total.Qualifier != registry.Exact {
			volume, why = casesText(d.Total), "件数（正確ではありません）"
		}
	}
	if cause := r.Cause(p.Figures.Threshold); cause != "" {
		why = cause.Label()
	}
	if r.Override != "" {
		why = "人の判断：" + r.OverrideReason
	}
	return []cell{volume, year, why}
}

func (p Progress) addAll(b *book) error {
	return b.addList(allSheet, List{Years: p.Years}, p.All.N, p.All.Rows, false)
}

// boundCells are the bounds of a sum of cases.
func boundCells(b *progress.Bounds) []cell {
	if b == nil {
		return []cell{nil, nil}
	}
	if b.High == nil {
		return []cell{b.Low, "上限なし"}
	}
	return []cell{b.Low, *b.High}
}

// percentCell is a percentage, cut off already, as a number that spreadsheets can
// go on with; or the sign for no rate.
func percentCell(percent string) cell {
	tenths, err := strconv.Atoi(strings.Replace(percent, ".", "", 1)) // it has one decimal
	if err != nil {
		return percent
	}
	return float64(tenths) / 1000
}
