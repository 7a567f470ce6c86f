package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// reminderJSON is a reminder that went out to a bureau.
type reminderJSON struct {
	Kind     registry.ReminderKind `json:"kind"`
	Day      string                `json:"day"` // on which it fell due
	Deadline string                `json:"deadline"`
	At       time.Time             `json:"at"`
	Actor    *string               `json:"actor"` // null: it went out by itself
	Text     string                `json:"text"`
}

func newReminderJSON(r registry.Reminder) reminderJSON {
	j := reminderJSON{
		Kind:     r.Kind,
		Day:      r.Day.Format(time.DateOnly),
		Deadline: r.Deadline.Format(time.DateOnly),
		At:       r.At.In(registry.Tokyo),
		Text:     r.Text,
	}
	if r.Actor != "" {
		j.Actor = &r.Actor
	}
	return j
}

// remind reminds bureaus of a round, and answers with those that were.
func (s *Handlers) remind(c echo.Context) error {
	ctx := c.Request().Context()
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var body struct {
		Bureaus []string `json:"bureaus"` // names or codes; none: all that have not handed in
		Text    string   `json:"text"`
	}
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	var bureaus []int
	for _, given := range body.Bureaus {
		b, err := s.BureauGiven(ctx, "bureaus", given)
		if err != nil {
			return err
		}
		bureaus = append(bureaus, b)
	}
	reminded, err := s.Store.Remind(ctx, request.ScopeOf(c), int(id), bureaus, body.Text, s.Now())
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	list := make([]request.BureauName, len(reminded))
	for i, b := range reminded {
		list[i] = names[b]
	}
	return c.JSON(http.StatusCreated, map[string]any{"reminded": list})
}
