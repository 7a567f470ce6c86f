package value

import (
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
// law to change where none needs to change.
func CheckRow(r Row) []RowFinding {
	var out []RowFinding
	add := func(s finding.Severity, rule, key, raw, message string, year int) {
		f := form.Current().Field(key)
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
		if s, over := onlineOver(y); over {
			add(s, ruleOnlineOver, "online_volume", y.Online.Raw, "オンライン件数（"+y.Online.Raw+"）が年間件数（"+y.Total.Raw+"）を超えています。", y.FiscalYear)
		}
	}
	switch r.DigitizationStatus {
	case "in_progress", "planned", "considering", "not_started", "exempt":
		if r.DigitizedOn != "" {
			status := form.Current().Field("digitization_status").List.Label(r.DigitizationStatus)
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
		add(finding.Warning, ruleLawChange, "law_to_change", r.LawToChange, "国の法令改正が「不要」なのに、改正が必要な法令が書かれています。どちらかを直してください。", 0)
	}
	return out
}

// onlineOver tells whether more cases are online than there are. Where one of the
// two is only about or within bounds, that is a question rather than an error; a
// total that is a lower bound contradicts nothing.
func onlineOver(y YearCounts) (finding.Severity, bool) {
	if y.Total.Value == nil || y.Online.Value == nil || y.Total.Qualifier == Lower || y.Total.Qualifier == Over || y.Online.Qualifier == Upper {
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
