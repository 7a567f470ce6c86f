package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// noticeJSON is something that somebody else did.
type noticeJSON struct {
	At       time.Time           `json:"at"`
	Kind     registry.NoticeKind `json:"kind"`
	Upload   *int64              `json:"upload"`   // what it is about; null: something else
	Transfer *int64              `json:"transfer"` // as above
	Round    *int64              `json:"round"`    // as above
	Plan     *int64              `json:"plan"`     // as above
	Proposal *int64              `json:"proposal"` // the number of a proposal to the national government
	Change   *int64              `json:"change"`   // that an adopted plan wrote; null: something else
	Bureau   *request.BureauName `json:"bureau"`   // whose doing or whose upload; null: headquarters, or every bureau
	Actor    string              `json:"actor"`
	Title    string              `json:"title"` // the upload's file, or the round's name
	Text     string              `json:"text"`
	Deadline *string             `json:"deadline"` // of the round; null: it is about none
	Bureaus  []string            `json:"bureaus"`  // who was reminded, for those who see every bureau
	Remarks  int                 `json:"remarks"`  // of a return
	Read     bool                `json:"read"`
}

func (s *Handlers) notices(c echo.Context) error {
	ctx := c.Request().Context()
	all, err := s.Store.Notices(ctx, request.ScopeOf(c), request.NoticesShown)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	list := make([]noticeJSON, len(all))
	for i, n := range all {
		list[i] = noticeJSON{
			At:       n.At.In(registry.Tokyo),
			Kind:     n.Kind,
			Upload:   numberOrNull(n.UploadID),
			Transfer: numberOrNull(n.TransferID),
			Round:    numberOrNull(int64(n.RoundID)),
			Plan:     numberOrNull(n.PlanID),
			Proposal: numberOrNull(int64(n.ProposalID)),
			Change:   numberOrNull(n.ChangeID),
			Actor:    n.Actor,
			Title:    n.Title,
			Text:     n.Text,
			Remarks:  n.Remarks,
			Read:     n.Read,
			Deadline: dayOrNull(n.Deadline),
			Bureaus:  append([]string{}, n.Bureaus...),
		}
		if name, ok := names[n.BureauID]; ok {
			list[i].Bureau = &name
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"notices": list})
}

func numberOrNull(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

// readNotices marks as read what came up to a moment: the "at" of the newest
// notice that was seen.
func (s *Handlers) readNotices(c echo.Context) error {
	var body struct {
		Until string `json:"until"`
	}
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	if err := s.MarkRead(c, body.Until); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
