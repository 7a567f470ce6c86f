package structure

import (
	"slices"

	importer "tetsuzuki/import"
)

// Change is one thing about the headers of a table that is not as it was.
type Change struct {
	Kind   ChangeKind `json:"kind"`
	Sheet  string     `json:"sheet"`
	Header string     `json:"header,omitempty"` // as it is now; empty where it is gone
	Before string     `json:"before,omitempty"` // as it was; empty where it is new
	Field  string     `json:"field,omitempty"`  // what it is taken for now
	Was    string     `json:"was,omitempty"`    // what it was taken for
}

// ChangeKind says what has changed.
type ChangeKind string

// The kinds.
const (
	Added   ChangeKind = "new"
	Gone    ChangeKind = "gone"
	Renamed ChangeKind = "renamed" // another header for the same field
	Moved   ChangeKind = "meaning" // the same header for another field
)

// Changes lists what has changed in the headers since the file that is most like
// this one, of memories from the newest to the oldest. Order and fiscal years of
// columns do not count.
func Changes(r *importer.Report, memories []Memory) []Change {
	changes := []Change{}
	for _, t := range r.Tables {
		before := alike(t, memories)
		if before == nil {
			continue
		}
		gone := before.gone(t)
		seen := times{}
		for _, c := range columnsOf(t) {
			if c.header == "" {
				continue
			}
			was, known := before.was(c.header, seen.next(c.header))
			switch {
			case known && was.Field != c.field:
				changes = append(changes, Change{Moved, t.Sheet, c.header, c.header, c.field, was.Field})
			case !known:
				change := Change{Kind: Added, Sheet: t.Sheet, Header: c.header, Field: c.field}
				i := slices.IndexFunc(gone, func(g Column) bool { return g.Field == c.field && c.field != importer.Ignore })
				if i >= 0 {
					change.Kind, change.Before, change.Was = Renamed, gone[i].Header, gone[i].Field
					gone = slices.Delete(gone, i, i+1)
				}
				changes = append(changes, change)
			}
		}
		for _, g := range gone {
			changes = append(changes, Change{Kind: Gone, Sheet: t.Sheet, Before: g.Header, Was: g.Field})
		}
	}
	return changes
}

// Registered is what a file that was registered without being confirmed says about
// changes since then.
func Registered(tables []importer.Table) Memory {
	m := Memory{Tables: []Table{}}
	for _, t := range tables {
		m.Tables = append(m.Tables, tableOf(t, nil))
	}
	return m
}
