package registry_test

import (
	"slices"
	"testing"

	"tetsuzuki/internal/registry"
)

func TestWhatIsMissingToDigitizeAProcess(t *testing.T) {
	t.Parallel()
	n := int64(5)
	ready := registry.Process{InScope: true, Status: registry.Planned, NationalLawChange: registry.LawChangeNotRequired, Platform: "架空基盤",
		PlannedFiscalYear: 2024, Deciding: &registry.Volume{Total: registry.Count{Value: &n, State: registry.Provided}}, Usage: &registry.Usage{}}
	for name, c := range map[string]struct {
		change func(*registry.Process)
		want   []registry.Lack
	}{
		"ready":               {func(*registry.Process) {}, nil},
		"planned by code":     {func(p *registry.Process) { p.Obstacle = []string{"0"} }, nil},
		"this year's":         {func(p *registry.Process) { p.PlannedFiscalYear = 2023 }, nil},
		"last year's":         {func(p *registry.Process) { p.PlannedFiscalYear = 2022 }, []registry.Lack{registry.LackNewYear}},
		"no year":             {func(p *registry.Process) { p.PlannedFiscalYear = 0 }, []registry.Lack{registry.LackYear}},
		"the law":             {func(p *registry.Process) { p.NationalLawChange = registry.LawChangeRequired }, []registry.Lack{registry.LackLaw}},
		"the law, perhaps":    {func(p *registry.Process) { p.NationalLawChange = registry.LawChangeUnknown }, []registry.Lack{registry.LackLawAnswer}},
		"two codes, one lack": {func(p *registry.Process) { p.Obstacle = []string{"2", "1"} }, []registry.Lack{registry.LackRules}},
		"every code": {func(p *registry.Process) { p.Obstacle = []string{"7", "6", "5", "4", "3", "2"} }, []registry.Lack{registry.LackRules,
			registry.LackSystem, registry.LackOriginals, registry.LackNature, registry.LackValue, registry.LackOther}},
		"a code of later": {func(p *registry.Process) { p.Obstacle = []string{"99"} }, nil},
		"a part":          {func(p *registry.Process) { p.Status = registry.Partial }, []registry.Lack{registry.LackRest}},
		"not begun":       {func(p *registry.Process) { p.Status = registry.NotStarted }, []registry.Lack{registry.LackReason}},
		"not begun, and why": {func(p *registry.Process) { p.Status, p.Obstacle = registry.Considering, []string{"3"} },
			[]registry.Lack{registry.LackSystem}},
		"no status":    {func(p *registry.Process) { p.Status = "" }, []registry.Lack{registry.LackStatus}},
		"no platform":  {func(p *registry.Process) { p.Platform = "" }, []registry.Lack{registry.LackPlatform}},
		"no numbers":   {func(p *registry.Process) { p.Deciding, p.Usage = nil, nil }, []registry.Lack{registry.LackVolume, registry.LackUsage}},
		"done":         {func(p *registry.Process) { *p = registry.Process{InScope: true, Status: registry.Done} }, nil},
		"exempt":       {func(p *registry.Process) { p.Status, p.Platform = registry.Exempt, "" }, nil},
		"out of scope": {func(p *registry.Process) { p.InScope, p.Platform = false, "" }, nil},
	} {
		p := ready
		c.change(&p)
		if got := registry.LacksOf(p, 2023); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, l := range registry.Lacks {
		if l.Label() == "" {
			t.Errorf("%s has no label", l)
		}
	}
}
