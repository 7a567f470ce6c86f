package intake

import (
	"context"
	"errors"
	"io"
	"time"

	importer "tetsuzuki/import"
	"tetsuzuki/import/redpen"
	"tetsuzuki/import/remainder"
	"tetsuzuki/import/stamp"
	"tetsuzuki/internal/registry"
)

// Remainder writes the rows that an upload leaves out because of their errors to w as a
// workbook, with the findings on their cells. The mended workbook is handed in as a new upload.
// Its stamp says that it is a remainder, so that no process counts as missing from it, and
// that its base is the base of the whole file.
func (in *Intake) Remainder(ctx context.Context, scope registry.Scope, id int64, w io.Writer) error {
	const op = "intake.Remainder"
	u, report, err := in.checked(ctx, op, scope, id)
	if err != nil {
		return err
	}
	if !u.RightOnly {
		return registry.Errorf(registry.Conflict, op, "直すところのある行だけのファイルは、正しい行だけを進めた取込から作ります。")
	}
	corrected, err := in.store.Corrections(ctx, scope, id)
	if err != nil {
		return err
	}
	var rows []remainder.Row
	for place := range newPlaces(report).faulty {
		rows = append(rows, remainder.Row(place))
	}
	err = in.withFile(ctx, op, scope, u, func(src importer.Source) error {
		opt := importer.Options{Limits: in.limits(), Corrections: corrections(corrected)}
		return remainder.Write(ctx, w, src, report, opt, rows, stampOfRest(u))
	})
	switch {
	case errors.Is(err, redpen.ErrUnreadable):
		return &registry.Error{Code: registry.Invalid, Op: op, Err: err,
			Message: "パスワードの付いたファイルからは、直すところのある行だけのファイルを作れません（パスワードは保管していません）。お手元のファイルの該当する行を直して、取り込んでください。"}
	case errors.Is(err, remainder.ErrTooLong):
		return &registry.Error{Code: registry.Invalid, Op: op, Err: err,
			Message: "Excel の 1 セルの上限（32,767 文字）を超える文字があるため、ファイルを作れません。お手元のファイルの該当する行を直して、取り込んでください。"}
	}
	return err
}

// stampOfRest is the stamp of the remainder of an upload.
func stampOfRest(u registry.Upload) stamp.Stamp {
	s := stamp.Stamp{Base: u.BaseAt, Shown: u.BaseShown, Remainder: u.ID}
	if s.Shown.Before(s.Base) {
		s.Shown = s.Base
	}
	s.Base, s.Shown = s.Base.Truncate(time.Microsecond), s.Shown.Truncate(time.Microsecond)
	return s
}
