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
	Reached  []reachedJSON         `json:"reached"` // whom; one for each way
}

// reachedJSON is how a reminder reached a person.
type reachedJSON struct {
	Name    string             `json:"name"`
	Way     registry.ReachedBy `json:"way"`
	At      time.Time          `json:"at"`
	Address *string            `json:"address"` // of a mail, for accounts that may remind
}

func newReminderJSON(r registry.Reminder) reminderJSON {
	j := reminderJSON{
		Kind:     r.Kind,
		Day:      r.Day.Format(time.DateOnly),
		Deadline: r.Deadline.Format(time.DateOnly),
		At:       r.At.In(registry.Tokyo),
		Text:     r.Text,
		Reached:  make([]reachedJSON, len(r.Reached)),
	}
	for i, p := range r.Reached {
		j.Reached[i] = reachedJSON{Name: p.Name, Way: p.Way, At: p.At.In(registry.Tokyo)}
		if p.Address != "" {
			j.Reached[i].Address = &p.Address
		}
	}
	if r.Actor != "" {
		j.Actor = &r.Actor
	}
	return j
}

// remind reminds bureaus of a round, and answers with those that were and those that no
// reminder can reach.
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
	named := func(ids []int) []request.BureauName {
		list := make([]request.BureauName, len(ids))
		for i, id := range ids {
			list[i] = names[id]
		}
		return list
	}
	return c.JSON(http.StatusCreated, map[string]any{"reminded": named(reminded.Bureaus), "people": reminded.People,
		"without_account": named(reminded.Without)})
}
