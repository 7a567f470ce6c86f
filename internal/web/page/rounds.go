package page

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

// roundsBody is the page of all rounds, or of one to be changed.
type roundsBody struct {
	Tabs              []tab
	List              shownList[registry.Round]
	Form              registry.Round
	OpensOn, Deadline string // as entered, or as they stand
	Years             []int
	Problem           string
	Field             string
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
			return s.showRounds(c, http.StatusOK,
				roundsBody{Form: r, OpensOn: registry.DateOf(r.OpensOn), Deadline: registry.DateOf(r.Deadline)})
		}
	}
	return registry.Errorf(registry.NotFound, "page.roundPage", "この調査回はありません。一覧から選び直してください。")
}

func (s *Handlers) showRounds(c echo.Context, status int, b roundsBody) error {
	var err error
	if b.List, err = s.roundList(c); err != nil {
		return err
	}
	for y := registry.FiscalYear(s.Now()) + 1; len(b.Years) < FormYears; y-- {
		b.Years = append(b.Years, y)
	}
	b.Tabs = adminTabs(request.ScopeOf(c), roundsPath)
	return s.pages.rounds.render(s, c, status, page{Title: "調査回"}, b)
}

// roundList is the list of all rounds.
func (s *Handlers) roundList(c echo.Context) (shownList[registry.Round], error) {
	rounds, err := s.Store.Rounds(c.Request().Context())
	if err != nil {
		return shownList[registry.Round]{}, err
	}
	return list[registry.Round]{
		Name: "調査回", Path: roundsPath, Unit: "回", Sort: "-opens",
		Filters: []listFilter[registry.Round]{{Name: "q", Label: "名前・説明", Example: "棚卸",
			Keep: func(r registry.Round, v string) bool { return contains(v, r.Name, r.Note) }}},
		Columns: []listColumn[registry.Round]{
			{Key: "name", Label: "名前", Value: func(r registry.Round) any { return r.Name }},
			{Key: "year", Label: "件数の年度", Value: func(r registry.Round) any { return registry.EraYear(r.FiscalYear) }},
			{Key: "opens", Label: "受付を始める日", Value: func(r registry.Round) any { return report.Day(r.OpensOn) }},
			{Key: "deadline", Label: "締切", Value: func(r registry.Round) any { return report.Day(r.Deadline) }},
			{Key: "asks", Label: "提出を求める局", Value: func(r registry.Round) any { return r.Asks.Label() }},
			{Label: "説明", Value: func(r registry.Round) any { return r.Note }},
			{Key: "set_by", Label: "決めた人", Value: func(r registry.Round) any { return r.SetBy }},
		},
	}.show(c, rounds)
}

// Action is where the form leads.
func (b roundsBody) Action() string {
	if b.Form.ID == 0 {
		return roundsPath
	}
	return roundsPath + "/" + strconv.Itoa(b.Form.ID)
}

// Asks are the answers to whom a round asks.
func (roundsBody) Asks() []registry.RoundAsks {
	return []registry.RoundAsks{registry.AsksHolders, registry.AsksAll}
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
	err := readDays("page.saveRound", form, dayOf{"opens_on", "受付を始める日", &r.OpensOn}, dayOf{"deadline", "締切", &r.Deadline})
	if err == nil {
		_, err = s.Store.SaveRound(c.Request().Context(), request.ScopeOf(c), r)
	}
	if request.Mendable(err) {
		return s.showRounds(c, http.StatusUnprocessableEntity, roundsBody{Form: r, OpensOn: form.Get("opens_on"),
			Deadline: form.Get("deadline"), Problem: registry.MessageOf(err), Field: request.FieldOf(err)})
	}
	if err != nil {
		return err
	}
	return s.Done(c, roundsPath, "調査回「"+r.Name+"」を保存しました。")
}
