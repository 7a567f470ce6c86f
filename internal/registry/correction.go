package registry

import "time"

// Correction is a cell of an upload that a person has put right beside the file, which stays as
// it is.
type Correction struct {
	Sheet, Cell string
	Value       string // empty: the cell is blank
	AccountID   int64  // 0: the operator
	Actor       string
	At          time.Time
}

// MaxCorrections is how many cells of an upload can be put right beside the file.
const MaxCorrections = 2000
