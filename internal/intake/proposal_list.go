package intake

import (
	"context"
	"io"

	"tetsuzuki/internal/registry"
)

// ReadProposalList reads a list of proposals to the national government (xlsx or csv), in the
// columns of registry.ProposalColumns. A line has the values of the columns that the list has.
func (in *Intake) ReadProposalList(ctx context.Context, name string, data io.ReaderAt, size int64) ([]registry.ProposalLine, error) {
	kind := listKind{op: "intake.ReadProposalList", name: "提案", unit: "件", most: registry.ProposalsAtOnce,
		blank: "一覧をExcelで保存したものを使えます。"}
	for _, c := range registry.ProposalColumns {
		kind.columns = append(kind.columns, listColumn{label: c.Label, required: c.Required})
	}
	read, err := in.readList(ctx, kind, name, data, size)
	var lines []registry.ProposalLine
	for _, l := range read {
		line := registry.ProposalLine{Place: l.place, Cells: map[string]registry.Place{}, Values: map[string]string{}}
		for i, c := range registry.ProposalColumns {
			if l.cells[i] != "" {
				line.Cells[c.Field], line.Values[c.Field] = l.cells[i], l.texts[i]
			}
		}
		lines = append(lines, line)
	}
	return lines, err
}
