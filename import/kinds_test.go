package importer_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/sheettest"
)

// The inputs of TestKinds are made from kinds and layouts: a kind is one way in which
// offices write meaning, in a few variants, with the truth known by construction; a
// layout is where its table stands. One kind alone, with all that is not right:
//
//	go test ./import -run TestKinds -kinds 'period'
//
// A kind is named area/what.
var kindsOnly = flag.String("kinds", "", "read only the kinds whose names hold this")

// TestKinds reads every kind in several layouts: no cell is silently wrong, no fault is
// missed, no record is there that is none.
func TestKinds(t *testing.T) {
	t.Parallel()
	inputs, left, wrong, cells := 0, 0, 0, score{}
	for _, k := range allKinds() {
		if !strings.Contains(k.name, *kindsOnly) {
			continue
		}
		for n, in := range k.inputs() {
			if testing.Short() && n%3 > 0 { // each kind's first, and one in three of the others
				left++
				continue
			}
			name, data, truth := in.file(t)
			rep := checkData(t, name, data, importer.Options{Bureau: truth.Bureau, FiscalYear: truth.FiscalYear})
			s := truth.score(t, rep)
			if *kindsOnly == "" { // a fault in the account is told of with the others
				checkLedger(t, rep)
			}
			inputs++
			cells.right, cells.reported = cells.right+s.right, cells.reported+s.reported
			found := s.problems()
			cells.wrong = append(cells.wrong, s.wrong...)
			cells.missed = append(cells.missed, s.missed...)
			cells.extra = append(cells.extra, s.extra...)
			if len(found) == 0 {
				continue
			}
			wrong++
			t.Errorf("%s:\n\t%s", in, strings.Join(found[:min(len(found), 6)], "\n\t"))
		}
	}
	t.Logf("%d inputs, %d of them not right; cells: %d right, %d reported, %d silently wrong; %d faults missed, %d records that are not there",
		inputs, wrong, cells.right, cells.reported, len(cells.wrong), len(cells.missed), len(cells.extra))
	if *kindsOnly == "" && inputs+left < 400 {
		t.Errorf("only %d inputs", inputs)
	}
}

// kind is one way in which offices write meaning.
type kind struct {
	name     string // area/what
	variants []kindTable
	fixed    bool // its columns stand in an order that means something
	alone    bool // nothing may stand above it or before it
}

// kindTable is one table of a kind.
type kindTable struct {
	above   []string // rows above the header
	told    string   // why the first of them has to be reported; empty where it need not be
	columns []kindColumn
	rows    []kindRow
	below   []string
	sheets  []kindSheet // beside the table's
	year    int         // that the caller gives; 2020 where it is 0, none where it is -1
	after   func(t *testing.T, f *excelize.File, at func(col, row int) string)
	csv     string                   // its separator; a workbook where it is empty
	encode  func(text string) []byte // of a csv; UTF-8 where it is nil
}

// kindSheet is another sheet of the file.
type kindSheet struct {
	name string
	rows [][]any
}

// kindColumn is a column with the labels above it, from the top.
type kindColumn struct {
	head  []string
	field string
	fault string // why its header has to be reported; empty where it need not be
	merge bool   // its group is merged with that of the columns beside it
}

// kindRow is a row of the table.
type kindRow struct {
	cells  []any
	want   map[string]any // what a record gets; nil for a row that is none
	faults map[int]string // cells that have to be reported, by column
	line   string         // what stands in a csv in place of the cells
}

// The cells that are more than a value.
type (
	kindFormat struct { // a value in a number format
		value  any
		format string
	}
	kindRuns  []excelize.RichTextRun
	kindStyle struct {
		value any
		style excelize.Style
	}
)

func col(field string, head ...string) kindColumn { return kindColumn{head: head, field: field} }

func (c kindColumn) faulty(why string) kindColumn { c.fault = why; return c }

func (c kindColumn) merged() kindColumn { c.merge = true; return c }

// base are the columns that every table begins with.
func base(more ...kindColumn) []kindColumn {
	return append([]kindColumn{col("procedure_name", "手続名"), col("legal_basis", "根拠法令")}, more...)
}

// want is what a record gets, field by field.
func want(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		v := pairs[i+1]
		if n, ok := v.(int); ok {
			v = float64(n)
		}
		m[pairs[i].(string)] = v
	}
	return m
}

// volume is a whole annual volume.
func volume(n int) map[string]any {
	return want("annual_volume", n, "annual_volume_qualifier", "exact", "annual_volume_state", "provided")
}

func approx(n int, qualifier string) map[string]any {
	return want("annual_volume", n, "annual_volume_qualifier", qualifier, "annual_volume_state", "provided")
}

func noVolume() map[string]any {
	return want("annual_volume", nil, "annual_volume_state", "not_provided")
}

// names and laws of made-up procedures, one for each row of a table.
var kindNames = []string{"架空施設の設置の届出", "架空営業の許可の申請", "見本物質の取扱いの報告", "架空催物の開催の届出", "見本広告の掲出の許可申請", "架空車両の使用の届出", "見本地区の建築の協議", "架空会館の利用の申込み"}
var kindLaws = []string{"架空施設法", "架空営業条例", "見本物質規則", "架空催物条例", "見本広告条例", "架空車両法", "見本地区条例", "架空会館規則"}

// record is a row of a procedure of its own, whose further cells and values are given.
func record(values map[string]any, cells ...any) kindRow {
	return kindRow{cells: cells, want: values}
}

// noRecord is a row that is none; its cells are all of its own.
func noRecord(cells ...any) kindRow { return kindRow{cells: cells} }

func (r kindRow) fault(col int, why string) kindRow {
	r.faults = map[int]string{col: why}
	return r
}

// layout is where the table of an input stands.
type layout struct {
	name      string
	right     int  // columns that it is moved by
	down      int  // blank rows on top
	titled    bool // a title above
	numbered  bool // a column No. before it
	shuffled  bool
	cover     bool // behind a sheet that is no table
	tailed    bool // a note below
	remarked  bool // a column of remarks behind it
	separator string
	plain     bool // nothing but cells with texts and numbers will do
	first     bool // the table alone, at A1
}

var layouts = []layout{
	{name: "as it is", first: true},
	{name: "three columns to the right", right: 3},
	{name: "two blank rows on top", down: 2},
	{name: "with a title", titled: true},
	{name: "numbered", numbered: true},
	{name: "shuffled", shuffled: true},
	{name: "behind a cover", cover: true},
	{name: "with a note below", tailed: true},
	{name: "with remarks", remarked: true},
	{name: "as csv", separator: ",", plain: true},
	{name: "moved, titled, shuffled", right: 1, down: 1, titled: true, shuffled: true, remarked: true},
}

// kindInput is one table of a kind in one layout.
type kindInput struct {
	kind    kind
	variant int
	layout  layout
	seed    uint64
}

func (in kindInput) String() string {
	return fmt.Sprintf("%s, variant %d, %s", in.kind.name, in.variant, in.layout.name)
}

// inputs are every variant as it is, the first in three other layouts, every second of
// the rest in one.
func (k kind) inputs() []kindInput {
	var may []layout
	for _, l := range layouts {
		switch {
		case k.fixed && l.shuffled, k.alone && !l.first:
			continue
		}
		may = append(may, l)
	}
	var all []kindInput
	for v, table := range k.variants {
		for i, l := range may {
			if l.plain && !table.isPlain() || table.csv != "" && l.cover {
				continue
			}
			turn := (i + len(may) - (v+len(k.name))%max(len(may)-1, 1)) % max(len(may)-1, 1)
			if i == 0 || v == 0 && turn < 3 || v%2 == 0 && turn == 0 {
				all = append(all, kindInput{k, v, l, uint64(v*31 + len(k.name))})
			}
		}
	}
	return all
}

// isPlain tells whether a csv can hold the table.
func (k kindTable) isPlain() bool {
	plain := k.csv == "" && k.after == nil && len(k.sheets) == 0
	for _, c := range k.columns {
		plain = plain && !c.merge
	}
	for _, r := range k.rows {
		for _, c := range r.cells {
			switch c.(type) {
			case nil, string, int, float64:
			default:
				plain = false
			}
		}
	}
	return plain
}

// placed is an input on its way to a file.
type placed struct {
	cells   map[[2]int]any // by row and column
	merges  [][4]int
	truth   sheetTruth
	sheet   string
	lastRow int
	lastCol int
	lines   map[int]string // rows of a csv that are given as they stand there
}

func (p *placed) put(row, col int, v any) {
	if v != nil && v != "" {
		p.cells[[2]int{row, col}] = v
		p.lastRow, p.lastCol = max(p.lastRow, row), max(p.lastCol, col)
	}
}

// place lays the table out.
func (in kindInput) place(sheet string) *placed {
	k := in.kind.variants[in.variant]
	p := &placed{cells: map[[2]int]any{}, lines: map[int]string{}, sheet: sheet,
		truth: sheetTruth{Bureau: "環境局", FiscalYear: 2020, Columns: map[string]string{}}}
	if k.year != 0 {
		p.truth.FiscalYear = max(k.year, 0)
	}
	row, left := 1+in.layout.down, 1+in.layout.right
	if in.layout.titled {
		p.put(row, left, "架空の手続の一覧")
		row += 2
	}
	for i, text := range k.above {
		p.put(row, left, text)
		if i == 0 && k.told != "" {
			letters, _ := excelize.ColumnNumberToName(left)
			p.truth.Invalid = append(p.truth.Invalid, truthFault{sheet, fmt.Sprint(letters, row), k.told})
		}
		row++
	}
	columns := slices.Clone(k.columns)
	order := make([]int, len(columns)) // place → column
	for i := range order {
		order[i] = i
	}
	if in.layout.shuffled && !in.kind.fixed {
		rand.New(rand.NewPCG(in.seed, 7)).Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
	}
	at := make([]int, len(columns)) // column → place on the sheet
	for i, c := range order {
		at[c] = left + i
	}
	if in.layout.numbered {
		for i := range at {
			at[i]++
		}
	}
	depth := 1
	for _, c := range columns {
		depth = max(depth, len(c.head))
	}
	merged := slices.ContainsFunc(columns, func(c kindColumn) bool { return c.merge })
	if in.layout.numbered {
		p.put(row+depth-1, left, "No.")
	}
	for i, c := range order {
		head := columns[c].head
		for level, text := range head {
			r := row + level
			if len(head) == 1 && !merged {
				r = row + depth - 1 // a label alone stands right above its cells
			}
			again := level < len(head)-1 && i > 0 && len(columns[order[i-1]].head) > level &&
				slices.Equal(columns[order[i-1]].head[:level+1], head[:level+1])
			if !again {
				p.put(r, at[c], text)
			}
			if merged && !again && level < len(head)-1 {
				end := i
				for end+1 < len(order) && len(columns[order[end+1]].head) > level+1 &&
					slices.Equal(columns[order[end+1]].head[:level+1], head[:level+1]) {
					end++
				}
				if end > i {
					p.merges = append(p.merges, [4]int{r, at[c], r, at[order[end]]})
				}
			}
		}
		if merged && len(head) < depth {
			p.merges = append(p.merges, [4]int{row + len(head) - 1, at[c], row + depth - 1, at[c]})
		}
		letters, _ := excelize.ColumnNumberToName(at[c])
		if columns[c].field != "" {
			p.truth.Columns[sheet+"!"+letters] = columns[c].field
		}
		if columns[c].fault != "" {
			p.truth.Invalid = append(p.truth.Invalid, truthFault{sheet, fmt.Sprint(letters, row+depth-1), columns[c].fault})
		}
	}
	remark := slices.Max(at) + 1
	if in.layout.remarked {
		p.put(row+depth-1, remark, "備考")
	}
	row += depth
	n := 0
	for _, r := range k.rows {
		cells := r.cells
		if r.want != nil {
			own := []any{kindNames[n%len(kindNames)], kindLaws[n%len(kindLaws)]}
			_, named := r.want["procedure_name"]
			_, lawful := r.want["legal_basis"]
			switch {
			case named: // its cells are given whole
				own = nil
			case lawful || columns[1].field != "legal_basis":
				own = own[:1]
			}
			values := map[string]any{}
			for i, v := range own {
				values[[]string{"procedure_name", "legal_basis"}[i]] = v
			}
			for field, v := range r.want {
				values[field] = v
			}
			cells = append(own, cells...)
			n++
			p.truth.Rows = append(p.truth.Rows, truthRow{sheet, row, values})
			if in.layout.numbered {
				p.put(row, left, n)
			}
			if in.layout.remarked && n == 1 {
				p.put(row, remark, "架空の備考")
				values["remarks"] = "架空の備考"
			}
		}
		if r.line != "" {
			p.lines[row], p.lastRow = strings.Repeat(k.csv, left-1)+r.line, max(p.lastRow, row)
		}
		for c, v := range cells {
			if c < len(at) {
				p.put(row, at[c], v)
			} else {
				p.put(row, remark+c-len(at), v)
			}
		}
		for c, why := range r.faults {
			letters, _ := excelize.ColumnNumberToName(at[c])
			p.truth.Invalid = append(p.truth.Invalid, truthFault{sheet, fmt.Sprint(letters, row), why})
		}
		row++
	}
	for _, text := range k.below {
		p.put(row, left, text)
		row++
	}
	if in.layout.tailed {
		p.put(row+1, left, "※ この一覧は架空のものです。")
	}
	return p
}

// file makes the input's file.
func (in kindInput) file(t *testing.T) (name string, data []byte, truth sheetTruth) {
	t.Helper()
	k := in.kind.variants[in.variant]
	if separator := k.csv + in.layout.separator; separator != "" {
		p := in.place("made")
		text := p.csv(separator)
		if k.encode != nil {
			return "made.csv", k.encode(text), p.truth
		}
		return "made.csv", []byte(text), p.truth
	}
	p := in.place("一覧")
	f := sheettest.New(t, p.sheet)
	p.fill(t, f)
	for _, s := range k.sheets {
		sheettest.Add(t, f, s.name, s.rows...)
	}
	if in.layout.cover {
		_, err := f.NewSheet("表紙")
		must(t, err)
		must(t, f.SetCellStr("表紙", "B2", "架空の手続の棚卸"))
		must(t, f.MoveSheet("表紙", p.sheet))
	}
	if k.after != nil {
		first := slices.MinFunc(p.truth.Rows, func(a, b truthRow) int { return a.Row - b.Row }).Row
		letters := map[string]string{}
		for at, field := range p.truth.Columns {
			letters[field] = at[strings.LastIndex(at, "!")+1:]
		}
		k.after(t, f, func(col, row int) string {
			if field := k.columns[col].field; field != "" {
				return fmt.Sprint(letters[field], first+row)
			}
			t.Fatalf("%s: column %d has no field", in, col)
			return ""
		})
	}
	return "made.xlsx", sheettest.Bytes(t, f), p.truth
}

func (p *placed) fill(t *testing.T, f *excelize.File) {
	t.Helper()
	styles := map[string]int{}
	format := func(code string) int {
		id, ok := styles[code]
		if !ok {
			var err error
			id, err = f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			must(t, err)
			styles[code] = id
		}
		return id
	}
	for at, v := range p.cells {
		cell, err := excelize.CoordinatesToCellName(at[1], at[0])
		must(t, err)
		switch v := v.(type) {
		case kindFormat:
			must(t, f.SetCellValue(p.sheet, cell, v.value))
			must(t, f.SetCellStyle(p.sheet, cell, cell, format(v.format)))
		case kindRuns:
			must(t, f.SetCellRichText(p.sheet, cell, v))
		case kindStyle:
			must(t, f.SetCellValue(p.sheet, cell, v.value))
			id, err := f.NewStyle(&v.style)
			must(t, err)
			must(t, f.SetCellStyle(p.sheet, cell, cell, id))
		default:
			must(t, f.SetCellValue(p.sheet, cell, v))
		}
	}
	for _, m := range p.merges {
		from, err := excelize.CoordinatesToCellName(m[1], m[0])
		must(t, err)
		to, err := excelize.CoordinatesToCellName(m[3], m[2])
		must(t, err)
		must(t, f.MergeCell(p.sheet, from, to))
	}
}

// csv writes the cells as text.
func (p *placed) csv(separator string) string {
	var b strings.Builder
	for row := 1; row <= p.lastRow; row++ {
		if line, ok := p.lines[row]; ok {
			b.WriteString(line + "\r\n")
			continue
		}
		for col := 1; col <= p.lastCol; col++ {
			if col > 1 {
				b.WriteString(separator)
			}
			if v, ok := p.cells[[2]int{row, col}]; ok {
				text := fmt.Sprint(v)
				if strings.ContainsAny(text, separator+"\"\n") {
					text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
				}
				b.WriteString(text)
			}
		}
		b.WriteString("\r\n")
	}
	return b.String()
}
