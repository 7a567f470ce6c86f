package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// Fit says how well the rows of an upload fit what its bureaus have registered. The causes are
// known only of a file of which hardly any row does, see [Fit.Hardly].
type Fit struct {
	Leaps []Leap // totals that are many times those of an earlier year

	Rows       int // of the file
	Fitting    int // that are a registered process by ID, content or name
	Registered int // current processes of the bureaus
	FitCauses
	Other     int // the other bureau whose processes most rows are; 0: none, or the scope does not see it
	OtherRows int
}

// FitCauses is what rows share with the registry, though they do not fit.
type FitCauses struct {
	LastYear        int    `db:"last_year"`       // the last fiscal year with a volume in the file; 0: none
	RegisteredYear  int    `db:"registered_year"` // and in the registry
	Laws            int    // rows with a law that is registered
	Departments     int    // rows with a department
	SameDepartments int    `db:"same_departments"` // that is registered
	Name            string // of a row with the law and article of a registered process; empty: there is none
	RegisteredName  string `db:"registered_name"`
}

// leastToFit is how many rows, and registered processes, a judgement wants at least.
const leastToFit = 5

// Hardly reports whether hardly any row fits.
func (f Fit) Hardly() bool {
	return f.Rows >= leastToFit && f.Registered >= leastToFit && f.Fitting*10 <= f.Rows
}

// fit compares the staged rows of an upload with its bureaus' processes as a whole.
func (q querier) fit(ctx context.Context, scope registry.Scope, id int64) (f Fit, err error) {
	var counted struct{ Rows, Fitting, Registered int }
	if err := q.get(ctx, &counted, "fit", id); err != nil {
		return f, err
	}
	f.Rows, f.Fitting, f.Registered = counted.Rows, counted.Fitting, counted.Registered
	if !f.Hardly() {
		return f, nil
	}
	if err := q.get(ctx, &f.FitCauses, "fit-causes", id); err != nil || !scope.AllBureaus() {
		return f, err
	}
	var others []struct {
		BureauID int `db:"bureau_id"`
		Rows     int
	}
	if err := q.list(ctx, &others, "fit-others", id); err != nil {
		return f, err
	}
	for _, o := range others {
		f.Other, f.OtherRows = o.BureauID, o.Rows
	}
	return f, nil
}

// leapTimes is how many times the cases of an earlier year cannot be believed, as import/value
// has it.
const leapTimes = 1000

// Leap is a row whose total is many times the one that the registry has of an earlier year.
type Leap struct {
	Sheet      string
	Row        int    `db:"row_number"`
	FiscalYear int    `db:"fiscal_year"`
	Raw        string // the cell's text
	BeforeYear int    `db:"before_year"`
	Before     int64
}
