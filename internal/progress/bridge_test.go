package progress_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// side is a process in scope with a known volume of 100 that TMG decides itself, changed.
func side(change func(*registry.Side)) registry.Side {
	s := registry.Side{Present: true, Status: registry.Planned, InScope: true,
		LawChange: registry.LawChangeNotRequired, VolumeKnown: true, Volume: 100, VolumeYear: 2020}
	if change != nil {
		change(&s)
	}
	return s
}

func TestEachReasonIsAPartOfItsOwn(t *testing.T) {
	t.Parallel()
	status := func(v registry.Status) func(*registry.Side) { return func(s *registry.Side) { s.Status = v } }
	volume := func(year int, n int64) func(*registry.Side) {
		return func(s *registry.Side) { s.VolumeKnown, s.Volume, s.VolumeYear = n > 0, n, year }
	}
	usage := func(year int, online, total int64) func(*registry.Side) {
		return func(s *registry.Side) {
			s.UsageKnown, s.UsageYear, s.UsageOnline, s.UsageTotal = total > 0, year, online, total
		}
	}
	plain, none := side(nil), registry.Side{}
	for _, c := range []struct {
		name  string
		p     registry.Passage
		rate  progress.RateKind
		parts map[progress.PartKind]progress.Sum
	}{
		{"digitized", registry.Passage{From: plain, To: side(status(registry.Done))}, progress.RateCases,
			map[progress.PartKind]progress.Sum{progress.PartDigitized: {Numerator: 100}}},
		{"known later", registry.Passage{From: plain, To: side(status(registry.Done)), Earlier: true}, progress.RateProcess,
			map[progress.PartKind]progress.Sum{progress.PartStatus: {Numerator: 1}}},
		{"no longer done", registry.Passage{From: side(status(registry.Done)), To: plain}, progress.RateDiscretion,
			map[progress.PartKind]progress.Sum{progress.PartStatus: {Numerator: -1}}},
		{"new and done", registry.Passage{To: side(status(registry.Done)), Move: registry.MoveRecorded}, progress.RateCases,
			map[progress.PartKind]progress.Sum{progress.PartNew: {Numerator: 100, Denominator: 100}}},
		{"new of unknown volume", registry.Passage{To: side(volume(0, 0)), Move: registry.MoveRecorded}, progress.RateCases,
			map[progress.PartKind]progress.Sum{progress.PartNew: {Unknown: 1}}},
		{"undone", registry.Passage{From: plain, To: none, Move: registry.MoveRecorded}, progress.RateProcess,
			map[progress.PartKind]progress.Sum{progress.PartRemoved: {Denominator: -1}}},
		{"handed over", registry.Passage{From: plain, To: none, Move: registry.MoveTransferred}, progress.RateProcess,
			map[progress.PartKind]progress.Sum{progress.PartTransferredOut: {Denominator: -1}}},
		{"of a bureau that ended", registry.Passage{From: none, To: plain, Move: registry.MoveReorganised}, progress.RateProcess,
			map[progress.PartKind]progress.Sum{progress.PartReorganisedIn: {Denominator: 1}}},
		{"abolished", registry.Passage{From: side(status(registry.Done)), To: side(status(registry.Abolished))}, progress.RateProcess,
			map[progress.PartKind]progress.Sum{progress.PartAbolished: {Numerator: -1, Denominator: -1}}},
		{"exempt, then done", registry.Passage{From: side(status(registry.Exempt)), To: side(status(registry.Done))}, progress.RateProcess,
			map[progress.PartKind]progress.Sum{progress.PartNotExempted: {Numerator: 1, Denominator: 1}}},
		{"digitized, and more cases of a later year", registry.Passage{From: plain,
			To: side(func(s *registry.Side) { s.Status, s.Volume, s.VolumeYear = registry.Done, 130, 2021 })}, progress.RateCases,
			map[progress.PartKind]progress.Sum{progress.PartDigitized: {Numerator: 100},
				progress.PartVolumeUpdated: {Numerator: 30, Denominator: 30}}},
		{"fewer cases of the same year", registry.Passage{From: plain, To: side(volume(2020, 10))}, progress.RateCases,
			map[progress.PartKind]progress.Sum{progress.PartVolume: {Denominator: -90}}},
		{"a volume that is known now", registry.Passage{From: side(volume(0, 0)), To: plain}, progress.RateCases,
			map[progress.PartKind]progress.Sum{progress.PartVolumeKnown: {Denominator: 100, Unknown: -1}}},
		{"a volume changes no rate of processes", registry.Passage{From: side(volume(0, 0)), To: plain}, progress.RateProcess,
			map[progress.PartKind]progress.Sum{}},
		{"law change no longer needed", registry.Passage{From: side(func(s *registry.Side) { s.LawChange = registry.LawChangeRequired }),
			To: plain}, progress.RateDiscretion, map[progress.PartKind]progress.Sum{progress.PartDiscretionIn: {Denominator: 1}}},
		{"law change unknown", registry.Passage{From: plain, To: side(func(s *registry.Side) { s.LawChange = registry.LawChangeUnknown })},
			progress.RateDiscretion, map[progress.PartKind]progress.Sum{progress.PartDiscretionOut: {Denominator: -1, Unknown: 1}}},
		{"out of scope while done", registry.Passage{From: side(nil),
			To: side(func(s *registry.Side) { s.Status, s.InScope = registry.Done, false })}, progress.RateProcess,
			map[progress.PartKind]progress.Sum{progress.PartScopeOut: {Denominator: -1}}},
		{"usage that is known now", registry.Passage{From: plain, To: side(usage(2021, 40, 90))}, progress.RateUsage,
			map[progress.PartKind]progress.Sum{progress.PartUsageKnown: {Numerator: 40, Denominator: 90, Unknown: -1}}},
		{"usage that nobody knows any more", registry.Passage{From: side(usage(2021, 40, 90)), To: plain}, progress.RateUsage,
			map[progress.PartKind]progress.Sum{progress.PartUsageUnknown: {Numerator: -40, Denominator: -90, Unknown: 1}}},
		{"usage of a later year", registry.Passage{From: side(usage(2020, 40, 90)), To: side(usage(2021, 60, 80))}, progress.RateUsage,
			map[progress.PartKind]progress.Sum{progress.PartUsageUpdated: {Numerator: 20, Denominator: -10}}},
		{"usage of the same year mended", registry.Passage{From: side(usage(2021, 40, 90)), To: side(usage(2021, 41, 90))}, progress.RateUsage,
			map[progress.PartKind]progress.Sum{progress.PartUsage: {Numerator: 1}}},
		{"out of scope, with another usage", registry.Passage{From: side(usage(2021, 40, 90)),
			To: side(func(s *registry.Side) { usage(2021, 50, 90)(s); s.InScope = false })}, progress.RateUsage,
			map[progress.PartKind]progress.Sum{progress.PartScopeOut: {Numerator: -40, Denominator: -90}}},
		{"digitized does not move usage", registry.Passage{From: side(usage(2021, 40, 90)),
			To: side(func(s *registry.Side) { usage(2021, 40, 90)(s); s.Status = registry.Done })}, progress.RateUsage,
			map[progress.PartKind]progress.Sum{}},
		{"usage changes no other rate", registry.Passage{From: plain, To: side(usage(2021, 40, 90))}, progress.RateCases,
			map[progress.PartKind]progress.Sum{}},
	} {
		got := map[progress.PartKind]progress.Sum{}
		for _, part := range progress.BridgeOf(c.rate, progress.BridgeEnd{}, progress.BridgeEnd{}, []registry.Passage{c.p}).Parts {
			got[part.Kind] = part.Sum
			if part.Label == "" || part.Processes != 1 || !c.rate.InPart(part.Kind, c.p) {
				t.Errorf("%s: %+v", c.name, part)
			}
		}
		if d := cmp.Diff(c.parts, got); d != "" {
			t.Errorf("%s:\n%s", c.name, d)
		}
	}
}
