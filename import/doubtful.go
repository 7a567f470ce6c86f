package importer

import (
	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
)

// doubtful tells of a record that may be a row of sums, or stands for procedures that are
// not named.
func (t *table) doubtful(l layout.Line) {
	var message string
	switch l.Unsure {
	case layout.SumsUp:
		message = "件数が上の行の合計と同じで、根拠法令などがありません。合計の行なら、構造のページで手続ではない行とするか、削除してください。"
	case layout.Remainder:
		message = "「" + clip(l.Text) + "」は、名前を挙げない手続をまとめた行とみられます。手続ごとに行を分けてください。手続ではない行なら、構造のページでそう指定するか、削除してください。"
	default:
		return
	}
	t.r.found.add(
		finding.Finding{
			Severity: finding.Warning,
			Rule:     finding.RuleDoubtfulRow,
			Sheet:    t.sheet.Name,
			Cell:     t.cellOf("procedure_name", 0, l.Row),
			Field:    "procedure_name",
			Raw:      clip(l.Text),
			Message:  message,
			Example:  "1行に1つの手続を書き、合計の行は「合計」とする",
		},
	)
}
