package report

import (
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// SettingsJSON is what every answer about settings begins with, of the API and of the verbs.
type SettingsJSON struct {
	AsOf        time.Time `json:"as_of"`
	RuleVersion string    `json:"rule_version"`
}

// NewSettingsJSON is that of a moment.
func NewSettingsJSON(now time.Time) SettingsJSON {
	return SettingsJSON{now.In(registry.Tokyo), progress.RuleVersion}
}

// SetJSON says who set a version of a setting, and how long it was the current one.
type SetJSON struct {
	Reason  string     `json:"reason"`
	SetBy   string     `json:"set_by"`
	SetAt   time.Time  `json:"set_at"`
	EndedAt *time.Time `json:"ended_at"` // null: it is the current one
	Why     maybe      `json:"ended_reason"`
}

// NewSetJSON writes it.
func NewSetJSON(reason string, set registry.SetBy) SetJSON {
	j := SetJSON{Reason: reason, SetBy: set.By, SetAt: set.At.In(registry.Tokyo), Why: maybe(set.Why)}
	if !set.EndedAt.IsZero() {
		ended := set.EndedAt.In(registry.Tokyo)
		j.EndedAt = &ended
	}
	return j
}

// ThresholdJSON is one version of a threshold.
type ThresholdJSON struct {
	EffectiveFrom string `json:"effective_from"`
	Volume        int64  `json:"volume"` // cases a year, inclusive
	SetJSON
}

// NewThresholdJSON writes one.
func NewThresholdJSON(t registry.Threshold, set registry.SetBy) ThresholdJSON {
	return ThresholdJSON{registry.DateOf(t.EffectiveFrom), t.Volume, NewSetJSON(t.Reason, set)}
}

// TargetJSON is one version of a target.
type TargetJSON struct {
	Target int                  `json:"target"`
	Name   string               `json:"name"`
	From   string               `json:"from"`
	To     string               `json:"to"`
	Rate   *float64             `json:"rate"`  // null: the count is the target
	Count  *int64               `json:"count"` // null: the rate is the target
	Scope  registry.TargetScope `json:"scope"`
	Group  *int64               `json:"group"` // the number of the group that it counts; null: none
	SetJSON
}

// NewTargetJSON writes one.
func NewTargetJSON(t registry.Target, set registry.SetBy) TargetJSON {
	var rate *float64
	if t.Rate > 0 {
		share := float64(t.Rate) / registry.RateUnit
		rate = &share
	}
	return TargetJSON{t.Number, t.Name, registry.DateOf(t.From), registry.DateOf(t.To), rate,
		orNull(t.Count), t.Scope, orNull(int64(t.Group)), NewSetJSON(t.Reason, set)}
}
