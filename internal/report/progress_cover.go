package report

import (
	"fmt"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
)

func (p Progress) addCover(b *book) error {
	f := p.Figures
	g, err := b.grid(coverSheet, 24, 110)
	if err != nil {
		return err
	}
	g.row(part{value: "行政手続デジタル化 進捗報告", style: style{large: true, bold: true}})
	if p.Sample {
		g.row(words("サンプル：この登録簿には架空のデータが含まれています。実際の手続ではありません。").bold())
	}
	g.row()
	line := func(label, text string) {
		if text != "" {
			g.row(wrapped(label), wrapped(text))
		}
	}
	line("時点", momentName(p.Published.Name, f.AsOf))
	if p.From != nil {
		line("前回の時点", momentName(p.FromPublished.Name, p.From.AsOf))
	}
	line("公表する文", p.Sentence())
	line("範囲", p.scopeWords())
	line("集計の規則", f.RuleVersion)
	line("重点手続の基準", fmt.Sprintf("年間 %s 件以上", registry.Thousands(f.Threshold)))
	for _, t := range f.Targets {
		line("目標", fmt.Sprintf("%s（%s ～ %s）：%s 手続のうち %s 手続まで、%s",
			t.Name, t.From, t.To, registry.Thousands(t.Goal), registry.Thousands(t.Done), t.Told()))
	}
	if p.Stood.ID != 0 {
		line("登録の最後の変更", fmt.Sprintf("変更 %d（%s、%s）", p.Stood.ID, registry.MomentText(p.Stood.At), p.Stood.Actor))
		line("変更のハッシュ", p.Stood.Hash)
	}
	line(sealLabel, p.Seal)
	line("全手続のチェックサム", b.checksum)
	line("同じものを作る場所", p.Address)
	line("確かめ方", "tetsuzuki check-report このファイル")
	g.row()
	g.heading("目次")
	for _, s := range p.sheets()[1:] {
		g.row(part{value: s.name, sheet: s.name}, words(s.about))
	}
	g.row()
	g.heading("用語と集計のしかた")
	for _, d := range p.labels().definitions() {
		g.row(wrapped(d[0]), wrapped(d[1]))
	}
	g.onePage()
	return g.finish()
}

func (p Progress) scopeWords() string {
	if p.Whose != "" {
		return p.Whose + ofBureau
	}
	return allBureaus + ofBureau
}

// What the cover and the marks say.
const (
	sealLabel  = "控える封印"
	allBureaus = "すべての局"
	ofBureau   = "の手続"
)

// definitions are what the figures mean (domain.md, rules 1, 2 and 4).
func (l labels) definitions() [][2]string {
	status := func(s registry.Status) string { return "「" + l.status(s) + "」" }
	return [][2]string{
		{"手続プロセス", "手続の一つの段階（申請、処分通知、縦覧、作成・保存など）。件数を数える単位です。"},
		{"対象", "対象範囲が「" + l.code("scope", "in") + "」で、デジタル化状況が" + status(registry.Exempt) + "でも" +
			status(registry.Abolished) + "でもないもの。"},
		{"実施済", "デジタル化状況が" + status(registry.Done) + "のもの。" + status(registry.Partial) + "は含みません。"},
		{"(a) デジタル化率", "対象の手続プロセスのうち、実施済の割合。"},
		{"(b) 件数カバー率", "対象の年間件数のうち、実施済の手続プロセスの件数の割合。件数が不明のものは除き、その数を示します。"},
		{"(c) オンライン利用率", "年間件数とうちオンライン件数の両方が同じ年度で分かる手続プロセスの、オンライン件数の割合。"},
		{"(d) 都の裁量分のデジタル化率", "対象のうち、国の法令改正が「" + l.code("national_law_change", string(registry.LawChangeNotRequired)) +
			"」の手続プロセスの、実施済の割合。"},
		{"重点手続", "件数が分かる最新の年度の年間件数が、基準以上のもの。人が理由を付けて判断したものを含みます。"},
		{"判定不能", "件数が不明か、件数の幅が基準をまたぐか、件数に上限がない（○件以上など）もの。0件とも、重点手続でないとも扱いません。"},
		{"件数の合計", "書かれた数の合計です（10件未満は10、100～200件は100を足します）。正確でない件数の数と、幅から求めた下限・上限を添えます。" +
			"約○件は書かれた数として数え、以上・超の件数があれば上限はありません。"},
		{"率の表示", "小数第2位以下を切り捨てます。切り上げや四捨五入はしません。"},
		{"見込み", "過去の計画がどれだけ実現したかから、これからを1,000通り試した幅です。見込みは約束ではありません。"},
	}
}

// addCodes lists the codes of the form with their names.
func (p Progress) addCodes(b *book) error {
	g, err := b.grid(codeSheet, 28, 12, 70, 20)
	if err != nil {
		return err
	}
	g.title("コード表", "様式の版 "+p.labels().form().Version)
	header := g.head("項目", "コード", "名称", "使える年度")
	for _, f := range p.labels().form().Fields() {
		if f.List == nil {
			continue
		}
		for _, c := range f.List.All() {
			g.row(words(f.Label), words(c.Code), wrapped(c.Label), words(validYears(c)))
		}
	}
	g.freeze(header)
	g.asTable("コード表", header, 4)
	return g.finish()
}

// validYears is when a code may be chosen, for people.
func validYears(c form.Code) string {
	switch {
	case c.ValidFrom == 0 && c.ValidTo == 0:
		return ""
	case c.ValidTo == 0:
		return registry.EraYear(c.ValidFrom) + "から"
	case c.ValidFrom == 0:
		return registry.EraYear(c.ValidTo) + "まで"
	}
	return registry.EraYear(c.ValidFrom) + "～" + registry.EraYear(c.ValidTo)
}
