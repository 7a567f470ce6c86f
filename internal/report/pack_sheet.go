package report

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// The sheets of a pack beside its table.
const (
	packGuideSheet   = "はじめに"
	packFiguresSheet = "局の数値"
	packAboutSheet   = "この調査票について"
)

// markedPage is a sheet by whose mark the reader knows that nobody wrote on it.
type markedPage struct {
	*page
	widths  []float64
	texts   []string
	numbers int
}

func (b *book) markedPage(name string, widths ...float64) (*markedPage, error) {
	p, err := b.page(name, widths...)
	return &markedPage{page: p, widths: widths}, err
}

// row writes a row as high as its texts need.
func (p *markedPage) row(s style, cells ...cell) {
	lines := 1.0
	for i, c := range cells {
		switch v := c.(type) {
		case nil:
		case string:
			p.texts = append(p.texts, v)
			if s.wrap {
				lines = max(lines, math.Ceil(float64(wideLetters(v)+2)/p.widths[i]))
			}
		default:
			p.numbers++
		}
	}
	p.page.row(s, cells...)
	if s.wrap && p.err == nil {
		p.err = p.book.file.SetRowHeight(p.name, p.n, rowPoints+(lines-1)*linePoints)
	}
}

// end writes the mark and ends the sheet.
func (p *markedPage) end() error {
	p.page.row(plain)
	p.page.row(style{note: true}, form.SheetMark(p.texts, p.numbers))
	return p.finish()
}

// writeGuide writes what the round asks, until when, and how to answer.
func (p *pack) writeGuide(b *book) error {
	g, err := b.markedPage(packGuideSheet, 24, 46, 60)
	if err != nil {
		return err
	}
	label, text := style{bold: true}, style{wrap: true}
	g.row(style{large: true}, p.round.Name+"　調査票（"+p.bureau.Name+"）")
	g.row(style{bold: true}, "締切", registry.DayText(p.round.Deadline)+"（"+weekday(p.round.Deadline)+"）まで")
	year := p.round.FiscalYear
	g.row(plain, "件数の年度", fmt.Sprintf("%s（%d年4月1日～%d年3月31日）", registry.EraYear(year), year, year+1))
	g.row(plain, "手続の数", registry.Thousands(int64(p.written.Processes))+" 手続")
	g.row(plain, "確認のお願い", registry.Thousands(int64(p.written.Questions))+" 件", "「"+p.form.Sheet+"」シートの、コメント（右上の印）の付いたセルです。")
	if p.asOf.IsZero() {
		g.row(plain, "差戻しの指摘", registry.Thousands(int64(p.written.Returned))+" 件", "同じく、コメントの付いたセルです。")
	} else {
		g.row(text, "登録内容の時点", registry.MomentText(p.asOf)+" の登録内容です。",
			"そのあとに変わったところは、取り込むときに登録と照らし合わせます。差戻しの指摘は載せていません。「提出状況」の調査票で確かめてください。")
	}
	if p.round.Note != "" {
		g.row(text, "本部から", p.round.Note)
	}
	g.row(plain, "問い合わせ先", "本部（この調査回を決めた人："+p.round.SetBy+"）")
	for _, remark := range remarksBeside(p.returned, year) {
		g.row(text, "差戻し", remark)
	}
	g.row(plain)
	g.row(label, "進め方")
	for i, step := range []string{
		"「" + p.form.Sheet + "」シートの、見出しが黄色の列を確かめ、変わったところだけを書き直します。空欄のままのセルは、登録を変えません。",
		"灰色の「" + form.LastTime + "」の列は、前回の回答です。見比べるためのもので、書き込んでも読み取りません。",
		"新しい手続は、表の下に行を加えて書きます。手続IDと「" + form.VersionHeader + "」は空欄のままにします。",
		"なくなった手続は、デジタル化状況を「廃止」にします。行を消したときは、取り込んだあとの画面で、どうなったのかをお尋ねします。",
		"並べ替え、絞込み、列の削除、自局のための列（メモなど）の追加は、自由です。手続IDと「" + form.VersionHeader + "」の列は残してください。",
		"保存して、「取込」の画面からこのファイルを送ります。登録と違うところだけが差分に出ます。確かめて提出してください。",
	} {
		g.wide(text, strconv.Itoa(i+1)+". "+step)
	}
	g.row(plain)
	g.row(style{header: true}, "お答えいただく列", "正しい書き方の例", "書き方")
	for _, key := range packAsks {
		d := p.form.Field(key)
		g.row(text, d.Label, d.Example, d.Note)
	}
	return g.end()
}

// wide writes one text over all columns.
func (p *markedPage) wide(s style, text string) {
	width := 0.0
	for _, w := range p.widths {
		width += w
	}
	own := p.widths[0]
	p.widths[0] = width
	p.row(s, text)
	p.widths[0] = own
	if p.err == nil {
		p.err = p.book.file.MergeCell(p.name, fmt.Sprintf("A%d", p.n), fmt.Sprintf("%s%d", columnName(len(p.widths)-1), p.n))
	}
}

func weekday(t time.Time) string {
	return [...]string{"日", "月", "火", "水", "木", "金", "土"}[t.In(registry.Tokyo).Weekday()]
}

// writeFigures writes the bureau's figures and its place among all.
func (p *pack) writeFigures(b *book) error {
	g, err := b.markedPage(packFiguresSheet, 34, 14, 20, 16, 16, 24)
	if err != nil {
		return err
	}
	g.row(style{large: true}, p.bureau.Name+"の数値")
	g.row(style{note: true}, registry.MomentText(p.shown())+" 時点の登録内容から求めました。順位は、率の高いほうから数えます。")
	g.row(plain)
	if p.places == nil {
		g.row(plain, "登録されている手続がありません。")
		return g.end()
	}
	s := p.places.Bureau
	g.row(style{header: true}, "率", "率（%）", "順位", "分子", "分母", "すべての局の率（%）")
	for _, r := range []struct {
		name  string
		place progress.Place
		all   progress.Rate
	}{
		{"手続の率（実施済 ÷ 対象の手続）", p.places.Process, p.places.All.Process},
		{"件数の率（実施済の件数 ÷ 対象の件数）", p.places.Cases, p.places.All.Cases},
	} {
		place := "―"
		if r.place.At > 0 {
			place = fmt.Sprintf("%d 局のうち %d 位", r.place.Of, r.place.At)
		}
		g.row(plain, r.name, tableCell(r.place.Rate), place, r.place.Rate.Numerator, r.place.Rate.Denominator, tableCell(r.all))
	}
	g.row(plain)
	for _, n := range []struct {
		name  string
		value int64
	}{
		{"手続", s.Processes}, {"うち対象", s.InScope}, {"うち実施済", s.Done}, {"うち一部実施済", s.Partial},
		{"重点手続", s.Priority}, {"判定不能（件数が分からない手続など）", s.Undecidable}, {"年間件数の合計", s.Volume},
		{"年間件数が分からない手続", s.VolumeUnknown},
	} {
		g.row(style{number: countFormat}, n.name, n.value)
	}
	return g.end()
}

// writeAbout writes what the file is, for whoever finds it.
func (p *pack) writeAbout(b *book) error {
	g, err := b.markedPage(packAboutSheet, 24, 100)
	if err != nil {
		return err
	}
	text := style{wrap: true}
	g.row(style{large: true}, "この調査票について")
	g.row(plain, "局", p.bureau.Name)
	g.row(plain, "調査回", p.round.Name)
	g.row(plain, "登録内容の時点", registry.MomentText(p.shown()))
	g.row(plain, "手続の数", registry.Thousands(int64(p.written.Processes))+" 手続")
	g.row(plain, "様式の版", p.form.Version)
	g.row(text, "印", p.stamp().String())
	g.row(text, "印の意味", "取り込むときに、いつの登録内容から作られたかを確かめるものです。そのあとにほかの人が変えたところは残し、両方が変えたセルだけをお尋ねします。")
	g.row(text, form.VersionHeader, "行ごとの印です。並べ替えても、CSVで保存しても残ります。印がすべて失われたときは、手続名や根拠法令などの内容で登録と照らし合わせ、画面でそうお知らせします。")
	if p.sample {
		g.row(plain, "データ", "架空のデータを含みます")
	}
	return g.end()
}
