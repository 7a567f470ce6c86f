package progress

import "tetsuzuki/internal/registry"

// sum adds up tallies into what the rates are made of.
type sum struct {
	processes, volumeUnknown int64
	volume                   cases

	inScope, done, partial                        int64
	inScopeVolumeUnknown, usageUnknown            int64
	inScopeVolume, doneVolume                     cases
	usageTotal, usageOnline                       cases
	discretion, discretionDone, discretionUnknown int64
	applications, applicationsDone                int64
	priority                                      int64
	priorityVolume                                cases
	priorityInScope, priorityDone, undecidable    int64
	because                                       Because
}

func sumOf(tallies []registry.Tally) (s sum) {
	for _, t := range tallies {
		s.processes += t.Processes
		s.volume.add(t.Volume, t.VolumeInexact, t.VolumeSlack)
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
		switch t.Cause {
		case registry.CauseRange:
			s.because.Range += t.Processes
		case registry.CauseOpen:
			s.because.Open += t.Processes
		default:
			s.because.Unknown += t.Processes
		}
	case registry.Yes:
		s.priority += t.Processes
		s.priorityVolume.add(t.Volume, t.VolumeInexact, t.VolumeSlack)
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
	s.inScopeVolume.add(t.Volume, t.VolumeInexact, t.VolumeSlack)
	s.inScopeVolumeUnknown += t.Processes - t.VolumeKnown
	s.usageTotal.add(t.UsageTotal, t.UsageInexact, t.TotalSlack)
	s.usageOnline.add(t.UsageOnline, t.UsageInexact, t.OnlineSlack)
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
		s.doneVolume.add(t.Volume, t.VolumeInexact, t.VolumeSlack)
		if t.LawChange == registry.LawChangeNotRequired {
			s.discretionDone += t.Processes
		}
	case registry.Partial:
		s.partial += t.Processes
	}
}

func (s sum) process() Rate { return rateOf(s.done, s.inScope, 0) }

func (s sum) cases() Rate {
	return casesRate(s.doneVolume, s.inScopeVolume, s.inScopeVolumeUnknown)
}

// rates are the four rates of a sum.
func (s sum) rates() Rates {
	return Rates{
		Process:    s.process(),
		Cases:      s.cases(),
		Usage:      casesRate(s.usageOnline, s.usageTotal, s.usageUnknown),
		Discretion: rateOf(s.discretionDone, s.discretion, s.discretionUnknown),
	}
}
