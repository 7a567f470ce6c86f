package page

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// enteredBody is the page of the figures that were published before the registry began.
type enteredBody struct {
	Current   []enteredRow
	Withdrawn []enteredRow
	Form      enteredForm
	Rates     []progress.RateKind
	CanEnter  bool
	Problem   string
	Field     string
}

// enteredRow is one of the figures.
type enteredRow struct {
	registry.EnteredFigure
	Percent     string
	Over, Under string // numerator and denominator
}

func newEnteredRow(f registry.EnteredFigure) enteredRow {
	known := func(n *int64) string {
		if n == nil {
			return "—"
		}
		return registry.Thousands(*n)
	}
	return enteredRow{f, progress.Percent(f.Rate, registry.RateUnit), known(f.Numerator), known(f.Denominator)}
}

// Label is what the rate is called.
func (r enteredRow) Label() string { return progress.RateKind(r.RateKind).Label() }

// enteredForm is what was entered, as it was entered.
type enteredForm struct {
	Name, Day, Percent, Numerator, Denominator, Source, Reason string
	RateKind                                                   progress.RateKind
}

func (s *Handlers) enteredPage(c echo.Context) error {
	return s.showEntered(c, http.StatusOK, enteredBody{Form: enteredForm{RateKind: progress.RateProcess}})
}

func (s *Handlers) showEntered(c echo.Context, status int, b enteredBody) error {
	scope := request.ScopeOf(c)
	all, err := s.Store.EnteredFigures(c.Request().Context(), scope)
	if err != nil {
		return err
	}
	for _, f := range all {
		row := newEnteredRow(f)
		if f.Set.EndedAt.IsZero() {
			b.Current = append(b.Current, row)
		} else {
			b.Withdrawn = append(b.Withdrawn, row)
		}
	}
	b.Rates, b.CanEnter = progress.RateKinds, scope.May(registry.Configure)
	return s.pages.entered.render(s, c, status, page{Title: "登録前の公表値"}, b)
}

func (s *Handlers) enterFigure(c echo.Context) error {
	form := c.Request().PostForm
	given := enteredForm{Name: form.Get("name"), Day: form.Get("day"), Percent: form.Get("percent"), Numerator: form.Get("numerator"),
		Denominator: form.Get("denominator"), Source: form.Get("source"), Reason: form.Get("reason"),
		RateKind: progress.RateKind(form.Get("rate_kind"))}
	f, err := given.figure()
	if err == nil {
		_, err = s.Store.EnterFigure(c.Request().Context(), request.ScopeOf(c), f)
	}
	return s.enteredDone(c, err, given, "登録前の公表値「"+strings.TrimSpace(given.Name)+"」を入力しました。")
}

// figure is what was entered; what is no day is zero, and the store says so.
func (f enteredForm) figure() (registry.EnteredFigure, error) {
	wrong := func(field, message string) error {
		return &registry.Error{Code: registry.Invalid, Op: "page.enterFigure", Field: field, Message: message}
	}
	entered := registry.EnteredFigure{Name: f.Name, RateKind: string(f.RateKind), Source: f.Source, Reason: f.Reason}
	entered.Day, _ = time.ParseInLocation(time.DateOnly, f.Day, registry.Tokyo)
	percent, err := strconv.ParseFloat(strings.TrimRight(strings.TrimSpace(f.Percent), "%％"), 64)
	if err != nil {
		return entered, wrong("rate", "率は、数で入力してください。例：21.1")
	}
	entered.Rate = registry.RateOf(percent / 100)
	for _, n := range []struct {
		field, given, example string
		to                    **int64
	}{{"numerator", f.Numerator, "分子は、整数で入力してください。分からないときは空けてください。例：7900", &entered.Numerator},
		{"denominator", f.Denominator, "分母は、整数で入力してください。分からないときは空けてください。例：28600", &entered.Denominator}} {
		text := strings.ReplaceAll(strings.TrimSpace(n.given), ",", "")
		if text == "" {
			continue
		}
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return entered, wrong(n.field, n.example)
		}
		*n.to = &number
	}
	return entered, nil
}

func (s *Handlers) withdrawFigure(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawFigure(c.Request().Context(), request.ScopeOf(c), id, c.Request().PostForm.Get("reason"))
	return s.enteredDone(c, err, enteredForm{RateKind: progress.RateProcess}, "登録前の公表値を取り消しました。")
}

func (s *Handlers) enteredDone(c echo.Context, err error, f enteredForm, notice string) error {
	if request.Mendable(err) {
		return s.showEntered(c, http.StatusUnprocessableEntity,
			enteredBody{Form: f, Problem: registry.MessageOf(err), Field: request.FieldOf(err)})
	}
	if err != nil {
		return err
	}
	return s.Done(c, "/entered-figures", notice)
}
