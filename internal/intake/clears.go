package intake

import (
	"context"
	"slices"
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
)

// SetClears sets for which fields a blank cell of an upload clears what is recorded; blank
// cells of other columns keep it.
func (in *Intake) SetClears(ctx context.Context, scope registry.Scope, id int64, fields []string) (registry.Upload, error) {
	const op = "intake.SetClears"
	report, err := in.Report(ctx, scope, id)
	if err != nil {
		return registry.Upload{}, err
	}
	for _, field := range fields {
		if report == nil || !slices.ContainsFunc(report.Tables, func(t importer.Table) bool {
			return slices.ContainsFunc(t.Columns, func(c importer.Column) bool { return c.Field == field })
		}) {
			return registry.Upload{}, invalid(op, "clears", "「%s」の列は、このファイルにありません。", field)
		}
	}
	text := "空欄のセルは、登録内容を残す"
	if len(fields) > 0 {
		labels := make([]string, len(fields))
		for i, field := range fields {
			labels[i] = field
			if f := form.Current().Field(field); f != nil {
				labels[i] = f.Label
			}
		}
		text = "空欄のセルで登録内容を消す項目：" + strings.Join(labels, "、")
	}
	return in.store.SetClears(ctx, scope, id, fields, text)
}
