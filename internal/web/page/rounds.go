package page

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// roundsBody is the page of all rounds, or of one to be changed.
type roundsBody struct {
	Rounds  []registry.Round
	Form    registry.Round
	Years   []int
	Problem string
	Field   string
}

func (s *Handlers) roundsPage(c echo.Context) error {
	asks, err := s.Store.RoundAsks(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	return s.showRounds(c, http.StatusOK, roundsBody{Form: registry.Round{FiscalYear: registry.FiscalYear(s.Now()) - 1, Asks: asks}})
}

func (s *Handlers) roundPage(c echo.Context) error {
	rounds, err := s.Store.Rounds(c.Request().Context())
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if c.Param("id") == strconv.Itoa(r.ID) {
			return s.showRounds(c, http.StatusOK, roundsBody{Form: r})
		}
	}
	return registry.Errorf(registry.NotFound, "page.roundPage", "この調査回はありません。一覧から選び直してください。")
}

func (s *Handlers) showRounds(c echo.Context, status int, b roundsBody) error {
	var err error
	if b.Rounds, err = s.Store.Rounds(c.Request().Context()); err != nil {
		return err
	}
	for y := registry.FiscalYear(s.Now()) + 1; len(b.Years) < FormYears; y-- {
		b.Years = append(b.Years, y)
	}
	return s.pages.rounds.render(s, c, status, page{Title: "調査回"}, b)
}

// Action is where the form leads.
func (b roundsBody) Action() string {
	if b.Form.ID == 0 {
		return "/admin/rounds"
	}
	return "/admin/rounds/" + strconv.Itoa(b.Form.ID)
}

// Asks are the answers to whom a round asks.
func (roundsBody) Asks() []registry.RoundAsks {
	return []registry.RoundAsks{registry.AsksHolders, registry.AsksAll}
}

// Day is a day for an input; empty for none.
func (b roundsBody) Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (s *Handlers) saveRound(c echo.Context) error {
	form := c.Request().PostForm
	r := registry.Round{Name: strings.TrimSpace(form.Get("name")), Note: strings.TrimSpace(form.Get("note")),
		Asks: registry.RoundAsks(form.Get("asks"))}
	if c.Param("id") != "" {
		id, err := request.PathID(c)
		if err != nil {
			return err
		}
		r.ID = int(id)
	}
	r.FiscalYear, _ = strconv.Atoi(form.Get("fiscal_year")) // none or nonsense: the store says so
	for name, to := range map[string]*time.Time{"opens_on": &r.OpensOn, "deadline": &r.Deadline} {
		if day, err := time.ParseInLocation(time.DateOnly, form.Get(name), registry.Tokyo); err == nil {
			*to = day
		}
	}
	_, err := s.Store.SaveRound(c.Request().Context(), request.ScopeOf(c), r)
	if request.Mendable(err) {
		return s.showRounds(
			c,
			http.StatusUnprocessableEntity,
			roundsBody{Form: r, Problem: registry.MessageOf(err), Field: request.FieldOf(err)},
		)
	}
	if err != nil {
		return err
	}
	return s.Done(c, "/admin/rounds", "調査回「"+r.Name+"」を保存しました。")
}
