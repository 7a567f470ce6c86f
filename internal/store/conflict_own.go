package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// ownRow is what an earlier upload of the same workbook wrote to a row's process.
type ownRow struct {
	Ordinal       int64
	UploadID      int64 `db:"upload_id"`
	SameSender    bool  `db:"same_sender"`
	Before, After []byte
	Volumes       []byte
}

// ownChange is the value that an earlier upload of the same workbook gave a cell.
type ownChange struct {
	from  *ownUpload
	cell  *conflictCell
	value string
}

// ownUpload is an earlier upload of the same workbook. It counts, among the cells that
// the upload changed, those that the file has with the value that the upload wrote and
// those that the file has with the value from before.
type ownUpload struct {
	sameSender          bool
	asWritten, asBefore int
}

// isContinued reports whether the file is the workbook as somebody went on with it after
// the upload. Otherwise it is a copy from before the upload.
func (u *ownUpload) isContinued() bool { return u.asWritten > u.asBefore }

// ownChanges finds out which changes since the base came from the workbook itself.
//
// A bureau exports a workbook once, and hands it in several times while working on it.
// What its earlier uploads wrote is no change by somebody else: for such a cell, the
// value that the last of them wrote becomes the base.
//
// Several people may work in copies of the workbook, which all have its stamp. To a copy
// that was made before an earlier upload, that upload is a change by somebody else. The
// cells show which case it is: if the file has most of the upload's changes, it continues
// the upload, else it is a copy. In a copy, a cell with the value from before the upload
// keeps the registry's value like any cell that others changed. If the same person sent
// both, that person may have meant to restore the old value, and is asked.
func (q querier) ownChanges(ctx context.Context, id int64, cells [][]conflictCell) error {
	var rows []ownRow
	if err := q.list(ctx, &rows, "import-own", id); err != nil || len(rows) == 0 {
		return err
	}
	byRow := map[int64][]conflictCell{} // sharing the cells of the lists
	for _, of := range cells {
		if len(of) > 0 {
			byRow[of[0].Place] = of
		}
	}
	uploads := map[int64]*ownUpload{}
	last := map[conflictKey]ownChange{}
	for _, r := range rows {
		if uploads[r.UploadID] == nil {
			uploads[r.UploadID] = &ownUpload{sameSender: r.SameSender}
		}
		changed, err := r.changed()
		if err != nil {
			return registry.Failed("store.ownChanges", err)
		}
		of := byRow[r.Ordinal]
		for i := range of {
			if value, ok := changed[conflictKey{0, of[i].Field, of[i].FiscalYear}]; ok {
				last[of[i].key()] = ownChange{uploads[r.UploadID], &of[i], value}
			}
		}
	}
	for _, o := range last {
		switch o.cell.Mine {
		case o.value:
			o.from.asWritten++
		case o.cell.Base:
			o.from.asBefore++
		}
	}
	for _, o := range last {
		switch {
		case o.from.isContinued():
			o.cell.Base = o.value
		case o.from.sameSender && o.cell.Mine == o.cell.Base:
			o.cell.ask = true
		}
	}
	return nil
}

// changed returns the cells that the upload changed, with the values that it wrote.
func (r ownRow) changed() (map[conflictKey]string, error) {
	before, after := map[string]any{}, map[string]any{}
	var volumes []struct {
		FiscalYear    int `json:"fiscal_year"`
		Before, After map[string]any
	}
	if err := decode(r.Before, &before); err != nil {
		return nil, err
	}
	if err := decode(r.After, &after); err != nil {
		return nil, err
	}
	if err := decode(r.Volumes, &volumes); err != nil {
		return nil, err
	}
	changed := map[conflictKey]string{}
	note := func(field string, year int, before, after string) {
		if before != after {
			changed[conflictKey{0, field, year}] = after
		}
	}
	for _, field := range sheetFields {
		note(field, 0, cellText(before[field]), cellText(after[field]))
	}
	for _, v := range volumes {
		note("annual_volume", v.FiscalYear, countText(v.Before, "total"), countText(v.After, "total"))
		note("online_volume", v.FiscalYear, countText(v.Before, "online"), countText(v.After, "online"))
	}
	return changed, nil
}
