package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// verificationJSON is how far verifying is, and what was found last.
type verificationJSON struct {
	State string        `json:"state"` // none, available, running, done or failed
	Step  string        `json:"step"`
	Done  int64         `json:"done"`
	Total int64         `json:"total"`
	Last  *verifiedJSON `json:"last"` // null: never verified from a page or by this API
}

type verifiedJSON struct {
	BeganAt   time.Time `json:"began_at"`
	EndedAt   time.Time `json:"ended_at"`
	Actor     string    `json:"actor"`
	Changes   int       `json:"changes"`
	Snapshots int       `json:"snapshots"`
	Seals     int       `json:"seals"`
	Seal      sealJSON  `json:"seal"` // the last one
	Problems  int       `json:"problems"`
	Messages  []string  `json:"messages"` // of the first problems
}

func (s *Handlers) verification(c echo.Context) error { return s.sendVerification(c, http.StatusOK) }

func (s *Handlers) verify(c echo.Context) error {
	if err := s.Store.RequestVerification(c.Request().Context(), request.ScopeOf(c)); err != nil {
		return err
	}
	return s.sendVerification(c, http.StatusAccepted)
}

func (s *Handlers) sendVerification(c echo.Context, status int) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	j, err := s.Store.VerificationJob(ctx, scope)
	if err != nil {
		return err
	}
	all, err := s.Store.Verifications(ctx, scope, 1)
	if err != nil {
		return err
	}
	out := verificationJSON{State: "none"}
	if j.ID != 0 {
		out.State, out.Step, out.Done, out.Total = string(j.State), j.Step, j.Done, j.Total
	}
	if len(all) > 0 {
		v := all[0]
		out.Last = &verifiedJSON{BeganAt: v.Began.In(registry.Tokyo), EndedAt: v.Ended.In(registry.Tokyo), Actor: v.Actor,
			Changes: v.Changes, Snapshots: v.Snapshots, Seals: v.Seals, Seal: newSealJSON(v.End), Problems: v.Problems,
			Messages: append([]string{}, v.Texts...)}
	}
	return c.JSON(status, out)
}
