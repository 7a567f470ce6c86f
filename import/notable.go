package importer

import (
	"fmt"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/workbook"
)

// noTable says why no list of procedures was found: what there is, and what it lacks.
func (r *reading) noTable(results []*layout.Result) {
	cells := 0
	var best layout.Closest
	sheet := ""
	for i, s := range r.book.Sheets {
		cells += s.CellCount
		if c := results[i].Closest; sheet == "" && s.CellCount > 0 || len(c.Labels) > len(best.Labels) {
			best, sheet = c, s.Name
		}
	}
	if cells == 0 {
		r.found.add(finding.Finding{Severity: finding.Error, Rule: finding.RuleEmptyFile,
			Message: "ファイルのどのシートにも値が一つもありません（空のブックです）。手続の一覧を書いて保存したファイルか確かめて、もう一度送ってください。", Example: "手続の一覧を保存したブック"})
		return
	}
	f := finding.Finding{
		Severity: finding.Error,
		Rule:     finding.RuleNoTable,
		Sheet:    sheet,
		Message:  "手続の一覧表が見つかりませんでした。",
		Example:  "1行目に「手続名」「根拠法令」「年間件数（令和2年度）」などの見出しを書く",
	}
	if best.Row > 0 {
		f.Cell = workbook.CellName(best.Col, best.Row)
	}
	switch named := best.Fields["procedure_name"]; {
	case len(best.Labels) == 0 && len(best.Texts) > 0:
		f.Message += fmt.Sprintf(
			"%d行目の「%s」は、見出しの言葉として分かりませんでした。「手続名」「根拠法令」「年間件数」などの見出しの行が要ります。",
			best.Row,
			clip(strings.Join(best.Texts, "」「")),
		)
	case len(best.Labels) == 0:
		f.Message += "見出しの行がありません。「手続名」「根拠法令」「年間件数」などの見出しの行が要ります。"
	case !named:
		f.Message += fmt.Sprintf("%d行目に見出し「%s」がありますが、手続の名称の列の見出しがありません。その列の見出しを「手続名」としてください。", best.Row, strings.Join(best.Labels, "」「"))
	default:
		f.Message += fmt.Sprintf(
			"%d行目に見出し「%s」がありますが、ほかの項目の見出し（%s など）が同じ行にありません。",
			best.Row,
			strings.Join(best.Labels, "」「"),
			strings.Join(lacking(best.Fields), "、"),
		)
	}
	r.found.add(f)
}

// lacking are the labels of some usual fields that a header does not have.
func lacking(fields map[string]bool) (labels []string) {
	for _, key := range []string{"legal_basis", "annual_volume", "digitization_status"} {
		if !fields[key] {
			labels = append(labels, form.Current().Field(key).Label)
		}
	}
	return labels
}
