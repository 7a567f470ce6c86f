package web

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// remind reminds one bureau, or all that have not handed in.
func (s *server) remind(c echo.Context) error {
	form := c.Request().PostForm
	round, _ := strconv.Atoi(form.Get("round")) // nonsense: there is no such round
	var bureaus []int
	if given := form.Get("bureau"); given != "all" {
		id, err := strconv.Atoi(given)
		if err != nil {
			return registry.Errorf(registry.Invalid, "web.remind", "督促する局を選んでください。")
		}
		bureaus = []int{id}
	}
	reminded, err := s.store.Remind(c.Request().Context(), scopeOf(c), round, bureaus, form.Get("text"), s.now())
	if mendable(err) {
		return s.showBoard(c, http.StatusUnprocessableEntity, strconv.Itoa(round), boardBody{Text: form.Get("text"), Problem: registry.MessageOf(err)})
	}
	if err != nil {
		return err
	}
	return s.done(c, boardPath(round), fmt.Sprintf("%d 局に督促しました。お知らせに表示されます。", len(reminded)))
}

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
	j := reminderJSON{Kind: r.Kind, Day: r.Day.Format(time.DateOnly), Deadline: r.Deadline.Format(time.DateOnly), At: r.At.In(registry.Tokyo), Text: r.Text}
	if r.Actor != "" {
		j.Actor = &r.Actor
	}
	return j
}

// apiRemind reminds bureaus of a round, and answers with those that were.
func (s *server) apiRemind(c echo.Context) error {
	ctx := c.Request().Context()
	id, err := pathID(c)
	if err != nil {
		return err
	}
	var body struct {
		Bureaus []string `json:"bureaus"` // names or codes; none: all that have not handed in
		Text    string   `json:"text"`
	}
	if err := readJSON(c, &body); err != nil {
		return err
	}
	var bureaus []int
	for _, given := range body.Bureaus {
		b, err := s.bureauGiven(ctx, "bureaus", given)
		if err != nil {
			return err
		}
		bureaus = append(bureaus, b)
	}
	reminded, err := s.store.Remind(ctx, scopeOf(c), int(id), bureaus, body.Text, s.now())
	if err != nil {
		return err
	}
	names, err := s.bureauNames(ctx)
	if err != nil {
		return err
	}
	list := make([]bureauName, len(reminded))
	for i, b := range reminded {
		list[i] = names[b]
	}
	return c.JSON(http.StatusCreated, map[string]any{"reminded": list})
}
