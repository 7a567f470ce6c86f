package forecast

import (
	"math"
	"time"
)

// Past is a forecast that was made, with what came of its quarters that are over: the process
// rate by day.
type Past struct {
	ID     int64 // of the published figures beside which it stood
	Name   string
	AsOf   time.Time
	Made   Forecast
	Actual map[string]float64
}

// Scores says how good past forecasts were. What they are compared by is in the unit of rates;
// less is better.
type Scores struct {
	Forecasts int      `json:"forecasts"` // of which a quarter is over
	Quarters  []Scored `json:"quarters"`
	Held80    int      `json:"held_80"` // of the quarters, those whose rate lay between P10 and P90
	Held50    int      `json:"held_50"` // between P25 and P75
	CRPS      *float64 `json:"crps"`    // the mean of [Score]; null: no quarter is over
	Median    *float64 `json:"median_error"`
	Line      *float64 `json:"line_error"`       // of the straight line
	AsPlanned *float64 `json:"as_planned_error"` // of the plans
}

// Scored is one quarter of one forecast, with the rate that came.
type Scored struct {
	Snapshot int64  `json:"snapshot"`
	Name     string `json:"name"`
	AsOf     string `json:"as_of"`
	Ahead    int    `json:"ahead"` // the first quarter's end after the forecast is 1
	Quarter
	Actual float64 `json:"actual"`
	Score  float64 `json:"crps"`
}

// ScoresOf compares past forecasts with what came.
func ScoresOf(past []Past) Scores {
	s := Scores{Quarters: []Scored{}}
	var crps, median, line, planned float64
	for _, p := range past {
		over := false
		for i, q := range p.Made.Quarters {
			actual, ok := p.Actual[q.Day]
			if !ok {
				continue
			}
			over = true
			scored := Scored{Snapshot: p.ID, Name: p.Name, AsOf: p.AsOf.Format(time.DateOnly), Ahead: i + 1, Quarter: q, Actual: actual,
				Score: Score(q, actual)}
			s.Quarters = append(s.Quarters, scored)
			if q.P10 <= actual && actual <= q.P90 {
				s.Held80++
			}
			if q.P25 <= actual && actual <= q.P75 {
				s.Held50++
			}
			crps += scored.Score
			median += math.Abs(q.P50 - actual)
			line += math.Abs(q.Line - actual)
			planned += math.Abs(q.AsPlanned - actual)
		}
		if over {
			s.Forecasts++
		}
	}
	if n := float64(len(s.Quarters)); n > 0 {
		mean := func(sum float64) *float64 {
			sum /= n
			return &sum
		}
		s.CRPS, s.Median, s.Line, s.AsPlanned = mean(crps), mean(median), mean(line), mean(planned)
	}
	return s
}
