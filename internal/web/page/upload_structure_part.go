package page

import (
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
)

// partCode is a column's part of a value as the page's form sends it.
func partCode(part importer.Part, choice string) string {
	if part == importer.PartChoice {
		return string(part) + ":" + choice
	}
	return string(part)
}

// partOf takes apart what the page's form sends.
func partOf(code string) (importer.Part, string) {
	part, choice, _ := strings.Cut(code, ":")
	return importer.Part(part), choice
}

// guidesOf are the ways in which a column that no field has can be read all the same.
func guidesOf() []editOption {
	return []editOption{
		{Code: "", Label: "読まない"},
		{Code: string(importer.PartUnit), Label: "行ごとの件数の単位の列"},
		{Code: string(importer.PartFiscalYear), Label: "行ごとの件数の年度の列"},
	}
}

// partsOf are the ways in which a column of a field can be read; none where it can only
// be one of its own.
func partsOf(field string) []editOption {
	f := form.Current().Field(field)
	if f == nil {
		return nil
	}
	own := editOption{Code: "", Label: "この列だけで読む"}
	counts := []editOption{
		own,
		{Code: string(importer.PartSum), Label: "ほかの列の件数と足す"},
		{Code: string(importer.PartUnit), Label: "行ごとの件数の単位の列"},
		{Code: string(importer.PartFiscalYear), Label: "行ごとの件数の年度の列"},
	}
	switch {
	case field == "online_volume":
		return append(counts, editOption{Code: string(importer.PartRow), Label: "行の種類（総数・うちオンライン）の列"})
	case f.Kind == form.Count:
		return counts
	case f.Kind == form.Date:
		return []editOption{
			own,
			{Code: "era", Label: "元号の列"},
			{Code: "year", Label: "年の列"},
			{Code: "month", Label: "月の列"},
			{Code: "day", Label: "日の列"},
		}
	case f.Kind == form.Year:
		return []editOption{own, {Code: "era", Label: "元号の列"}, {Code: "year", Label: "年の列"}, {Code: "month", Label: "月の列"}}
	case f.List != nil:
		all := []editOption{own}
		for _, c := range f.List.In(0) {
			all = append(all, editOption{Code: partCode(importer.PartChoice, c.Code), Label: "○は「" + c.Label + "」"})
		}
		return all
	}
	return nil
}
