package store_test

import (
	"testing"

	"tetsuzuki/internal/registry"
)

// What a new registry starts with (domain.md): 10,000 cases, and 70 % in three years.
func TestANewRegistryHasThresholdAndTarget(t *testing.T) {
	t.Parallel()
	s := open(t)
	thresholds, err := s.Thresholds(t.Context())
	if err != nil || len(thresholds) != 1 || thresholds[0].Volume != 10000 {
		t.Errorf("thresholds %+v, %v", thresholds, err)
	}
	targets, err := s.Targets(t.Context())
	if err != nil || len(targets) != 1 || targets[0].Rate != 70*registry.RateUnit/100 || targets[0].Scope != registry.TargetInScope {
		t.Errorf("targets %+v, %v", targets, err)
	}
}
