package forecast

// Score is how far a quarter's forecast was from what came: the continuous ranked probability
// score, by its five quantiles (twice the mean of the quantile losses). It is in the unit of
// rates; for a forecast of one number it is the distance. Less is better.
func Score(q Quarter, actual float64) float64 {
	var sum float64
	for _, p := range []struct{ share, rate float64 }{{.1, q.P10}, {.25, q.P25}, {.5, q.P50}, {.75, q.P75}, {.9, q.P90}} {
		if actual >= p.rate {
			sum += p.share * (actual - p.rate)
		} else {
			sum += (1 - p.share) * (p.rate - actual)
		}
	}
	return 2 * sum / 5
}
