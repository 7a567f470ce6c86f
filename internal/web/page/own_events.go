package page

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// ownEvent is something that happened to one's own account, for its owner.
type ownEvent struct {
	registry.AuditEvent
	ByOther bool
}

// ownEvents is what happened to an account lately, newest first.
func (s *Handlers) ownEvents(ctx context.Context, scope registry.Scope, since time.Time) ([]ownEvent, error) {
	all, err := s.Store.OwnEvents(ctx, scope, since)
	if err != nil {
		return nil, err
	}
	events := make([]ownEvent, len(all))
	for i, e := range all {
		events[i] = ownEvent{e, e.AccountID != scope.AccountID}
	}
	return events, nil
}

// happenedSince tells the owner of an account what happened to it since the previous sign-in;
// empty for nothing.
func (s *Handlers) happenedSince(c echo.Context, a registry.Account) (string, error) {
	events, err := s.ownEvents(c.Request().Context(), registry.ScopeOf(a), a.LastSignInAt)
	if err != nil {
		return "", err
	}
	told := ""
	for _, kind := range registry.AuditKinds {
		if slices.Contains([]registry.AuditKind{registry.AuditSignIn, registry.AuditSignOut}, kind) {
			continue
		}
		n := 0
		for _, e := range events {
			if e.Kind == kind {
				n++
			}
		}
		if n > 0 {
			told += fmt.Sprintf("、%s %d件", kind.Label(), n)
		}
	}
	if told == "" {
		return "", nil
	}
	return "そのあと、" + told[len("、"):] + "がありました。" + registry.TokensText(tokensEnded(events), false), nil
}

// tokensEnded is how many API tokens ended with resets of the password.
func tokensEnded(events []ownEvent) (n int64) {
	for _, e := range events {
		var detail struct {
			Tokens int64 `json:"tokens"`
		}
		if e.Kind == registry.AuditPasswordReset && json.Unmarshal(e.Detail, &detail) == nil {
			n += detail.Tokens
		}
	}
	return n
}
