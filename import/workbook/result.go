package workbook

import (
	"context"
	"errors"
	"strings"
)

// The marks by which a file that was given back with findings is known again.
// What they mark is no part of what the sender says and is left out.
const (
	// ResultSheet is how the name of the sheet of findings begins.
	ResultSheet = "取込結果"
	// ResultTitle is what stands in its first cell.
	ResultTitle = "取込結果（手続レジストリ）"
	// ResultColumn is how the first value of the column of findings in a csv begins.
	ResultColumn = "指摘（手続レジストリ）"
	// ResultComment is how the comment on a cell begins, or our part of one.
	ResultComment = "【手続レジストリ】"
)

var errSeen = errors.New("seen enough")

// isResult reports whether the sheet is one of findings from an earlier reading.
func (s *Sheet) isResult(ctx context.Context) (bool, error) {
	if !strings.HasPrefix(s.Name, ResultSheet) || s.CellCount == 0 {
		return false, nil
	}
	found := false
	err := s.read(ctx, func(r Row) error {
		found = r.Number == 1 && r.Cells[0].Col == 1 && r.Cells[0].Text == ResultTitle
		return errSeen
	})
	if err != nil && !errors.Is(err, errSeen) {
		return false, err
	}
	return found, nil
}
