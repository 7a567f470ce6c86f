package importer_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
)

// The bureau workbooks of these tests are made up: no row of them is a real
// procedure. A made workbook is drawn from the habits of bureaus' sheets, and the
// truth of every cell is known because it was there first.

// madeRecord is the truth of one row: fields as text, lists joined by ";".
type madeRecord struct {
	sheet  string
	row    int
	left   int // first column of its table, for tables side by side
	values map[string]string
}

// madeBook is a workbook in the making.
type madeBook struct {
	rnd     *rand.Rand
	sheets  []*madeSheet
	records []madeRecord
	seeded  []string // errors put in on purpose: "sheet!field!row"
	bureau  string
	option  int // fiscal year to give as an option, 0 for none
	csv     bool
	habits  []string
}

type madeSheet struct {
	name    string
	cells   map[[2]int]any // row, column → text, int
	formula map[[2]int]string
	merges  [][4]int // first row, first column, last row, last column
	hidden  []int
	hideCol []int
	styled  int // formatted blank rows after the last
	last    int
}

func (s *madeSheet) set(row, col int, v any) {
	if v == nil || v == "" {
		return
	}
	s.cells[[2]int{row, col}] = v
	s.last = max(s.last, row)
}

func (s *madeSheet) merge(r1, c1, r2, c2 int) { s.merges = append(s.merges, [4]int{r1, c1, r2, c2}) }

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func (b *madeBook) chance(percent int) bool { return b.rnd.IntN(100) < percent }

func (b *madeBook) habit(format string, a ...any) {
	b.habits = append(b.habits, fmt.Sprintf(format, a...))
}

// madeColumn is one column of a made table.
type madeColumn struct {
	field  string
	year   int
	top    string // group of groups, in headers of three rows
	group  string
	label  string
	render func(madeValues) any
}

// madeValues are the typed values of one made row.
type madeValues map[string]string

var (
	madeThings = []string{"河川敷地", "屋外広告物", "動物取扱業", "浄化槽", "特定建築物", "古物市場", "砂利採取", "診療所", "飼料製造", "温泉", "計量器", "道路", "公園", "港湾施設", "農地",
		"森林", "食品営業", "旅館業", "薬局", "廃棄物処理"}
	madeActs = []string{"の占用許可申請", "の設置届", "の変更届出", "の廃止の届出", "の登録の更新申請", "の認定", "に係る報告", "の標識交付申請", "に関する意見の聴取", "の休止届（一部を含む。）"}
	// names that begin or end like notes, totals, examples and headers
	madeTraps = []string{"計量士の登録申請", "会計年度の報告", "注射用水製造の届出", "例大祭の道路使用許可申請", "合計面積の変更届", "備考欄の訂正の届出", "見本市の開催届", "総計画の認可申請", "注文住宅の確認申請",
		"小計量所の設置届", "記入台帳の閲覧", "以上児保育の認定申請", "担当医師の変更届", "No.1倉庫の使用届", "同上申書の提出", "設計", "例規集の閲覧"}
	madeLaws   = []string{"架空河川管理法", "架空営業規制法施行規則", "架空都環境確保条例", "架空建築指導法", "架空薬事法施行令"}
	madeRemark = []string{"区市町村経由あり", "様式の見直し予定", "※経過措置あり", "年度末に集中する。", "計3種類の様式がある"}
	// headers that no list of synonyms holds
	madeUnseen = map[string][]string{
		"procedure_name":      {"手続の正式名称", "行政手続等の名称", "申請・届出等手続の名称"},
		"legal_basis":         {"根拠となる法令の名称", "根拠法令・条例の名称"},
		"legal_article":       {"根拠条項（条・項・号）", "根拠条項の番号等"},
		"annual_volume":       {"年間の取扱件数", "年間処理件数（実績）", "処理件数（年間）"},
		"online_volume":       {"うちオンライン申請分", "オンラインによる申請件数"},
		"digitization_status": {"デジタル化の進捗状況", "現在のデジタル化状況"},
		"planned_fiscal_year": {"デジタル化予定年度（見込み）", "オンライン化の実施予定年度等"},
		"national_law_change": {"国の法令改正の必要性の有無", "国の法令改正の要・不要"},
		"remarks":             {"備考（自由記述）", "その他の特記事項"},
	}
	madeStatus = [][2]string{{"done", "実施済"}, {"partial", "一部実施済"}, {"in_progress", "実施中"}, {"planned", "今後実施"}, {"considering", "検討中"},
		{"not_started", "未着手"}, {"exempt", "適用除外"}, {"abolished", "廃止"}}
	madeTypes  = [][2]string{{"1", "申請等"}, {"2-1", "申請等に基づく処分通知等"}, {"2-2", "申請等に基づかない処分通知等"}, {"3", "縦覧等"}, {"4", "作成・保存等"}}
	madeDashes = []string{"-", "－", "ー", "―", "—", "−"}
)

// makeBook draws a workbook by its seed.
func makeBook(seed uint64) *madeBook {
	b := &madeBook{rnd: rand.New(rand.NewPCG(seed, 20211221))}
	b.bureau = pick(b.rnd, "環境局", "建設局", "水道局", "福祉保健局", "産業労働局")
	b.csv = b.chance(15)
	switch {
	case b.csv:
		b.habit("csv")
		b.makeSheet("", 1)
	case b.chance(25):
		b.habit("sheet per department")
		if b.chance(70) {
			b.cover()
		}
		for _, name := range []string{"総務部", "企画調整部", "許認可部"}[:1+b.rnd.IntN(3)] {
			b.makeSheet(name, 1)
		}
		b.asides()
	default:
		b.makeSheet(pick(b.rnd, "手続一覧", "Sheet1", "調査票", "様式１", "令和2年度"), 1)
		b.asides()
	}
	return b
}

func (b *madeBook) sheet(name string) *madeSheet {
	s := &madeSheet{name: name, cells: map[[2]int]any{}, formula: map[[2]int]string{}}
	b.sheets = append(b.sheets, s)
	return s
}

// cover is a sheet with no table.
func (b *madeBook) cover() {
	s := b.sheet("表紙")
	s.set(3, 2, "行政手続デジタル化状況調査")
	s.set(5, 2, b.bureau)
	s.set(8, 2, "記入要領：各シートの記入例を参照のこと。")
	s.set(10, 2, "担当課")
	s.set(10, 3, "担当者")
	s.set(10, 4, "内線")
	s.set(11, 2, "総務課")
	s.set(11, 3, "架空　太郎")
	s.set(11, 4, 51234)
}

// asides are sheets that hold tables of something else.
func (b *madeBook) asides() {
	if b.chance(20) {
		b.habit("code sheet")
		s := b.sheet("コード一覧")
		s.set(1, 1, "手続類型")
		s.set(1, 2, "デジタル化状況")
		s.set(1, 3, "押印")
		for i, t := range madeTypes {
			s.set(2+i, 1, t[1])
			s.set(2+i, 2, madeStatus[i][1])
		}
		s.set(2, 3, "有")
		s.set(3, 3, "無")
	}
	if b.chance(15) {
		b.habit("summary sheet")
		s := b.sheet("集計")
		for i, h := range []string{"部", "課", "手続数", "年間件数", "うちオンライン件数", "オンライン化率"} {
			s.set(2, 1+i, h)
		}
		for r := 3; r < 6; r++ {
			s.set(r, 1, "総務部")
			s.set(r, 2, "管理課")
			s.set(r, 3, 12)
			s.set(r, 4, 300)
			s.set(r, 5, 20)
			s.set(r, 6, "6.7%")
		}
	}
	if b.chance(15) {
		b.habit("example sheet")
		s := b.sheet("記入例")
		for i, h := range []string{"手続名", "根拠法令", "年間件数（令和2年度）", "デジタル化状況"} {
			s.set(1, 1+i, h)
		}
		s.set(2, 1, "架空施設の設置届")
		s.set(2, 2, "架空法")
		s.set(2, 3, 120)
		s.set(2, 4, "実施済")
	}
}

// makeSheet draws one sheet with one table or more.
func (b *madeBook) makeSheet(name string, left int) {
	if b.csv {
		name = "made"
	}
	s := b.sheet(name)
	if b.chance(30) && !b.csv {
		left += 1 + b.rnd.IntN(2)
		b.habit("starts in column %d", left)
	}
	t := &madeTable{book: b, sheet: s, left: left, department: "総務部"}
	if strings.HasSuffix(name, "部") {
		t.department, t.bySheet = name, true
	}
	t.plain = b.chance(8) && !b.csv
	t.plan()
	row := t.draw(1)
	if t.plain {
		b.habit("second table beside")
		u := *t
		u.left += len(t.columns) + 1
		u.draw(1)
		row = s.last + 1
	} else if b.chance(20) {
		b.habit("second table below")
		u := *t
		u.again = true
		if b.chance(50) {
			u.plan()
		}
		row = u.draw(row + 1 + b.rnd.IntN(3))
	}
	if b.chance(30) {
		s.styled = 30
	}
	if b.chance(20) && !b.csv {
		b.habit("hidden rows and columns")
		s.hidden = append(s.hidden, max(2, row-3), max(2, row-5))
		s.hideCol = append(s.hideCol, left+1)
	}
}

// madeTable draws one table.
type madeTable struct {
	book       *madeBook
	sheet      *madeSheet
	left       int
	department string
	bySheet    bool
	again      bool
	plain      bool // nothing but header and records, so that another fits beside

	columns    []madeColumn
	years      []int
	yearAt     string // header, group, title, option, sheet
	unit       int
	unitAt     string // header, title, note
	depth      int
	merged     bool
	legend     map[string]string // status → mark
	legendText string
	legendAt   string // header, title, note
	ditto      bool
	orgMerge   bool
	number     bool
}

func (t *madeTable) plan() {
	b := t.book
	t.years, t.columns = []int{pick(b.rnd, 2019, 2020, 2021)}, nil
	t.yearAt = pick(b.rnd, "header", "header", "title", "option", "group")
	if t.again {
		t.yearAt = pick(b.rnd, "header", "title")
	}
	if b.chance(20) {
		t.years = []int{2019, 2020, 2021}[:2+b.rnd.IntN(2)]
		t.yearAt = pick(b.rnd, "header", "group")
		b.habit("years %v", t.years)
	}
	if t.plain {
		t.yearAt = "header"
	}
	if t.sheet.name == "令和2年度" && !t.again && len(t.years) == 1 {
		t.years[0], t.yearAt = 2020, "sheet"
	}
	if t.yearAt == "option" {
		if b.option == 0 {
			b.option = t.years[0]
		}
		t.years[0] = b.option
	}
	t.unit, t.unitAt = 1, ""
	if b.chance(20) {
		t.unit, t.unitAt = 1000, pick(b.rnd, "header", "title", "note")
		if t.again || t.plain || b.chance(30) {
			t.unitAt = "header"
		}
		b.habit("unit in %s", t.unitAt)
	}
	t.depth = 1 + b.rnd.IntN(3)
	if t.yearAt == "group" {
		t.depth = max(t.depth, 2)
	}
	t.merged = !b.csv && b.chance(70)
	t.ditto = b.chance(30)
	t.orgMerge = !b.csv && b.chance(35)
	t.legend = nil
	if b.chance(35) {
		t.legendAt = pick(b.rnd, "header", "title", "note")
		if t.again || t.plain {
			t.legendAt = "header"
		}
		t.makeLegend()
		b.habit("legend in %s: %s", t.legendAt, t.legendText)
	}
	b.habit("year in %s, depth %d, merged %v, ditto %v, organisation merged %v", t.yearAt, t.depth, t.merged, t.ditto, t.orgMerge)
	t.pickColumns()
}

func (t *madeTable) makeLegend() {
	r := t.book.rnd
	marks := []string{"○", "△", "×"}
	used := []int{0, 1, 5}
	if r.IntN(3) == 0 {
		used = []int{4, 0, 7} // not what the marks usually mean
	}
	if r.IntN(2) == 0 {
		marks, used = append(marks, "－"), append(used, 6)
	}
	t.legend = map[string]string{}
	colon := pick(r, "：", ":", "＝", "…", "は", "")
	sep := pick(r, "、", "　", "，", " ")
	var parts []string
	for i, m := range marks {
		st := madeStatus[used[i]]
		t.legend[st[0]] = m
		c := colon
		if m == "－" && c == "" {
			c = "："
		}
		parts = append(parts, m+c+st[1])
	}
	t.legendText = strings.Join(parts, sep)
}

// statuses are those that the table's way of writing can say.
func (t *madeTable) statuses() [][2]string {
	if t.legend == nil {
		return madeStatus
	}
	var out [][2]string
	for _, s := range madeStatus {
		if t.legend[s[0]] != "" {
			out = append(out, s)
		}
	}
	return out
}

func (t *madeTable) renderStatus(v madeValues) any {
	st := v["digitization_status"]
	if st == "" {
		return ""
	}
	if m := t.legend[st]; m != "" {
		switch m {
		case "○":
			return pick(t.book.rnd, "○", "〇", "◯")
		case "×":
			return pick(t.book.rnd, "×", "✕", "ｘ")
		case "－":
			return pick(t.book.rnd, madeDashes...)
		}
		return m
	}
	for _, s := range madeStatus {
		if s[0] == st {
			return s[1]
		}
	}
	return ""
}

func text(field string) func(madeValues) any {
	return func(v madeValues) any { return v[field] }
}

func (t *madeTable) renderVolume(key string) func(madeValues) any {
	style := t.book.rnd.IntN(4)
	return func(v madeValues) any {
		s := v[key]
		if s == "" {
			return pick(t.book.rnd, "", "不明", "－", "未集計")
		}
		n := 0
		fmt.Sscan(s, &n)
		n /= t.unit
		switch {
		case style == 0 || t.unit != 1:
			return n
		case style == 1:
			return fmt.Sprintf("%d件", n)
		case style == 2:
			return wide(fmt.Sprint(n))
		}
		return thousands(n)
	}
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, s)
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (t *madeTable) pickColumns() {
	b := t.book
	add := func(field, group string, render func(madeValues) any) {
		t.columns = append(t.columns, madeColumn{field: field, group: group, render: render})
	}
	extra := func(label string, render func(madeValues) any) {
		t.columns = append(t.columns, madeColumn{label: label, render: render})
	}
	if b.chance(40) {
		add("bureau", "所管", text("bureau"))
	}
	if !t.bySheet && b.chance(70) {
		add("department", "所管", text("department"))
	}
	if b.chance(80) {
		add("division", "所管", text("division"))
	}
	add("procedure_name", "手続", text("procedure_name"))
	if b.chance(70) {
		add("process_type", "手続", func(v madeValues) any {
			for _, c := range madeTypes {
				if c[0] == v["process_type"] {
					return pick(b.rnd, c[1], c[0]+" "+c[1], wide(c[0])+"　"+c[1])
				}
			}
			return ""
		})
	}
	if b.chance(80) {
		add("legal_basis", "根拠", text("legal_basis"))
		if b.chance(80) {
			add("legal_article", "根拠", text("legal_article"))
		}
	}
	if b.chance(90) {
		online := b.chance(60)
		for _, y := range t.years {
			t.columns = append(t.columns, madeColumn{field: "annual_volume", year: y, group: "件数",
				render: t.renderVolume(fmt.Sprint("annual_volume@", y))})
			if online {
				t.columns = append(t.columns, madeColumn{field: "online_volume", year: y, group: "件数",
					render: t.renderVolume(fmt.Sprint("online_volume@", y))})
			}
		}
	}
	if b.chance(90) {
		add("digitization_status", "デジタル化", t.renderStatus)
	}
	if b.chance(40) {
		add("planned_fiscal_year", "デジタル化", func(v madeValues) any {
			if y := v["planned_fiscal_year"]; y != "" {
				n := 0
				fmt.Sscan(y, &n)
				return pick[any](b.rnd, n, fmt.Sprintf("令和%d年度", n-2018), fmt.Sprintf("R%d", n-2018))
			}
			return pick(b.rnd, "", "未定")
		})
	}
	if b.chance(40) {
		add("national_law_change", "国との関係", func(v madeValues) any {
			return map[string]string{"required": "要", "not_required": "不要", "unknown": "不明", "": ""}[v["national_law_change"]]
		})
	}
	if b.chance(40) {
		add("seal_required", "様式", func(v madeValues) any {
			return map[string]string{"yes": "有", "no": "無", "": ""}[v["seal_required"]]
		})
	}
	if b.chance(30) {
		add("remarks", "その他", text("remarks"))
	}
	if b.chance(25) {
		extra("手続の概要", func(v madeValues) any {
			return "架空の法律に基づき" + v["procedure_name"] + "を行うもの。件数は年度により異なる。"
		})
	}
	if b.chance(25) {
		extra(pick(b.rnd, "前年度比", "対前年度比", "増減率"), func(madeValues) any { return pick(b.rnd, "98.5%", "102%", "-3.2%") })
	}
	if b.chance(20) {
		extra(pick(b.rnd, "内線", "担当者", "メールアドレス"), func(madeValues) any { return pick(b.rnd, "5-1234", "架空　花子", "a@example.jp") })
	}
	if b.chance(15) {
		extra(pick(b.rnd, "色分け", "管理記号", "旧システム"), func(madeValues) any { return pick(b.rnd, "青", "赤", "") })
	}
	if b.chance(30) { // groups stay together
		b.habit("columns in another order")
		groups := []string{}
		for _, c := range t.columns {
			if k := c.group + c.label; !slices.Contains(groups, k) {
				groups = append(groups, k)
			}
		}
		b.rnd.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
		slices.SortStableFunc(t.columns, func(x, y madeColumn) int {
			return slices.Index(groups, x.group+x.label) - slices.Index(groups, y.group+y.label)
		})
	}
	t.number = b.chance(50)
	if t.number {
		t.columns = append([]madeColumn{{label: pick(b.rnd, "No.", "番号", "通し番号", "№")}}, t.columns...)
	}
	t.label()
}

// label gives every column its header.
func (t *madeTable) label() {
	b := t.book
	for i := range t.columns {
		c := &t.columns[i]
		if c.field == "" {
			continue
		}
		c.top = pick(b.rnd, "基本情報", "調査項目", "回答欄")
		var all []string
		for _, h := range form.Current().Headers() {
			if h.Field.Key == c.field {
				all = append(all, h.Text)
			}
		}
		switch {
		case b.chance(50):
			c.label = all[0]
		case b.chance(15) && madeUnseen[c.field] != nil:
			c.label = pick(b.rnd, madeUnseen[c.field]...)
			b.habit("unseen header %s", c.label)
		default:
			c.label = pick(b.rnd, all...)
		}
		if c.year != 0 {
			if len(t.years) > 1 { // one label for all years
				c.label = form.Current().Field(c.field).Label
			}
			switch t.yearAt {
			case "header":
				y := t.yearText(c.year)
				c.label = pick(b.rnd, c.label+"（"+y+"）", y+c.label, y+"\n"+c.label, c.label+"\n("+y+"実績)")
			case "group":
				c.group = pick(b.rnd, t.yearText(c.year), t.yearText(c.year)+"実績")
				if len(t.years) == 1 && i > 0 && t.columns[i-1].year == c.year {
					c.group = t.columns[i-1].group
				}
				if len(t.years) > 1 && i > 0 && t.columns[i-1].year == c.year {
					c.group = t.columns[i-1].group
				}
			}
			if t.unit == 1000 && t.unitAt == "header" {
				c.label += pick(b.rnd, "（千件）", "（単位：千件）", "\n(千件)")
			} else if t.unit == 1 && b.chance(30) {
				c.label += "（件）"
			}
		}
		if c.field == "digitization_status" && t.legend != nil && t.legendAt == "header" {
			c.label += pick(b.rnd, "（"+t.legendText+"）", "\n（"+t.legendText+"）")
		} else if b.chance(15) {
			c.label = t.decorate(c.label)
		}
	}
}

func (t *madeTable) yearText(y int) string {
	return pick(t.book.rnd, fmt.Sprintf("令和%s年度", era(y)), fmt.Sprintf("R%d年度", y-2018), fmt.Sprintf("%d年度", y),
		wide(fmt.Sprintf("令和%s年度", era(y))), fmt.Sprintf("Ｒ%s", wide(fmt.Sprint(y-2018))))
}

func era(y int) string {
	if y == 2019 {
		return "元"
	}
	return fmt.Sprint(y - 2018)
}

// decorate makes a header look as people make it look.
func (t *madeTable) decorate(s string) string {
	r := []rune(s)
	switch t.book.rnd.IntN(6) {
	case 0:
		if len(r) <= 5 {
			return strings.Join(strings.Split(s, ""), "　")
		}
		return string(r[:len(r)/2]) + "\n" + string(r[len(r)/2:])
	case 1:
		return s + "（必須）"
	case 2:
		return s + "※"
	case 3:
		return pick(t.book.rnd, "①", "(1)", "１．", "ア　") + s
	case 4:
		return "【" + s + "】"
	}
	return " " + s + " "
}

// draw writes the table from a row on and returns the row after it.
func (t *madeTable) draw(row int) int {
	b, s := t.book, t.sheet
	if t.plain {
		return t.body(t.header(row), row)
	}
	row = t.titles(row)
	top := row
	row = t.header(row)
	if b.chance(15) {
		b.habit("column numbers")
		for i := range t.columns {
			s.set(row, t.left+i, fmt.Sprintf("(%d)", i+1))
		}
		row++
	}
	if b.chance(25) {
		b.habit("blank row below the header")
		row++
	}
	if b.chance(20) {
		b.habit("example row")
		v := t.values()
		for i, c := range t.columns {
			if c.render != nil {
				s.set(row, t.left+i, c.render(v))
			}
		}
		if t.number {
			s.set(row, t.left, pick(b.rnd, "例", "記入例", "（例）"))
		} else {
			s.set(row, t.left+t.at("procedure_name"), pick(b.rnd, "（例）", "【記入例】", "例：")+v["procedure_name"])
		}
		row++
	}
	row = t.body(row, top)
	return t.tail(row, top)
}

func (t *madeTable) at(field string) int {
	return slices.IndexFunc(t.columns, func(c madeColumn) bool { return c.field == field })
}

func (t *madeTable) titles(row int) int {
	b, s := t.book, t.sheet
	titled := t.again && (t.yearAt == "title" || b.chance(80)) || t.yearAt == "title" || t.unitAt == "title" || t.legend != nil &&
		t.legendAt == "title" || b.chance(50)
	if !titled {
		return row
	}
	title := pick(b.rnd, "行政手続デジタル化状況調査票", b.bureau+"　手続一覧", "手続の棚卸し")
	if t.again {
		title = pick(b.rnd, "２　"+title, title+"（その２）")
	}
	if t.yearAt == "title" {
		title = pick(b.rnd, t.yearTitle()+"　"+title, title+"（"+t.yearTitle()+"）")
	}
	s.set(row, t.left, title)
	if t.merged && b.chance(50) {
		s.merge(row, t.left, row, t.left+len(t.columns)-1)
	}
	row++
	if b.chance(30) {
		s.set(row, t.left, "局名：")
		s.set(row, t.left+1, b.bureau)
		row++
	}
	if t.unitAt == "title" {
		s.set(row, t.left+len(t.columns)-1, pick(b.rnd, "（単位：千件）", "単位：千件", "(単位　千件)"))
		row++
	}
	if t.legend != nil && t.legendAt == "title" {
		s.set(row, t.left, pick(b.rnd, "凡例　", "※デジタル化状況　", "")+t.legendText)
		row++
	}
	if b.chance(40) {
		row++
	}
	return row
}

func (t *madeTable) yearTitle() string {
	y := t.years[0]
	return pick(t.book.rnd, fmt.Sprintf("令和%s年度", era(y)), fmt.Sprintf("%d年度", y), wide(fmt.Sprintf("令和%s年度", era(y))))
}

func (t *madeTable) header(row int) int {
	s := t.sheet
	last := row + t.depth - 1
	for i, c := range t.columns {
		col := t.left + i
		grouped := t.depth > 1 && c.group != ""
		if !grouped {
			s.set(row, col, c.label)
			if t.merged && t.depth > 1 {
				s.merge(row, col, last, col)
			}
			continue
		}
		first := i == 0 || t.columns[i-1].group != c.group
		if first {
			s.set(last-1, col, c.group)
			end := i
			for end+1 < len(t.columns) && t.columns[end+1].group == c.group {
				end++
			}
			if t.merged && end > i {
				s.merge(last-1, col, last-1, t.left+end)
			}
			if t.depth == 3 {
				s.set(row, col, c.top)
				if t.merged && end > i {
					s.merge(row, col, row, t.left+end)
				}
			}
		}
		s.set(last, col, c.label)
	}
	return last + 1
}

func (t *madeTable) values() madeValues {
	b := t.book
	v := madeValues{"bureau": b.bureau, "department": t.department}
	v["division"] = pick(b.rnd, "管理課", "計画課", "審査課")
	v["procedure_name"] = pick(b.rnd, madeThings...) + pick(b.rnd, madeActs...)
	if b.chance(8) {
		v["procedure_name"] = pick(b.rnd, madeTraps...)
	}
	v["process_type"] = pick(b.rnd, madeTypes...)[0]
	v["legal_basis"] = pick(b.rnd, madeLaws...)
	v["legal_article"] = fmt.Sprintf("第%d条第%d項", 1+b.rnd.IntN(60), 1+b.rnd.IntN(4))
	for _, y := range t.years {
		if b.chance(85) {
			n := b.rnd.IntN(30000)
			if t.unit == 1000 {
				n = n / 100 * 1000
			}
			v[fmt.Sprint("annual_volume@", y)] = fmt.Sprint(n)
			if b.chance(80) {
				m := n / 2
				if t.unit == 1000 {
					m = m / 1000 * 1000
				}
				v[fmt.Sprint("online_volume@", y)] = fmt.Sprint(m)
			}
		}
	}
	v["digitization_status"] = pick(b.rnd, t.statuses()...)[0]
	if b.chance(50) {
		v["planned_fiscal_year"] = fmt.Sprint(2021 + b.rnd.IntN(4))
	}
	v["national_law_change"] = pick(b.rnd, "required", "not_required", "unknown", "")
	v["seal_required"] = pick(b.rnd, "yes", "no", "")
	if b.chance(25) {
		v["remarks"] = pick(b.rnd, madeRemark...)
	}
	return v
}

// body writes the records and what stands between them.
func (t *madeTable) body(row, top int) int {
	b, s := t.book, t.sheet
	n := 4 + b.rnd.IntN(50)
	subtotals, repeats, sections, gaps := b.chance(20), b.chance(20), b.chance(12), b.chance(20)
	if t.plain {
		subtotals, repeats, sections, gaps = false, false, false, false
	}
	if subtotals || repeats || sections || gaps {
		b.habit("between records: subtotals %v, repeated headers %v, section headings %v, blank rows %v", subtotals, repeats, sections, gaps)
	}
	var prev madeValues
	mergeFrom := map[string]int{}
	flush := func(field string, to int) {
		if from := mergeFrom[field]; from > 0 && to > from {
			s.merge(from, t.left+t.at(field), to, t.left+t.at(field))
		}
		mergeFrom[field] = 0
	}
	flushAll := func(to int) {
		for _, f := range []string{"bureau", "department", "division"} {
			if t.at(f) >= 0 {
				flush(f, to)
			}
		}
	}
	for k := range n {
		if k > 0 && b.chance(8) && (subtotals || repeats || sections || gaps) {
			flushAll(row - 1)
			if subtotals {
				s.set(row, t.left+min(1, t.at("procedure_name")), pick(b.rnd, "小計", "小　計", t.department+"計"))
				if i := t.at("annual_volume"); i > 0 {
					s.set(row, t.left+i, 12345)
				}
				row++
			}
			if sections && t.at("procedure_name") > 0 {
				s.set(row, t.left, pick(b.rnd, "【許可関係】", "（２）届出関係", "■その他"))
				if t.merged {
					s.merge(row, t.left, row, t.left+len(t.columns)-1)
				}
				row++
			}
			if gaps {
				row++
			}
			if repeats {
				row = t.header(row)
			}
			prev = nil
		}
		v := t.values()
		if prev != nil && b.chance(20) {
			v["process_type"], v["digitization_status"] = prev["process_type"], prev["digitization_status"]
		}
		if prev != nil && b.chance(60) {
			v["division"], v["legal_basis"] = prev["division"], prev["legal_basis"]
		}
		if b.chance(3) && t.at("legal_basis") >= 0 && t.at("process_type") >= 0 {
			v["procedure_name"] = ""
			b.seeded = append(b.seeded, fmt.Sprintf("%s!procedure_name!%d", s.name, row))
		}
		if t.at("bureau") >= 0 && b.chance(2) {
			v["bureau"] = pick(b.rnd, "川口局", "まぼろし局")
			b.seeded = append(b.seeded, fmt.Sprintf("%s!bureau!%d", s.name, row))
		}
		rec := madeRecord{sheet: s.name, row: row, left: t.left, values: map[string]string{}}
		for i, c := range t.columns {
			col := t.left + i
			if c.render == nil {
				s.set(row, col, k+1)
				continue
			}
			if c.field == "" {
				s.set(row, col, c.render(v))
				continue
			}
			key := c.field
			if c.year != 0 {
				key = fmt.Sprint(c.field, "@", c.year)
			}
			rec.values[key] = v[key]
			same := prev != nil && prev[key] == v[key] && v[key] != ""
			organ := slices.Contains([]string{"bureau", "department", "division"}, c.field)
			switch {
			case organ && t.orgMerge:
				if same && mergeFrom[c.field] > 0 {
					continue
				}
				flush(c.field, row-1)
				mergeFrom[c.field] = row
				s.set(row, col, v[key])
			case (organ || c.field == "legal_basis" || c.field == "process_type" || c.field == "digitization_status") && t.ditto && same:
				s.set(row, col, pick(b.rnd, "〃", "同上", "″"))
			default:
				s.set(row, col, c.render(v))
			}
		}
		b.records = append(b.records, rec)
		prev = v
		row++
	}
	flushAll(row - 1)
	return row
}

// tail writes totals and notes below the records.
func (t *madeTable) tail(row, top int) int {
	b, s := t.book, t.sheet
	if b.chance(35) {
		b.habit("total")
		s.set(row, t.left+min(b.rnd.IntN(2), t.at("procedure_name")), pick(b.rnd, "合計", "合　計", "総計", "計", "【合計】"))
		if i := t.at("annual_volume"); i > 0 {
			s.set(row, t.left+i, 1234567)
			if b.chance(50) {
				name, _ := excelize.ColumnNumberToName(t.left + i)
				s.formula[[2]int{row, t.left + i}] = fmt.Sprintf("SUM(%s%d:%s%d)", name, top, name, row-1)
			}
		}
		row++
	}
	if t.at("bureau") == 1 && t.number && b.chance(30) {
		b.habit("prefilled tail")
		for k := range 4 {
			s.set(row, t.left, 800+k)
			s.set(row, t.left+1, b.bureau)
			row++
		}
	}
	if t.number && b.chance(20) {
		b.habit("numbered blank tail")
		for k := range 5 {
			s.set(row, t.left, 900+k)
			row++
		}
	}
	if t.unitAt == "note" {
		s.set(row, t.left, pick(b.rnd, "※件数の単位は千件", "注１　件数は千件単位で記入"))
		row++
	}
	if t.legend != nil && t.legendAt == "note" {
		s.set(row, t.left, "※ "+t.legendText)
		row++
	}
	if b.chance(40) {
		if b.chance(50) {
			row++
		}
		s.set(row, t.left, pick(b.rnd, "※１　件数は実績を記入すること。", "注）主管課が記入すること。", "（注）対象外の手続は除く。", "担当：総務課（内線5-1234）", "以上"))
		row++
	}
	return row
}

// String shows the first rows of every sheet.
func (b *madeBook) String() string {
	var out strings.Builder
	for _, s := range b.sheets {
		fmt.Fprintf(&out, "--- %s merges %v\n", s.name, s.merges)
		for r := 1; r <= s.last; r++ {
			for c := 1; c < 30; c++ {
				if v, ok := s.cells[[2]int{r, c}]; ok {
					fmt.Fprintf(&out, "%c%d=%q ", 'A'+c-1, r, fmt.Sprint(v))
				}
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

// file writes the workbook.
func (b *madeBook) file(t testing.TB) (name string, data []byte) {
	t.Helper()
	if b.csv {
		return "made.csv", b.csvFile(t)
	}
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range b.sheets {
		if i == 0 {
			f.SetSheetName("Sheet1", s.name)
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for at, v := range s.cells {
			cell, _ := excelize.CoordinatesToCellName(at[1], at[0])
			if err := f.SetCellValue(s.name, cell, v); err != nil {
				t.Fatal(err)
			}
		}
		for at, formula := range s.formula {
			cell, _ := excelize.CoordinatesToCellName(at[1], at[0])
			if err := f.SetCellFormula(s.name, cell, formula); err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range s.merges {
			a, _ := excelize.CoordinatesToCellName(m[1], m[0])
			z, _ := excelize.CoordinatesToCellName(m[3], m[2])
			if err := f.MergeCell(s.name, a, z); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range s.hidden {
			f.SetRowVisible(s.name, r, false)
		}
		for _, c := range s.hideCol {
			n, _ := excelize.ColumnNumberToName(c)
			f.SetColVisible(s.name, n, false)
		}
		if s.styled > 0 {
			style, _ := f.NewStyle(&excelize.Style{Border: []excelize.Border{{Type: "bottom", Color: "000000", Style: 1}}})
			a, _ := excelize.CoordinatesToCellName(1, s.last+1)
			z, _ := excelize.CoordinatesToCellName(12, s.last+s.styled)
			f.SetCellStyle(s.name, a, z, style)
		}
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return "made.xlsx", buf.Bytes()
}

func (b *madeBook) csvFile(t testing.TB) []byte {
	t.Helper()
	s := b.sheets[0]
	width := 0
	for at := range s.cells {
		width = max(width, at[1])
	}
	var buf bytes.Buffer
	buf.WriteString("\ufeff")
	w := csv.NewWriter(&buf)
	for r := 1; r <= s.last; r++ {
		line := make([]string, width)
		for c := range line {
			if v := s.cells[[2]int{r, c + 1}]; v != nil {
				line[c] = fmt.Sprint(v)
			}
		}
		w.Write(line)
	}
	w.Flush()
	if err := w.Error(); err != nil || !utf8.Valid(buf.Bytes()) {
		t.Fatal(err)
	}
	return buf.Bytes()
}
