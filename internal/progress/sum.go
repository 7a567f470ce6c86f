package progress

import "tetsuzuki/internal/registry"

// sum adds up tallies into what the rates are made of.
type sum struct {
	processes, volume, volumeUnknown int64

	inScope, done, partial                        int64
	inScopeVolume, inScopeVolumeUnknown           int64
	doneVolume                                    int64
	usageTotal, usageOnline, usageUnknown         int64
	discretion, discretionDone, discretionUnknown int64
	applications, applicationsDone                int64
	priority, priorityVolume                      int64
	priorityInScope, priorityDone, undecidable    int64
}

func sumOf(tallies []registry.Tally) (s sum) {
	for _, t := range tallies {
		s.processes += t.Processes
		s.volume += t.Volume
		s.volumeUnknown += t.Processes - t.VolumeKnown
		s.addPriority(t)
		if t.Counts() {
			s.addInScope(t)
		}
	}
	return s
}

func (s *sum) addPriority(t registry.Tally) {
	switch t.Priority {
	case registry.Undecidable:
		s.undecidable += t.Processes
	case registry.Yes:
		s.priority += t.Processes
		s.priorityVolume += t.Volume
		if t.Counts() {
			s.priorityInScope += t.Processes
			if t.Status == registry.Done {
				s.priorityDone += t.Processes
			}
		}
	}
}

func (s *sum) addInScope(t registry.Tally) {
	s.inScope += t.Processes
	s.inScopeVolume += t.Volume
	s.inScopeVolumeUnknown += t.Processes - t.VolumeKnown
	s.usageTotal += t.UsageTotal
	s.usageOnline += t.UsageOnline
	s.usageUnknown += t.Processes - t.UsageKnown
	switch t.LawChange {
	case registry.LawChangeNotRequired:
		s.discretion += t.Processes
	case registry.LawChangeUnknown:
		s.discretionUnknown += t.Processes
	}
	if t.Application {
		s.applications += t.Processes
		if t.Status == registry.Done {
			s.applicationsDone += t.Processes
		}
	}
	switch t.Status {
	case registry.Done:
		s.done += t.Processes
		s.doneVolume += t.Volume
		if t.LawChange == registry.LawChangeNotRequired {
			s.discretionDone += t.Processes
		}
	case registry.Partial:
		s.partial += t.Processes
	}
}

func (s sum) process() Rate { return rateOf(s.done, s.inScope, 0) }

func (s sum) cases() Rate {
	return rateOf(s.doneVolume, s.inScopeVolume, s.inScopeVolumeUnknown)
}

// rates are the four rates of a sum.
func (s sum) rates() Rates {
	return Rates{
		Process:    s.process(),
		Cases:      s.cases(),
		Usage:      rateOf(s.usageOnline, s.usageTotal, s.usageUnknown),
		Discretion: rateOf(s.discretionDone, s.discretion, s.discretionUnknown),
	}
}
