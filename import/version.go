package importer

import (
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/stamp"
	"tetsuzuki/import/workbook"
)

// ownReason is why a column is not read that a bureau pack wrote beside the form's.
const ownReason = "own"

// ownColumns finds the columns that a bureau pack wrote beside the form's: the versions of the
// rows, and the last answers.
func (t *table) ownColumns() {
	for i := range t.Unmapped {
		if u := &t.Unmapped[i]; u.Header == form.VersionHeader {
			u.Reason, t.version = ownReason, u.Col
		}
	}
	if t.version == 0 && t.r.rep.File.Stamp.IsZero() {
		return // somebody's own sheet may have such headers, too
	}
	for i := range t.Unmapped {
		if u := &t.Unmapped[i]; strings.HasPrefix(u.Header, form.LastTime) {
			u.Reason = ownReason
		}
	}
}

// stampByRows takes the earliest moment of the rows for the file's, where the file has lost its
// stamp or rows were copied into it from an older one.
func (r *reading) stampByRows() {
	s := &r.rep.File.Stamp
	switch {
	case r.versions.IsZero():
	case s.IsZero():
		*s = r.versions
	case r.versions.Base.Before(s.Base):
		s.Base = r.versions.Base
	}
}

// versioned takes the row's version into account, and tells of an ID that it is not of.
func (t *table) versioned(rec *Record) {
	if t.mark == "" {
		return
	}
	base, ok := stamp.ParseRow(t.mark, rec.Values.ProcessID)
	if !ok {
		if rec.Values.ProcessID == "" {
			return // the row was copied to make a new process of it
		}
		t.r.found.add(
			finding.Finding{
				Severity: finding.Warning,
				Rule:     finding.RuleVersion,
				Sheet:    rec.Sheet,
				Cell:     t.cellOf("process_id", 0, rec.Row),
				Field:    "process_id",
				Raw:      rec.Values.ProcessID,
				Message: "手続ID「" + rec.Values.ProcessID + "」と「" + form.VersionHeader + "」（" + workbook.CellName(t.version, rec.Row) +
					"）が合いません。手続IDを書き換えたか、一部の列だけを並べ替えたおそれがあります。この行の内容を確かめてください。",
				Example: "並べ替えるときは、表のすべての列を選ぶ",
			},
		)
		return
	}
	if v := t.r.versions; v.IsZero() || base.Before(v.Base) {
		t.r.versions = stamp.Stamp{Base: base, Shown: base}
	}
}
