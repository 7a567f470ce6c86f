package request

import (
	"time"
)

// Exporting is for routes that make a file of everything.
var Exporting = Limits{Time: 5 * time.Minute}

// Receiving is for routes that take a file in, with some room for the form around
// it, or write one to the registry.
func (s *Service) Receiving() Limits {
	return Limits{Body: s.Intake.MaxBytes() + 1<<20, Time: 10 * time.Minute}
}

// Reversing is for routes that write to many processes at once.
var Reversing = Limits{Time: 5 * time.Minute}
