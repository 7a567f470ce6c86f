// Package sample makes up a catalogue of 28,000 processes over the bureaus of
// 2021, as the workbooks that the bureaus would send. It is the same on every
// machine. Its shape is that of the real one (domain.md): about 2 % of the
// processes have 10,000 cases a year or more and hold over 90 % of all cases.
package sample

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"tetsuzuki/internal/report"
)

// Total is the number of processes.
const Total = 28000

// Remark stands in the remarks of every process.
const Remark = "架空のデータ"

// Workbook is one bureau's inventory as it sends it.
type Workbook struct {
	Bureau  string // empty: of all bureaus
	Name    string // of the file
	Rows    int
	Partial bool // it holds a part of the bureau's processes
	Data    []byte
}

// Workbooks gives every bureau's workbook to use, in the order of bureaus. The next one
// is made while use works on the last.
func Workbooks(ctx context.Context, use func(Workbook) error) error {
	ctx, cancel := context.WithCancel(ctx)
	type result struct {
		w   Workbook
		err error
	}
	made := make(chan result)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(made)
		for i := range bureaus {
			w, err := workbook(i)
			select {
			case made <- result{w, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer func() { cancel(); <-done }()
	for r := range made {
		if r.err != nil {
			return r.err
		}
		if err := use(r.w); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// fields are the columns of the sample's workbooks: the inventory form's, less the
// ID, which only the registry gives, and a few that the form leaves to bureaus.
var fields = []string{
	"bureau", "department", "division", "procedure_name", "process_type", "applicant", "recipient",
	"legal_basis", "legal_article", "affair_category", "annual_volume", "online_volume", "digitization_status",
	"planned_fiscal_year", "digitized_on", "obstacle", "national_law_change", "law_to_change", "ministry",
	"scope", "platform", "identity_method", "fee", "attachments", "seal_required", "standard_processing_period", "remarks",
}

func workbook(i int) (Workbook, error) {
	b := bureaus[i]
	return newWorkbook("サンプル_"+b.name+".xlsx", b.name, fields, b.years(), Rows(i))
}

func newWorkbook(file, bureau string, fields []string, years []int, rows []report.Row) (Workbook, error) {
	var buf bytes.Buffer
	err := report.List{Fields: fields, Years: years}.WriteXLSX(&buf, len(rows), func(yield func(report.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	})
	return Workbook{Bureau: bureau, Name: file, Rows: len(rows), Data: buf.Bytes()}, err
}

// ReturnFile is what a bureau sends for the inventory of a later year; of an empty one, what
// headquarters gathered from all.
func (l *Life) ReturnFile(q Quarter, bureau string) (Workbook, error) {
	name := fmt.Sprintf("架空_%d年度棚卸_%s.xlsx", q.FiscalYear(), cmp.Or(bureau, "全局"))
	w, err := newWorkbook(name, bureau, fields, q.years(), l.Return(q, bureau))
	w.Partial = true
	return w, err
}

// InventoryFile is the whole inventory of a bureau in a quarter.
func (l *Life) InventoryFile(q Quarter, bureau string) (Workbook, error) {
	return newWorkbook(fmt.Sprintf("架空_%d年度棚卸_%s.xlsx", q.FiscalYear(), bureau), bureau, fields, q.years(), l.Inventory(q, bureau))
}

// UpdateFile are the rows of all bureaus that a quarter altered, as headquarters gathers them.
func (l *Life) UpdateFile(q Quarter) (Workbook, error) {
	without := slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return strings.HasSuffix(f, "_volume") })
	w, err := newWorkbook("架空_"+q.Label()+"_更新.xlsx", "", without, nil, l.Updates(q))
	w.Partial = true
	return w, err
}

// Bureaus is the number of bureaus.
func Bureaus() int { return len(bureaus) }

// Rows are the processes of bureau i, without IDs.
func Rows(i int) []report.Row {
	b := bureaus[i]
	g := generator{rand.New(rand.NewPCG(2021, uint64(i))), b}
	names := g.names(b.processes)
	rows := make([]report.Row, b.processes)
	for n := range rows {
		rows[n] = g.row(names[n], priorityVolume(i, n))
	}
	return rows
}
