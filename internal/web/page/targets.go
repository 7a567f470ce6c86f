package page

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// targetsBody is the page of all targets, or of one to be changed.
type targetsBody struct {
	Current []targetRow
	Past    []targetRow // what was changed or withdrawn
	Form    targetForm
	Scopes  []registry.TargetScope
	Problem string
	Field   string
}

// targetForm is what was entered, as it was entered.
type targetForm struct {
	Number                         int // 0: a new one
	Name, From, To, Percent, Count string
	Scope                          registry.TargetScope
	Reason                         string
}

// Action is where the form leads.
func (f targetForm) Action() string {
	if f.Number == 0 {
		return "/admin/targets"
	}
	return fmt.Sprintf("/admin/targets/%d", f.Number)
}

func (s *Handlers) targetsPage(c echo.Context) error {
	return s.showTargets(c, http.StatusOK, targetsBody{Form: targetForm{Scope: registry.TargetInScope}})
}

func (s *Handlers) targetPage(c echo.Context) error {
	number, err := request.PathID(c)
	if err != nil {
		return err
	}
	all, err := s.Store.Targets(c.Request().Context())
	if err != nil {
		return err
	}
	for _, t := range all {
		if int64(t.Number) == number && t.Set.EndedAt.IsZero() {
			f := targetForm{Number: t.Number, Name: t.Name, From: t.From.Format(time.DateOnly), To: t.To.Format(time.DateOnly),
				Percent: strconv.FormatFloat(float64(t.Rate)*100/registry.RateUnit, 'f', -1, 64), Scope: t.Scope}
			if t.Count > 0 {
				f.Count = strconv.FormatInt(t.Count, 10)
			}
			return s.showTargets(c, http.StatusOK, targetsBody{Form: f})
		}
	}
	return registry.Errorf(registry.NotFound, "page.targetPage", "この目標はありません。一覧から選び直してください。")
}

func (s *Handlers) showTargets(c echo.Context, status int, b targetsBody) error {
	all, err := s.Store.Targets(c.Request().Context())
	if err != nil {
		return err
	}
	for _, t := range all {
		row := targetRow{t, progress.Percent(t.Rate, registry.RateUnit)}
		if t.Set.EndedAt.IsZero() {
			b.Current = append(b.Current, row)
		} else {
			b.Past = append(b.Past, row)
		}
	}
	b.Scopes = registry.TargetScopes
	return s.pages.targets.render(s, c, status, page{Title: "目標"}, b)
}

func (s *Handlers) saveTarget(c echo.Context) error {
	form := c.Request().PostForm
	f := targetForm{Name: form.Get("name"), From: form.Get("from"), To: form.Get("to"), Percent: form.Get("percent"), Count: form.Get("count"),
		Scope: registry.TargetScope(form.Get("scope")), Reason: form.Get("reason")}
	if c.Param("id") != "" {
		number, err := request.PathID(c)
		if err != nil {
			return err
		}
		f.Number = int(number)
	}
	t, err := f.target()
	if err == nil {
		_, err = s.Store.SetTarget(c.Request().Context(), request.ScopeOf(c), t)
	}
	return s.targetDone(c, err, f, "目標「"+strings.TrimSpace(f.Name)+"」を定めました。")
}

// target is what was entered; what is no day is zero, and the store says so.
func (f targetForm) target() (registry.Target, error) {
	wrong := func(field, message string) error {
		return &registry.Error{Code: registry.Invalid, Op: "page.saveTarget", Field: field, Message: message}
	}
	t := registry.Target{Number: f.Number, Name: f.Name, Scope: f.Scope, Reason: f.Reason}
	t.From, _ = time.ParseInLocation(time.DateOnly, f.From, registry.Tokyo)
	t.To, _ = time.ParseInLocation(time.DateOnly, f.To, registry.Tokyo)
	percent, err := strconv.ParseFloat(strings.TrimRight(strings.TrimSpace(f.Percent), "%％"), 64)
	if err != nil {
		return t, wrong("rate", "目標の割合は、数で入力してください。例：70")
	}
	t.Rate = registry.RateOf(percent / 100)
	if count := strings.ReplaceAll(strings.TrimSpace(f.Count), ",", ""); count != "" {
		if t.Count, err = strconv.ParseInt(count, 10, 64); err != nil {
			return t, wrong("count", "目標の手続数は、1以上の整数で入力してください。例：18000")
		}
	}
	return t, nil
}

func (s *Handlers) withdrawTarget(c echo.Context) error {
	number, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawTarget(c.Request().Context(), request.ScopeOf(c), int(number), c.Request().PostForm.Get("reason"))
	return s.targetDone(c, err, targetForm{Scope: registry.TargetInScope}, "目標を取りやめました。")
}

func (s *Handlers) targetDone(c echo.Context, err error, f targetForm, notice string) error {
	if request.Mendable(err) {
		return s.showTargets(c, http.StatusUnprocessableEntity,
			targetsBody{Form: f, Problem: registry.MessageOf(err), Field: request.FieldOf(err)})
	}
	if err != nil {
		return err
	}
	return s.Done(c, "/admin/targets", notice)
}
