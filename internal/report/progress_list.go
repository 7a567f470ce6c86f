package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
)

// The full list of the progress workbook has the registry's fields, each year's numbers, and
// what the figures add up. Its columns are named, so that the summary's formulas read well.

// listPart is one column of the full list.
type listPart struct {
	head
	name string // in formulas; empty: none uses it
	of   func(*Row) cell
}

// The names of the full list's columns in formulas.
const (
	nameID         = "一覧_手続ID"
	nameBureau     = "一覧_局"
	nameStatus     = "一覧_状況"
	nameScope      = "一覧_対象範囲"
	nameLaw        = "一覧_法令改正"
	nameType       = "一覧_類型"
	namePriority   = "一覧_重点"
	nameCause      = "一覧_判定不能のわけ"
	nameVolume     = "一覧_件数"
	nameInexact    = "一覧_件数が不正確"
	nameBelow      = "一覧_件数の下の幅"
	nameAbove      = "一覧_件数の上の幅"
	nameOpen       = "一覧_件数の上限なし"
	nameTotal      = "一覧_利用_全件"
	nameOnline     = "一覧_利用_オンライン"
	nameUseInexact = "一覧_利用が不正確"
)

// usageSlack names the columns of how far a usage's numbers may be off.
var usageSlack = map[string][3]string{
	nameTotal:  {"一覧_全件の下の幅", "一覧_全件の上の幅", "一覧_全件の上限なし"},
	nameOnline: {"一覧_オンラインの下の幅", "一覧_オンラインの上の幅", "一覧_オンラインの上限なし"},
}

var fieldNames = map[string]string{"process_id": nameID, "bureau": nameBureau, "digitization_status": nameStatus, "scope": nameScope,
	"national_law_change": nameLaw, "process_type": nameType}

// fullList are the columns of the full list.
func (l labels) fullList(years []int, threshold int64) []listPart {
	var parts []listPart
	f := l.form()
	for _, c := range (List{Form: f}).columns() {
		parts = append(parts, listPart{head: heads([]column{c})[0], name: fieldNames[c.field.Key], of: c.of})
	}
	for _, y := range years {
		for _, n := range []struct {
			label string
			of    func(*registry.Volume) registry.Count
		}{{f.Field("annual_volume").Label, totalOf}, {f.Field("online_volume").Label, onlineOf}} {
			parts = append(parts, numberPart(n.label+"（"+registry.EraYear(y)+"）", "", yearValue(y, n.of)),
				listPart{head: head{text: n.label + "の記載（" + registry.EraYear(y) + "）", width: 16}, of: yearWords(y, n.of)})
		}
	}
	return append(parts, summedParts(threshold)...)
}

// summedParts are what the figures add up of each process.
func summedParts(threshold int64) []listPart {
	parts := []listPart{
		{head{"重点手続の判定", 16, style{}}, namePriority, func(r *Row) cell { return r.Process.Priority(threshold).Label() }},
		{head{"判定不能のわけ", 20, style{}}, nameCause, func(r *Row) cell { return textCell(r.Process.Cause(threshold).Label()) }},
		{head{"人の判断の理由", 20, style{}}, "", func(r *Row) cell { return textCell(r.Process.OverrideReason) }},
		{head{"件数の年度", 12, style{}}, "", func(r *Row) cell {
			if r.Process.Deciding == nil {
				return nil
			}
			return registry.EraYear(r.Process.Deciding.FiscalYear)
		}},
		numberPart("件数", nameVolume, func(r *Row) cell { return valueCell(decidingCount(r)) }),
		numberPart("件数が不正確", nameInexact, func(r *Row) cell { return oneIf(inexact(decidingCount(r))) }),
	}
	parts = append(parts, slackParts("件数", [3]string{nameBelow, nameAbove, nameOpen}, decidingCount)...)
	parts = append(parts,
		numberPart("利用率の全件", nameTotal, func(r *Row) cell { return valueCell(usageTotal(r)) }),
		numberPart("利用率のオンライン件数", nameOnline, func(r *Row) cell { return valueCell(usageOnline(r)) }),
		numberPart("利用率の件数が不正確", nameUseInexact, func(r *Row) cell { return oneIf(inexact(usageTotal(r)) || inexact(usageOnline(r))) }))
	parts = append(parts, slackParts("利用率の全件", usageSlack[nameTotal], usageTotal)...)
	return append(parts, slackParts("利用率のオンライン件数", usageSlack[nameOnline], usageOnline)...)
}

func numberPart(label, name string, of func(*Row) cell) listPart {
	return listPart{head{label, 12, style{number: countFormat}}, name, of}
}

// slackParts tell how far a number may be below and above what is stated, and whether it has no
// upper end (1).
func slackParts(label string, names [3]string, of func(*Row) *registry.Count) []listPart {
	return []listPart{
		numberPart(label+"の下の幅", names[0], func(r *Row) cell { return zeroBlank(slackOf(of(r)).Below) }),
		numberPart(label+"の上の幅", names[1], func(r *Row) cell { return zeroBlank(slackOf(of(r)).Above) }),
		numberPart(label+"の上限なし", names[2], func(r *Row) cell { return zeroBlank(slackOf(of(r)).Open) }),
	}
}

func zeroBlank(n int64) cell {
	if n == 0 {
		return nil
	}
	return n
}

func oneIf(is bool) cell {
	if is {
		return int64(1)
	}
	return nil
}

// decidingCount is the number that decides a process's priority; nil: unknown.
func decidingCount(r *Row) *registry.Count {
	if r.Process.Deciding == nil {
		return nil
	}
	return &r.Process.Deciding.Total
}

// usageYear is the latest year in which both numbers are known.
func usageYear(r *Row) *registry.Volume {
	if r.Process.Usage == nil {
		return nil
	}
	for i := range r.Volumes {
		if r.Volumes[i].FiscalYear == r.Process.Usage.FiscalYear {
			return &r.Volumes[i]
		}
	}
	return nil
}

func usageTotal(r *Row) *registry.Count {
	if v := usageYear(r); v != nil {
		return &v.Total
	}
	return nil
}

func usageOnline(r *Row) *registry.Count {
	if v := usageYear(r); v != nil {
		return &v.Online
	}
	return nil
}

func inexact(c *registry.Count) bool { return c != nil && c.Known() && c.Qualifier != registry.Exact }

func valueCell(c *registry.Count) cell {
	if c == nil || !c.Known() {
		return nil
	}
	return *c.Value
}

// slackOf is how far a number may be off; of an exact one it is none.
func slackOf(c *registry.Count) registry.Slack {
	if !inexact(c) {
		return registry.Slack{}
	}
	low, high := c.Bounds()
	if high == nil {
		return registry.Slack{Below: *c.Value - low, Open: 1}
	}
	return registry.Slack{Below: *c.Value - low, Above: *high - *c.Value}
}

func yearValue(year int, of func(*registry.Volume) registry.Count) func(*Row) cell {
	return func(r *Row) cell {
		for i := range r.Volumes {
			if r.Volumes[i].FiscalYear == year {
				c := of(&r.Volumes[i])
				return valueCell(&c)
			}
		}
		return nil
	}
}

// yearWords are a number's own words where it is not exact: a column of numbers holds numbers.
func yearWords(year int, of func(*registry.Volume) registry.Count) func(*Row) cell {
	return func(r *Row) cell {
		for i := range r.Volumes {
			if c := of(&r.Volumes[i]); r.Volumes[i].FiscalYear == year && (!c.Known() || c.Qualifier != registry.Exact) {
				if text, ok := countCell(c).(string); ok {
					return text
				}
			}
		}
		return nil
	}
}

// addAll writes the full list, and tells its checksum.
func (p Progress) addAll(b *book) error {
	parts := append(p.labels().fullList(p.Years, p.Figures.Threshold), groupParts(p.Groups)...)
	all := make([]head, len(parts))
	for i, c := range parts {
		all[i] = c.head
	}
	t, err := b.listTable(allSheet, "全手続", all, p.All.N, 0)
	if err != nil {
		return err
	}
	if err := nameColumns(b, parts, p.All.N); err != nil {
		return err
	}
	if err := b.printName(allSheet, p.moments()); err != nil {
		return err
	}
	if !p.PrintAll {
		if err := b.printOnly(allSheet, printedColumns, min(p.All.N, printedOfList)+1); err != nil {
			return err
		}
		if err := b.printWhole(allSheet); err != nil {
			return err
		}
	}
	sum, text := sha256.New(), []byte(nil)
	cells := make([]cell, len(parts))
	for row, err := range p.All.Rows {
		if err != nil {
			return err
		}
		for i, c := range parts {
			cells[i] = c.of(&row)
		}
		if err := t.add(cells); err != nil {
			return err
		}
		text = appendRow(text[:0], cells)
		sum.Write(text) // a hash does not fail
	}
	b.checksum = hex.EncodeToString(sum.Sum(nil))
	return t.finish()
}

// What of the full list is printed unless all of it is asked for: one page, to show what it is.
const (
	printedOfList  = 30
	printedColumns = 10
)

// appendRow appends a row as its checksum has it: each cell after a mark.
func appendRow(text []byte, cells []cell) []byte {
	for _, c := range cells {
		text = append(text, '\x1f')
		switch v := c.(type) {
		case nil:
		case int64:
			text = strconv.AppendInt(text, v, 10)
		case string:
			text = append(text, v...)
		default:
			text = append(text, csvText(c)...)
		}
	}
	return append(text, '\x1e')
}

func nameColumns(b *book, parts []listPart, rows int) error {
	for i, c := range parts {
		if c.name == "" {
			continue
		}
		if err := b.nameColumn(c.name, allSheet, i, rows); err != nil {
			return err
		}
	}
	return nil
}

// nameColumn gives the cells of a list's column, below its header, a name for formulas.
func (b *book) nameColumn(name, sheet string, column, rows int) error {
	return b.file.SetDefinedName(&excelize.DefinedName{Name: name,
		RefersTo: fmt.Sprintf("'%s'!$%s$2:$%[2]s$%d", sheet, columnName(column), max(rows, 1)+1)})
}
