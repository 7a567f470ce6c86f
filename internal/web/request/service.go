// Package request has what the pages and the API share: identifying the caller, permissions and
// limits of routes, reading input, and turning errors into HTTP statuses.
package request

import (
	"log/slog"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Service is what all handlers share. It has no state that another instance would need: several
// can run on one database.
type Service struct {
	Store        *store.Store
	Log          *slog.Logger
	Sessions     auth.Sessions
	Intake       *intake.Intake
	Now          func() time.Time
	Mailing      bool            // notices go out by e-mail, too
	SecondFactor []registry.Role // must have one
	Exports      *Exports
}

// Mails is nil where mails are sent; else an error about the field by which one was asked for.
func (s *Service) Mails(op, field string) error {
	if s.Mailing {
		return nil
	}
	return &registry.Error{Code: registry.Invalid, Op: op, Field: field,
		Message: "メールを送る設定がないため、リンクを送れません。はじめのパスワードを表示するほうを選んでください。"}
}
