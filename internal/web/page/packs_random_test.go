package page_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/webtest"
)

// packSeeds is how many random packs are tried: TETSUZUKI_TEST_PACK_SEEDS, else one for each program.
func packSeeds(t *testing.T) uint64 {
	t.Helper()
	text := os.Getenv("TETSUZUKI_TEST_PACK_SEEDS")
	if text == "" {
		return uint64(len(packPrograms))
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// packPrograms are what saves a pack before it is sent back, by turns.
var packPrograms = []struct {
	name string
	save func(*testing.T, []byte) []byte
}{
	{"LibreOffice", savedByLibreOffice}, {"Gnumeric", savedByGnumeric}, {"excelize", func(_ *testing.T, file []byte) []byte { return file }},
}

// editedCell is a cell that somebody changed.
type editedCell struct {
	process registry.ProcessID
	field   string
	year    int
}

// packEdits are the fields that a random edit changes, with a value to write and how it is registered.
var packEdits = []struct {
	field string
	value func(n int) (written any, stored string)
}{
	{"annual_volume", func(n int) (any, string) { return 200_000 + n, strconv.Itoa(200_000 + n) }},
	{"planned_fiscal_year", func(n int) (any, string) { return 2030 + n%20, strconv.Itoa(2030 + n%20) }},
	{"platform", func(n int) (any, string) { s := fmt.Sprintf("架空の基盤%d", n); return s, s }},
	{"remarks", func(n int) (any, string) { s := fmt.Sprintf("=架空の備考%d", n); return s, s }},
	{"identity_method", func(n int) (any, string) {
		codes := form.Current().Field("identity_method").List.In(0)
		c := codes[n%len(codes)]
		return c.Label, c.Code
	}},
}

// Whatever the registry holds, and whatever is done to a pack beside, exactly the edited cells come
// back as changed; what somebody changed in the registry meanwhile stays, and what both changed is
// asked. Rows are sorted, columns deleted, own columns and rows added, and office programs save it.
func TestOnlyTheEditedCellsOfAPackComeBack(t *testing.T) {
	t.Parallel()
	for seed := range packSeeds(t) {
		program := packPrograms[seed%uint64(len(packPrograms))]
		t.Run(fmt.Sprint(seed, " ", program.name), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 7))
			r := webtest.NewRig(t)
			rows := randomRows(random, 40)
			var first bytes.Buffer
			if err := (report.List{Years: []int{2019, 2020}}).WriteXLSX(&first, len(rows), eachOf(rows)); err != nil {
				t.Fatal(err)
			}
			if got, err := intake.New(r.Store, 0).Import(t.Context(), registry.Operator("架空の人"), intake.File{Name: "はじめ.xlsx", Data: &first},
				intake.Options{BureauID: r.Bureau.ID, Answers: store.TheFile}); err != nil || got.Upload.State != registry.UploadConfirmed {
				t.Fatalf("%s, %v", got.Upload.State, err)
			}
			openRound(t, r, 2020)
			officer, approver := r.As(registry.Officer), r.As(registry.Approver)
			p := &packSheet{t: t, file: openedPack(t, officer.Get("/board/pack.xlsx").Want(t, 200).Body), random: random}

			want := p.edit(12)
			conflicts := map[editedCell]bool{}
			for i, cell := range slices.SortedFunc(maps.Keys(want), byCell) { // in the registry, meanwhile
				other := editedCell{cell.process, "ministry", 0}
				if i%2 == 0 && (cell.field == "platform" || cell.field == "remarks") {
					other.field, conflicts[cell] = cell.field, true
				}
				change(t, approver, other, fmt.Sprintf("架空の省%d", i))
			}
			p.disarrange()
			back := program.save(t, p.bytes())
			at := officer.Send("/uploads", "調査票.xlsx", back).Want(t, 303).Header.Get("Location")
			id, err := strconv.ParseInt(strings.TrimPrefix(at, "/uploads/"), 10, 64)
			if err != nil {
				t.Fatal(at)
			}
			changed, err := r.Store.Comparison(t.Context(), registry.Operator("架空の人"), id,
				store.ComparisonQuery{Open: true, Rows: &store.RowFilter{Kind: store.RowChanged, Limit: 200}})
			if err != nil {
				t.Fatalf("%v %s", err, officer.Get(at+"/structure").Page(t).Text())
			}
			if changed.Counts.Missing+changed.Counts.Faulty > 0 || changed.Counts.New != p.added {
				t.Errorf("%+v, want %d new", changed.Counts, p.added)
			}
			got := map[editedCell]string{}
			for _, row := range changed.Rows {
				for _, c := range row.Cells {
					got[editedCell{row.ProcessID, c.Field, c.FiscalYear}] = c.New
				}
			}
			for _, c := range changed.Conflicts {
				if cell := (editedCell{c.ProcessID, c.Field, c.FiscalYear}); !conflicts[cell] {
					t.Errorf("it asks about %v: %s, %s, %s", cell, c.Base, c.Theirs, c.Mine)
				}
			}
			if len(changed.Conflicts) != len(conflicts) {
				t.Errorf("it asks about %d cells, want %d", len(changed.Conflicts), len(conflicts))
			}
			if !maps.Equal(got, want) {
				t.Errorf("changed are\n%v, want\n%v", got, want)
			}
			officer.Get(at).Want(t, 200, "に書き出した登録内容")
		})
	}
}

func byCell(a, b editedCell) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }

// change changes a cell of the registry by its page's API.
func change(t *testing.T, as *webtest.Visitor, cell editedCell, value string) {
	t.Helper()
	path := "/api/v1/processes/" + cell.process.String()
	as.Header.Set("If-Match", as.Get(path).Header.Get("ETag"))
	as.Call(http.MethodPatch, path, fmt.Sprintf(`{"fields": {%q: %q}, "reason": "架空の理由"}`, cell.field, value)).Want(t, 200)
}

// packSheet is a pack that somebody works on.
type packSheet struct {
	t      *testing.T
	file   *excelize.File
	random *rand.Rand
	added  int
}

const packTable = "手続一覧"

func openedPack(t *testing.T, data string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func (p *packSheet) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// lines are the cells as they are shown, the header first.
func (p *packSheet) lines() [][]string {
	p.t.Helper()
	lines, err := p.file.GetRows(packTable)
	p.must(err)
	return lines
}

// column is the letters of the column with a header, which may name a fiscal year; empty: it is gone.
func (p *packSheet) column(label string) string {
	for i, h := range p.lines()[0] {
		if h == label || strings.HasPrefix(h, label+"（") {
			name, err := excelize.ColumnNumberToName(i + 1)
			p.must(err)
			return name
		}
	}
	return ""
}

// edit writes into random cells, and returns what is to be registered of them.
func (p *packSheet) edit(n int) map[editedCell]string {
	want := map[editedCell]string{}
	lines := p.lines()
	for range n {
		row := 1 + p.random.IntN(len(lines)-1)
		id, err := registry.ParseProcessID(lines[row][0])
		p.must(err)
		e := packEdits[p.random.IntN(len(packEdits))]
		written, stored := e.value(p.random.IntN(1000))
		at := fmt.Sprintf("%s%d", p.column(form.Current().Field(e.field).Label), row+1)
		before, err := p.file.GetCellValue(packTable, at)
		p.must(err)
		if before == fmt.Sprint(written) {
			continue // that is no change
		}
		cell := editedCell{process: id, field: e.field}
		if e.field == "annual_volume" {
			cell.year = 2020
		}
		if _, twice := want[cell]; twice {
			continue
		}
		p.must(p.file.SetCellValue(packTable, at, written))
		want[cell] = stored
	}
	return want
}

// disarrange does to the sheet what must not hurt: the rows in another order, columns deleted, own
// ones added, texts in the columns of the last answers, a new row, a sheet beside.
func (p *packSheet) disarrange() {
	f := p.file
	for range 15 {
		n := len(p.lines())
		row := 2 + p.random.IntN(n-1)
		p.must(f.DuplicateRowTo(packTable, row, n+1))
		p.must(f.RemoveRow(packTable, row))
	}
	last := fmt.Sprintf("%s%d", p.column(form.LastTime+form.Current().Field("digitization_status").Label), 3)
	p.must(f.SetCellValue(packTable, last, "実施済"))
	spared := []string{"手続ID", "手続名"}
	for _, e := range packEdits {
		spared = append(spared, form.Current().Field(e.field).Label)
	}
	for range 6 {
		headers := p.lines()[0]
		label := headers[p.random.IntN(len(headers))]
		if slices.ContainsFunc(spared, func(s string) bool { return label == s || strings.HasPrefix(label, s+"（") }) {
			continue
		}
		at := slices.Index(headers, label) + 1
		p.must(f.RemoveCol(packTable, p.columnAt(label)))
		p.moveNotes(at, -1)
	}
	p.must(f.InsertCols(packTable, "B", 1))
	p.moveNotes(2, 1)
	p.must(f.SetCellValue(packTable, "B1", "課内メモ"))
	p.must(f.SetCellValue(packTable, "B2", "架空のメモ"))
	n := len(p.lines())
	p.must(f.SetCellValue(packTable, fmt.Sprintf("%s%d", p.column("手続名"), n+1), "架空の新しい届出"))
	p.added = 1
	_, err := f.NewSheet("課内")
	p.must(err)
	p.must(f.SetCellValue("課内", "A1", "架空の控え"))
}

// moveNotes moves the comments with their columns, as office programs do: those of the removed
// column are deleted.
func (p *packSheet) moveNotes(column, by int) {
	comments, err := p.file.GetComments(packTable)
	p.must(err)
	for _, c := range comments {
		p.must(p.file.DeleteComment(packTable, c.Cell))
	}
	for _, c := range comments {
		at, row, err := excelize.CellNameToCoordinates(c.Cell)
		p.must(err)
		if at == column && by < 0 {
			continue
		}
		if at >= column {
			at += by
		}
		c.Cell, err = excelize.CoordinatesToCellName(at, row)
		p.must(err)
		p.must(p.file.AddComment(packTable, c))
	}
}

// columnAt is the letters of the column with exactly that header.
func (p *packSheet) columnAt(header string) string {
	name, err := excelize.ColumnNumberToName(slices.Index(p.lines()[0], header) + 1)
	p.must(err)
	return name
}

func (p *packSheet) bytes() []byte {
	var b bytes.Buffer
	p.must(p.file.Write(&b))
	return b.Bytes()
}
