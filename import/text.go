package importer

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// perRule is how many findings of a rule the report for people lists.
const perRule = 20

// WriteText writes the report for people, in Japanese: the summary, how the columns
// were understood, then the findings by rule with cell, reason and example.
func WriteText(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	s := r.Summary
	fmt.Fprintf(b, "ファイル: %s\n", r.File.Name)
	if r.Unreadable() {
		fmt.Fprintln(b, "結果: 読み取れませんでした。")
	} else {
		fmt.Fprintf(b, "結果: 表 %d、%d 手続を読み取りました。%s\n", s.Tables, s.Records, s.FindingsText())
	}
	if r.Readability != nil {
		fmt.Fprintln(b, r.Readability)
	}
	for _, t := range r.Tables {
		writeTable(b, &t)
	}
	for _, sev := range []finding.Severity{finding.Error, finding.Warning, finding.Info} {
		writeFindings(b, r, sev)
	}
	if r.Readability != nil && len(r.Readability.Hints) > 0 {
		fmt.Fprint(b, "\n■ 機械可読性を上げるには\n")
		for _, h := range r.Readability.Hints {
			fmt.Fprintf(b, "  ・%s（%d か所、%d 点）\n", h.Text, h.Cells, h.Gain)
		}
	}
	return b.Flush()
}

func writeTable(b *bufio.Writer, t *Table) {
	fmt.Fprintf(b, "\n■ シート「%s」 %s（見出し %s 行目）\n", t.Sheet, t.Range, rowNumbers(t.HeaderRows))
	for _, c := range t.Columns {
		detail := form.Current().Field(c.Field).Label
		if c.FiscalYear != 0 {
			detail += "、" + form.EraYear(c.FiscalYear)
		}
		if c.Unit > 1 {
			detail += fmt.Sprintf("、%d倍", c.Unit)
		}
		switch c.Part {
		case PartSum:
			detail += "、ほかの列と足す"
		case PartChoice:
			detail += "、○は「" + form.Current().Field(c.Field).List.Label(c.Choice) + "」"
		case PartEra, PartYear, PartMonth, PartDay:
			detail += "、ほかの列と合わせる"
		case PartRow:
			detail += "、行の種類"
		case PartUnit:
			detail += "、行ごとの単位"
		case PartFiscalYear:
			detail += "、行ごとの年度"
		}
		if c.Match == "similar" {
			detail += fmt.Sprintf("、確かさ %.0f%%", 100*c.Confidence)
		}
		fmt.Fprintf(b, "  %s列「%s」→ %s\n", c.Column, c.Header, detail)
	}
	if len(t.Unmapped) > 0 {
		var names []string
		for _, u := range t.Unmapped {
			names = append(names, u.Column+"列「"+u.Header+"」")
		}
		fmt.Fprintf(b, "  読み取らない列: %s\n", strings.Join(names, "、"))
	}
	count := map[string]int{}
	var order []string
	for _, i := range t.IgnoredRows {
		if count[i.Reason]++; count[i.Reason] == 1 {
			order = append(order, i.Reason)
		}
	}
	for i, reason := range order {
		order[i] = fmt.Sprintf("%s %d 行", reasonNames[reason], count[reason])
	}
	if len(order) > 0 {
		fmt.Fprintf(b, "  手続でない行: %s\n", strings.Join(order, "、"))
	}
}

var reasonNames = map[string]string{
	"total":           "合計",
	"subtotal":        "小計",
	"repeated_header": "見出しの繰り返し",
	"note":            "表題・注記",
	"blank":           "空行",
	"example":         "記入例",
}

func rowNumbers(rows []int) string {
	var s []string
	for _, r := range rows {
		s = append(s, fmt.Sprint(r))
	}
	return strings.Join(s, "、")
}

// writeFindings writes the findings of one severity, by rule.
func writeFindings(b *bufio.Writer, r *Report, severity finding.Severity) {
	var order []string
	byRule := map[string][]finding.Finding{}
	for _, f := range r.Findings {
		if f.Severity != severity {
			continue
		}
		if _, ok := byRule[f.Rule]; !ok {
			order = append(order, f.Rule)
		}
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	if len(order) == 0 {
		return
	}
	fmt.Fprintf(b, "\n■ %s\n", severity.Label())
	for _, id := range order {
		list := byRule[id]
		fmt.Fprintln(b, finding.RuleText(id))
		for i, f := range list {
			if i == perRule {
				fmt.Fprintf(b, "  …ほか %d 件\n", len(list)-perRule)
				break
			}
			fmt.Fprintf(b, "  %s: %s", where(f), f.Message)
			if f.Raw != "" && !strings.Contains(f.Message, "「"+f.Raw+"」") {
				fmt.Fprintf(b, "（いまの値「%s」）", oneLine(f.Raw))
			}
			if f.Example != "" {
				fmt.Fprintf(b, " 例: %s", oneLine(f.Example))
			}
			if f.Count > 1 {
				fmt.Fprintf(b, " 同じもの %d か所", f.Count)
			}
			fmt.Fprintln(b)
		}
	}
}

func where(f finding.Finding) string {
	switch {
	case f.Sheet == "":
		return "ファイル"
	case f.Cell == "":
		return f.Sheet
	}
	return f.Sheet + "!" + f.Cell
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
