package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// ownRow is what an earlier upload of the same workbook wrote to the process of a row.
type ownRow struct {
	Ordinal       int64
	UploadID      int64 `db:"upload_id"`
	SameSender    bool  `db:"same_sender"`
	Before, After []byte
	Volumes       []byte
}

// ownChange is the value that an earlier upload of the same workbook gave a cell.
type ownChange struct {
	upload *ownUpload
	cell   *mergedCell
	value  string
}

// ownUpload is an earlier upload of the same workbook, with how many of the cells that
// it changed the file has as that upload made them, and as they were before.
type ownUpload struct {
	sameSender bool
	kept, back int
}

// goesOn reports whether the file is the workbook as it was worked on after that
// upload, rather than a copy from before it.
func (u *ownUpload) goesOn() bool { return u.kept > u.back }

// ownChanges tells a workbook's own changes from those of others. A bureau works on in
// the workbook that it took out and hands it in again and again; what an earlier
// upload of it wrote was nobody else's change, and is what the cell was made from
// since. But copies of the workbook that several people work in all bear its stamp:
// to a copy from before the upload, its changes are those of others. Which it is the
// cells show that the upload changed: most are as it made them, or most are not. In
// the second case a cell that has the value from before stays as it is registered,
// like any that others changed; unless the same person sent both, who may have put
// it back, and is asked.
func (q querier) ownChanges(ctx context.Context, id int64, cells [][]mergedCell) error {
	var rows []ownRow
	if err := q.list(ctx, &rows, "import-own", id); err != nil || len(rows) == 0 {
		return err
	}
	byRow := map[int64][]mergedCell{} // sharing the cells of the lists
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
			o.upload.kept++
		case o.cell.Base:
			o.upload.back++
		}
	}
	for _, o := range last {
		switch {
		case o.upload.goesOn():
			o.cell.Base = o.value
		case o.upload.sameSender && o.cell.Mine == o.cell.Base:
			o.cell.doubtful = true
		}
	}
	return nil
}

// changed are the cells that the upload changed, with the values that it gave them.
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
