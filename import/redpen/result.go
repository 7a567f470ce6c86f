package redpen

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// resultColumns are the columns of the sheet of findings, with their widths.
var resultColumns = []struct {
	title string
	width int
}{{"番号", 6}, {"重要度", 10}, {"シート", 18}, {"セル", 8}, {"内容", 60}, {"入力されている値", 24}, {"正しい例", 30}, {"規則", 22}}

// resultSheet writes the sheet of findings: what was read, what to do, and, below the row of
// their header, a line for each finding with a link to its cell. Its texts stand in the cells, so that
// the sender's shared strings stay as they are.
func (r *returning) resultSheet() (sheet []byte, header int) {
	var b bytes.Buffer
	p := r.styles.prefix
	bold, link, title, wrap, bad, warn := 0, 0, 0, 0, 0, 0
	if s := r.styles; s.part != nil {
		font := func(inside string) int { return s.addFont("<" + p + "font>" + inside + "</" + p + "font>") }
		size := func(n string) string {
			return fmt.Sprintf(`<%[1]ssz val="%[2]s"/><%[1]sname val="Meiryo UI"/><%[1]sfamily val="3"/><%[1]scharset val="128"/>`, p, n)
		}
		format := func(font, fill int) int {
			return s.addFormat(
				fmt.Sprintf(
					`<%[1]sxf numFmtId="0" fontId="%[2]d" fillId="%[3]d" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><%[1]salignment vertical="top" wrapText="1"/></%[1]sxf>`,
					p,
					font,
					fill,
				),
			)
		}
		text := font(size("10"))
		fill := func(colour string) int {
			return s.addFill(
				fmt.Sprintf(
					`<%[1]sfill><%[1]spatternFill patternType="solid"><%[1]sfgColor rgb="%[2]s"/><%[1]sbgColor indexed="64"/></%[1]spatternFill></%[1]sfill>`,
					p,
					colour,
				),
			)
		}
		bold = format(font("<"+p+"b/>"+size("10")), fill("FFE6E6E6"))
		link = format(
			font(fmt.Sprintf(`<%su/>`, p)+strings.Replace(size("10"), "<"+p+"name", `<`+p+`color rgb="FF0017C1"/><`+p+"name", 1)),
			0,
		)
		title = s.addFormat(
			fmt.Sprintf(`<%sxf numFmtId="0" fontId="%d" fillId="0" borderId="0" xfId="0" applyFont="1"/>`, p, font("<"+p+"b/>"+size("14"))),
		)
		wrap, bad, warn = format(text, 0), format(text, fill("FFFFE3E1")), format(text, fill("FFFFF6DB"))
	}
	row := 0
	put := func(cells ...string) {
		row++
		fmt.Fprintf(&b, `<row r="%d">%s</row>`, row, strings.Join(cells, ""))
	}
	tall := func(lines int, cells ...string) {
		row++
		fmt.Fprintf(&b, `<row r="%d" ht="%d" customHeight="1">%s</row>`, row, min(15*lines, 400), strings.Join(cells, ""))
	}
	cell := func(col, format int, text string) string {
		if text == "" {
			return fmt.Sprintf(`<c r="%s%d" s="%d"/>`, workbook.ColumnName(col), row+1, format)
		}
		return fmt.Sprintf(
			`<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`,
			workbook.ColumnName(col),
			row+1,
			format,
			cellText(clip(text, 30000)),
		)
	}
	plain := func(text string) { put(cell(1, 0, text)) }
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n")
	fmt.Fprintf(&b, `<worksheet xmlns="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><cols>`, r.space)
	for i, c := range resultColumns {
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, c.width)
	}
	b.WriteString(`</cols><sheetData>`)
	sum := r.rep.Summary
	put(cell(1, title, workbook.ResultTitle))
	plain("ファイル：" + r.rep.File.Name)
	plain(fmt.Sprintf("読み取った手続：%d 手続　要修正：%d 件　確認：%d 件　参考：%d 件", sum.Records, sum.Errors, sum.Warnings, sum.Infos))
	for _, line := range r.remarks.said() {
		plain(line)
	}
	switch {
	case sum.Errors > 0:
		plain("要修正のセル（赤）を直し、確認のセル（黄）を確かめて、このファイルをそのまま、もう一度送ってください。")
	case sum.Warnings > 0:
		plain("要修正のセルはありません。確認のセル（黄）を確かめてください。")
	case r.remarks == nil:
		plain("要修正も確認もありません。")
	}
	plain("このシートと、「" + lead + "」で始まるコメントは、送り直したときに読み取りません。消す必要はありません。")
	if r.protected {
		plain("元のファイルのパスワードは外してあります。必要なら、もう一度かけてください。")
	}
	put()
	var head []string
	for i, c := range resultColumns {
		head = append(head, cell(i+1, bold, c.title))
	}
	put(head...)
	first := row
	var links bytes.Buffer
	for i, f := range bySeverity(slices.Concat(r.remarks.findings(), r.rep.Findings)) {
		format := wrap
		switch f.Severity {
		case finding.Error, remarked:
			format = bad
		case finding.Warning:
			format = warn
		}
		place := wrap
		if _, _, ok := workbook.ParseCell(f.Cell); ok && f.Sheet != "" {
			place = link
			fmt.Fprintf(
				&links,
				`<hyperlink ref="D%d" location="%s" display="%s"/>`,
				row+1,
				escape("'"+strings.ReplaceAll(f.Sheet, "'", "''")+"'!"+f.Cell),
				escape(f.Cell),
			)
		}
		what := f.Message
		if f.Count > 1 {
			what += fmt.Sprintf("（%d か所）", f.Count)
		}
		texts := []string{"", "", f.Sheet, "", what, f.Raw, f.Example, finding.RuleText(f.Rule)}
		lines := 1
		for i, text := range texts {
			lines = max(lines, linesOf(text, resultColumns[i].width))
		}
		tall(
			lines,
			fmt.Sprintf(`<c r="A%d" s="%d"><v>%d</v></c>`, row+1, wrap, i+1),
			cell(2, format, severityName(f.Severity)),
			cell(3, wrap, f.Sheet),
			cell(4, place, f.Cell),
			cell(5, wrap, what),
			cell(6, wrap, f.Raw),
			cell(7, wrap, f.Example),
			cell(8, wrap, finding.RuleText(f.Rule)),
		)
	}
	b.WriteString(`</sheetData>`)
	if row > first {
		fmt.Fprintf(&b, `<autoFilter ref="A%d:%s"/>`, first, workbook.CellName(len(resultColumns), row))
	}
	if links.Len() > 0 {
		b.WriteString(`<hyperlinks>` + links.String() + `</hyperlinks>`)
	}
	b.WriteString(
		`<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`,
	)
	// The dimension stands before what it measures.
	dimension := `<dimension ref="A1:` + workbook.CellName(len(resultColumns), max(row, 1)) + `"/><cols>`
	return []byte(strings.Replace(b.String(), "<cols>", dimension, 1)), first
}

// bySeverity puts remarks first, then errors, then warnings; else the order stays.
func bySeverity(list []finding.Finding) []finding.Finding {
	rank := map[finding.Severity]int{remarked: 0, finding.Error: 1, finding.Warning: 2, finding.Info: 3}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b finding.Finding) int { return rank[a.Severity] - rank[b.Severity] })
	return list
}

// linesOf estimates the lines that a text takes in a column; a Japanese character
// is two of a column's units wide.
func linesOf(text string, width int) int {
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		units := 0
		for _, r := range line {
			if units++; r > 0xFF && (r < 0xFF61 || r > 0xFF9F) {
				units++
			}
		}
		lines += 1 + units/max(width-1, 1)
	}
	return lines
}
