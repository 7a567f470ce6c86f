package store_test

import (
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// Of 20,000 + 10,000 + 9,800 + 9,000 + 10 + 5 cases, the first four processes hold
// all but 15; the unknown one counts for nothing.
func TestVolumeCurve(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	v, err := w.VolumeCurve(t.Context(), registry.Operator("test"), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if v.Processes != 6 || v.Cases != 48815 || v.Ninety != 4 {
		t.Errorf("got %+v", v)
	}
	last := v.Points[len(v.Points)-1]
	if last.Processes != v.Processes || last.Cases != v.Cases {
		t.Errorf("the curve ends at %+v", last)
	}
	for i := 1; i < len(v.Points); i++ {
		if a, b := v.Points[i-1], v.Points[i]; a.Processes >= b.Processes || a.Cases > b.Cases {
			t.Errorf("the curve falls from %+v to %+v", a, b)
		}
	}
	before, err := w.VolumeCurve(t.Context(), registry.Operator("test"), moment(t, "2022-03-31"))
	if err != nil || before.Processes != 0 || before.Points != nil {
		t.Errorf("before anything was recorded: %+v, %v", before, err)
	}
	bureau, err := w.VolumeCurve(t.Context(), registry.Operator("test").Only(10), time.Time{})
	if err != nil || bureau.Processes != 2 {
		t.Errorf("of one bureau: %+v, %v", bureau, err)
	}
}
