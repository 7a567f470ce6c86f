package intake

import (
	"context"
	"io"
	"strings"

	"tetsuzuki/internal/registry"
)

// ReadAccountList reads a list of accounts (xlsx or csv), in the columns of
// registry.AccountColumns.
func (in *Intake) ReadAccountList(ctx context.Context, name string, data io.ReaderAt, size int64) ([]registry.AccountLine, error) {
	kind := listKind{op: "intake.ReadAccountList", name: "アカウント", unit: "人", most: registry.AccountsAtOnce,
		blank: "空の一覧をダウンロードして使えます。"}
	for _, c := range registry.AccountColumns {
		kind.columns = append(kind.columns, listColumn{c.Label, c.Words, c.Required})
	}
	read, err := in.readList(ctx, kind, name, data, size)
	var lines []registry.AccountLine
	for _, l := range read {
		for i, text := range l.texts {
			l.texts[i] = strings.Join(strings.Fields(text), " ")
		}
		lines = append(lines, registry.AccountLine{Place: l.place, Cells: l.cells,
			Name: l.texts[0], Login: l.texts[1], Role: l.texts[2], Bureau: l.texts[3], Email: l.texts[4]})
	}
	return lines, err
}
