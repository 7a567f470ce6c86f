package page

import (
	"encoding/hex"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// verifyBody is the page that verifies the registry, and shows what was found.
type verifyBody struct {
	Job     registry.Job // the newest; zero: there never was one
	Last    *verifiedRow
	Earlier []verifiedRow
}

// verifiedRow is a recorded verification for people.
type verifiedRow struct{ store.Verified }

// Hash is the seal to be held elsewhere.
func (r verifiedRow) Hash() string { return hex.EncodeToString(r.End.Hash) }

// More is how many problems there are besides those that are named.
func (r verifiedRow) More() int { return r.Problems - len(r.Texts) }

// Goes reports whether the registry is being verified, or waits for it.
func (b verifyBody) Goes() bool {
	return b.Job.State == registry.JobAvailable || b.Job.State == registry.JobRunning
}

// Runs reports whether it is being verified just now.
func (b verifyBody) Runs() bool { return b.Job.State == registry.JobRunning }

// Failed reports whether the last job could not verify.
func (b verifyBody) Failed() bool { return b.Job.State == registry.JobFailed }

// verificationsShown is how many of them the page shows.
const verificationsShown = 20

func (s *Handlers) verifyPage(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	var b verifyBody
	var err error
	if b.Job, err = s.Store.VerificationJob(ctx, scope); err != nil {
		return err
	}
	all, err := s.Store.Verifications(ctx, scope, verificationsShown)
	if err != nil {
		return err
	}
	for _, v := range all {
		b.Earlier = append(b.Earlier, verifiedRow{v})
	}
	if len(b.Earlier) > 0 {
		b.Last = &b.Earlier[0]
	}
	p := page{Title: "登録簿の検証"}
	if b.Goes() {
		p.Refresh = refreshSeconds
	}
	return s.pages.verification.render(s, c, http.StatusOK, p, b)
}

// refreshSeconds is how soon a page that tells of progress is shown anew without scripts.
const refreshSeconds = 5

func (s *Handlers) verify(c echo.Context) error {
	if err := s.Store.RequestVerification(c.Request().Context(), request.ScopeOf(c)); err != nil {
		return err
	}
	return s.Done(c, "/admin/verify", "検証を始めました。終わるまで、この画面を閉じても構いません。")
}
