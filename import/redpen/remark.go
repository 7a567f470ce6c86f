package redpen

import (
	"fmt"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// Remarks are what a person who returned the file wants mended.
type Remarks struct {
	By     string // whose they are
	At     string // when, for people
	Reason string // of the whole file; empty: none
	List   []Remark
}

// Remark is about a cell, a sheet or the whole file.
type Remark struct {
	Sheet string // empty: the whole file
	Cell  string // as in "K17"; empty: the whole sheet
	Text  string
}

// remarked is what a remark is called in place of a severity.
const remarked = "差戻し"

// findings are the remarks as findings, which come back to the sender in the same way.
func (m *Remarks) findings() []finding.Finding {
	if m == nil {
		return nil
	}
	var list []finding.Finding
	if m.Reason != "" {
		list = append(list, finding.Finding{Severity: remarked, Message: m.Reason, Count: 1})
	}
	for _, r := range m.List {
		list = append(list, finding.Finding{Severity: remarked, Sheet: r.Sheet, Cell: r.Cell, Message: r.Text, Count: 1})
	}
	return list
}

// said are the lines of the sheet of findings that say who returned the file.
func (m *Remarks) said() []string {
	if m == nil {
		return nil
	}
	lines := []string{fmt.Sprintf("差し戻されました（%s、%s）。承認者の指摘：%d 件", m.By, m.At, len(m.List))}
	for _, r := range m.List {
		if _, _, ok := workbook.ParseCell(r.Cell); ok {
			return append(lines, "指摘されたセル（赤）のコメントを読んで直し、このファイルをそのまま、もう一度送ってください。")
		}
	}
	return append(lines, "下の表の「差戻し」の行を読んで直し、もう一度送ってください。")
}
