package workbook

import (
	"context"

	"tetsuzuki/import/internal/strictxml"
)

// beside reads the parts of one kind that lie beside a sheet's cells. One that cannot be
// read costs no cell, and lost is called for it.
func (x *xlsxBook) beside(ctx context.Context, s *Sheet, part, kind string, read func(*strictxml.Scanner, *Sheet) error,
	lost func()) error {
	relations, err := x.pack.Relations(part)
	if err != nil {
		return explain("シート「"+s.Name+"」の構成", err)
	}
	for _, r := range relations {
		if r.Type != kind || r.External || !x.pack.Has(r.Target) {
			continue
		}
		err := x.part(ctx, r.Target, func(scan *strictxml.Scanner) error { return read(scan, s) })
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && x.book.source.err != nil:
			return err
		case err != nil:
			lost()
		}
	}
	return nil
}
