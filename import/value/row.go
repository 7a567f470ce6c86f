package value

import (
	"cmp"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// Row is what the rules over several cells of one row look at.
type Row struct {
	ProcedureName      string
	DigitizationStatus string
	DigitizedOn        string
	NationalLawChange  string
	LawToChange        string
	Years              []YearCounts
	Form               *form.Form // whose labels findings use; nil: the program's
}

// YearCounts are a row's counts of one fiscal year.
type YearCounts struct {
	FiscalYear int
	Total      Count
	Online     Count
}

// RowFinding is a finding of a rule over a row. It stands on the cell of its field;
// for counts, on the one of its fiscal year.
type RowFinding struct {
	finding.Finding
	FiscalYear int // 0 where the field has one column only
}

// CheckRow applies the rules over several cells of one row: a row without a name,
// more cases online than in all, a day of digitization of what is not digitized, a
// law to change where none needs to change, and more cases than can be.
func CheckRow(r Row) []RowFinding {
	var out []RowFinding
	of := cmp.Or(r.Form, form.Current())
	add := func(s finding.Severity, rule, key, raw, message string, year int) {
		f := of.Field(key)
		out = append(
			out,
			RowFinding{
				finding.Finding{Severity: s, Rule: rule, Field: key, Raw: raw, Message: message, Example: f.Example, Count: 1},
				year,
			},
		)
	}
	if r.ProcedureName == "" {
		add(finding.Error, ruleMissingName, "procedure_name", "", "手続名がありません。手続名を入力してください。", 0)
	}
	for _, y := range r.Years {
		for _, c := range []struct {
			field string
			count Count
		}{{"annual_volume", y.Total}, {"online_volume", y.Online}} {
			if most := c.count.most(); most != nil && *most > MostPlausible {
				add(finding.Warning, finding.RuleImplausible, c.field, c.count.Raw,
					"「"+c.count.Raw+"」は東京都の人口の10倍を超えています。単位（件・千件）や桁を確かめてください。", y.FiscalYear)
			}
		}
		if before, ok := yearBefore(r.Years, y.FiscalYear); ok && Leaps(*before.Total.Value, y.Total) {
			add(finding.Warning, finding.RuleImplausible, "annual_volume", y.Total.Raw,
				LeapText(y.Total.Raw, before.FiscalYear, before.Total.Raw), y.FiscalYear)
		}
		if s, over := onlineOver(y); over {
			add(s, ruleOnlineOver, "online_volume", y.Online.Raw, "オンライン件数（"+y.Online.Raw+"）が年間件数（"+y.Total.Raw+"）を超えています。", y.FiscalYear)
		}
	}
	switch r.DigitizationStatus {
	case "in_progress", "planned", "considering", "not_started", "exempt":
		if r.DigitizedOn != "" {
			status := of.Field("digitization_status").List.Label(r.DigitizationStatus)
			add(
				finding.Warning,
				ruleStatusDate,
				"digitized_on",
				r.DigitizedOn,
				"デジタル化状況が「"+status+"」なのに、デジタル化実施日（"+r.DigitizedOn+"）があります。どちらかを直してください。",
				0,
			)
		}
	}
	if r.NationalLawChange == "not_required" && r.LawToChange != "" {
		label := of.Field("national_law_change").List.Label(r.NationalLawChange)
		add(finding.Warning, ruleLawChange, "law_to_change", r.LawToChange, "国の法令改正が「"+label+"」なのに、改正が必要な法令が書かれています。どちらかを直してください。", 0)
	}
	return out
}

// MostPlausible is the greatest number of cases of a year that can be believed: ten times the
// population of Tokyo, some 14 million.
const MostPlausible = 140_000_000

// leap is how many times the cases of an earlier year cannot be believed.
const leap = 1000

// Leaps reports whether a count is a thousand times that of an earlier year or more.
func Leaps(before int64, now Count) bool {
	return before > 0 && now.Value != nil && *now.Value/leap >= before
}

// LeapText says so, as a finding.
func LeapText(raw string, year int, before string) string {
	return "「" + raw + "」は、" + itoa(year) + "年度（" + before + "）の1,000倍以上です。単位（件・千件）や桁を確かめてください。"
}

// yearBefore is the latest year before one whose total is known.
func yearBefore(years []YearCounts, year int) (before YearCounts, ok bool) {
	for _, y := range years {
		if y.FiscalYear < year && y.Total.Value != nil && (!ok || y.FiscalYear > before.FiscalYear) {
			before, ok = y, true
		}
	}
	return before, ok
}

// onlineOver tells whether more cases are online than there are. Where one of the
// two is only about or within bounds, that is a question rather than an error; a
// total that is a lower bound contradicts nothing.
func onlineOver(y YearCounts) (finding.Severity, bool) {
	if y.Total.Value == nil || y.Online.Value == nil ||
		y.Total.Qualifier == Lower || y.Total.Qualifier == Over || y.Online.Qualifier == Upper {
		return "", false
	}
	total := *y.Total.Value
	if y.Total.Upper != nil {
		total = *y.Total.Upper
	}
	if *y.Online.Value <= total {
		return "", false
	}
	if y.Total.Qualifier == Exact && y.Online.Qualifier == Exact {
		return finding.Error, true
	}
	return finding.Warning, true
}
