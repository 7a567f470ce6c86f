// Package request is what the pages and the API have in common: who calls, what a
// route asks of them, how its input is read, and how errors become statuses.
package request

import (
	"log/slog"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Service is what all handlers share. It keeps no state that another one would need:
// any number of them run over one database.
type Service struct {
	Store        *store.Store
	Log          *slog.Logger
	Sessions     auth.Sessions
	Intake       *intake.Intake
	Now          func() time.Time
	Mailing      bool            // notices go out by e-mail, too
	SecondFactor []registry.Role // must have one
	Exports      *ExportQueue
}
