package store_test

import (
	"testing"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The forecast beside published figures stays as it was made, and is compared with what came, as
// it was known at the end of each quarter.
func TestForecastsAreKeptWithPublishedFiguresAndScored(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	var rows []*storetest.Row
	for i := range 10 {
		r := &storetest.Row{Process: registry.Process{BureauID: 10, InScope: true, Status: registry.Planned, PlannedFiscalYear: 2022}}
		if i < 3 {
			r.Status = registry.Done
		}
		rows = append(rows, r)
	}
	w.Change(t, "2022-04-02 09:00", "作成者", rows...)
	rows[3].Status = registry.Done
	w.Change(t, "2022-08-01 09:00", "作成者", rows[3])
	whole := registry.Operator("test")
	asOf := registry.EndOf(time.Date(2022, 6, 30, 0, 0, 0, 0, registry.Tokyo))
	first, err := w.AddSnapshot(t.Context(), whole, store.SnapshotDraft{Name: "架空の第1四半期", AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	in, err := w.Forecast(t.Context(), whole, store.ForecastQuestion{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	made := forecast.Of(in)
	past, err := w.PastForecasts(t.Context(), whole)
	if err != nil || len(past) != 1 || past[0].ID != first.ID {
		t.Fatalf("%+v, %v", past, err)
	}
	for i, q := range made.Quarters {
		if past[0].Made.Quarters[i] != q {
			t.Errorf("kept %+v, made %+v", past[0].Made.Quarters[i], q)
		}
	}
	scores := forecast.ScoresOf(past)
	if scores.Forecasts != 1 || len(scores.Quarters) < 8 {
		t.Fatalf("%+v", scores)
	}
	if q := scores.Quarters[0]; q.Day != "2022-09-30" || q.Actual != 0.4 || q.Ahead != 1 {
		t.Errorf("%+v", q)
	}
	second := store.SnapshotDraft{Name: "架空の訂正", AsOf: asOf, Replaces: first.ID, Reason: "架空"}
	if _, err := w.AddSnapshot(t.Context(), whole, second); err != nil {
		t.Fatal(err)
	}
	if past, err = w.PastForecasts(t.Context(), whole); err != nil || len(past) != 1 || past[0].Name != "架空の訂正" {
		t.Errorf("%+v, %v", past, err)
	}
	if _, err := w.PastForecasts(t.Context(), whole.Only(10)); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("a bureau gets %v", err)
	}
}
