package progress_test

import (
	"math"
	"testing"

	"tetsuzuki/internal/progress"
)

func TestPercentIsNeverRoundedUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n, of int64
		want  string
	}{
		{6996, 10000, "69.9"}, {69999, 100000, "69.9"}, {7, 10, "70.0"}, {1, 3, "33.3"}, {2, 3, "66.6"},
		{27999, 28000, "99.9"}, {28000, 28000, "100.0"}, {0, 5, "0.0"}, {0, 0, "—"}, {3, 0, "—"},
		{1, 2000, "0.0"}, {1, 1000, "0.1"}, {3, 2, "150.0"},
		{math.MaxInt64 - 1, math.MaxInt64, "99.9"}, {math.MaxInt64, 1, "922337203685477580700.0"},
	} {
		if got := progress.Percent(c.n, c.of); got != c.want {
			t.Errorf("%d of %d reads %s, want %s", c.n, c.of, got, c.want)
		}
	}
}

// A sum that can be but one number is no range.
func TestBoundsForPeople(t *testing.T) {
	t.Parallel()
	one, more := int64(1200), int64(1300)
	for text, b := range map[string]progress.Bounds{
		"1,200 件":       {Low: 1200, High: &one},
		"1,200～1,300 件": {Low: 1200, High: &more},
		"1,200 件以上":     {Low: 1200},
	} {
		if got := b.Text(); got != text {
			t.Errorf("%s, want %s", got, text)
		}
	}
}
