package page

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// processEditBody is the page that edits one process.
type processEditBody struct {
	store.ProcessDetail
	Form    editForm
	Version int64 // that the form is about
	Reason  string
	Problem string
	Field   string // the input that Problem is about; empty: none
	Waits   bool   // the edit will wait for a second person
}

// processStaleBody asks which values count after others have changed the process during an
// edit.
type processStaleBody struct {
	store.ProcessDetail
	Version int64 // the newest
	Reason  string
	Cells   []staleCell
	Clashes int
	Wanted  []editField // what the editor wants, to be sent again
	NewYear int
	Since   []changeNote // who changed it, the newest first
	Problem string
}

// staleCell is a value in three states, for people.
type staleCell struct {
	Name, Label        string
	Base, Theirs, Mine string
	Clash              bool
	Wanted             bool // the editor changed it, too
}

// takePrefix begins the names of the inputs that choose whose value counts.
const takePrefix = "take."

func (s *Handlers) processEdit(c echo.Context) error {
	d, err := s.processOf(c)
	if err != nil {
		return err
	}
	of, err := s.Intake.Form(c.Request().Context())
	if err != nil {
		return err
	}
	b := processEditBody{ProcessDetail: d, Version: d.ChangeID, Form: newEditForm(of, d, nil, "", registry.FiscalYear(s.Now()))}
	return s.showProcessEdit(c, http.StatusOK, b)
}

func (s *Handlers) showProcessEdit(c echo.Context, status int, b processEditBody) error {
	rule, err := s.Store.EditApproval(c.Request().Context())
	if err != nil {
		return err
	}
	b.Waits = rule.Required
	return s.pages.editing.render(s, c, status, page{Title: b.ProcedureName + "を編集"}, b)
}

// processOf returns the process that the address names, as of now.
func (s *Handlers) processOf(c echo.Context) (store.ProcessDetail, error) {
	id, err := processID(c)
	if err != nil {
		return store.ProcessDetail{}, err
	}
	return s.Store.Process(c.Request().Context(), request.ScopeOf(c), id, time.Time{})
}

// processID is the process that the address names.
func processID(c echo.Context) (registry.ProcessID, error) {
	id, err := registry.ParseProcessID(c.Param("id"))
	if err != nil {
		err = registry.Errorf(registry.NotFound, "page.processID", "%s", registry.MessageOf(err))
	}
	return id, err
}

// saveProcess writes the changed fields of the form. If others have changed the process since,
// it shows their changes instead.
func (s *Handlers) saveProcess(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	d, err := s.processOf(c)
	if err != nil {
		return err
	}
	entered := c.Request().PostForm
	version, err := strconv.ParseInt(entered.Get("version"), 10, 64)
	if err != nil {
		return registry.Errorf(registry.Invalid, "page.saveProcess", "どの版を編集したのかが分かりません。編集の画面を開き直してください。")
	}
	reason := strings.TrimSpace(entered.Get("reason"))
	of, err := s.Intake.Form(ctx)
	if err != nil {
		return err
	}
	again := func(err error) error {
		b := processEditBody{
			ProcessDetail: d,
			Version:       version,
			Reason:        reason,
			Problem:       registry.MessageOf(err),
			Field:         request.FieldOf(err),
		}
		b.Form = newEditForm(of, d, entered, b.Field, registry.FiscalYear(s.Now()))
		status, _ := request.Explain(err)
		return s.showProcessEdit(c, status, b)
	}
	f := newEditForm(of, d, entered, "", registry.FiscalYear(s.Now()))
	wish, err := f.inputOf(func(name string) bool { return entered.Get(takePrefix+name) == "theirs" })
	if err != nil {
		return again(err)
	}
	after, found, err := s.Intake.Edit(ctx, scope, d.ID, version, wish, reason)
	if stale, ok := errors.AsType[*store.StaleError](err); ok {
		return s.showStale(c, d, f, stale, reason)
	}
	if request.Mendable(err) {
		return again(err)
	}
	if err != nil {
		return err
	}
	return s.Done(c, registry.ProcessPath(d.ID), savedText(after, after.ChangeID != version, found))
}

// waitsText says that an edit waits.
const waitsText = "編集を提出しました。ほかの人が承認するまで、登録は変わりません。"

// savedText is the notice after an edit, with its findings.
func savedText(after store.ProcessDetail, written bool, found []finding.Finding) string {
	if !written && after.Pending == nil {
		return "変わった項目がないため、何も保存していません。"
	}
	words := []string{"変更を保存しました。"}
	if !written {
		words = []string{waitsText}
	}
	for _, f := range found {
		if f.Severity == finding.Warning {
			words = append(words, "確認してください："+f.Message)
		}
	}
	return strings.Join(words, "　")
}

func (s *Handlers) showStale(c echo.Context, d store.ProcessDetail, f editForm, stale *store.StaleError, reason string) error {
	b := processStaleBody{
		ProcessDetail: d,
		Version:       stale.Version,
		Reason:        reason,
		Wanted:        f.wanted(),
		NewYear:       f.NewYear,
		Problem:       registry.MessageOf(stale),
	}
	l := s.labels(c)
	for _, cell := range stale.Cells {
		shown := staleCell{Name: cellName(cell, f.NewYear), Label: cellLabel(cell.Field, cell.FiscalYear), Clash: cell.Clash,
			Base: l.value(cell.Field, cell.Base), Theirs: l.value(cell.Field, cell.Theirs), Mine: l.value(cell.Field, cell.Mine)}
		shown.Wanted = slices.ContainsFunc(b.Wanted, func(e editField) bool { return e.Name == shown.Name })
		if cell.Clash {
			b.Clashes++
		}
		b.Cells = append(b.Cells, shown)
	}
	version, _ := strconv.ParseInt(c.Request().PostForm.Get("version"), 10, 64) // has been read before
	for _, e := range d.History {
		if e.Change.ID > version {
			b.Since = append(b.Since, changeNote{e.Change, changeLabel(e.Change)})
		}
	}
	return s.pages.stale.render(s, c, http.StatusConflict, page{Title: "ほかの人の変更と重なりました"}, b)
}

// cellName is the name of a cell's input in the form.
func cellName(cell store.StaleCell, newYear int) string {
	switch cell.FiscalYear {
	case 0:
		return cell.Field
	case newYear:
		return cell.Field + ".new"
	}
	return cell.Field + "." + strconv.Itoa(cell.FiscalYear)
}

// priorityBody is the page that decides the priority of one process by hand.
type priorityBody struct {
	store.ProcessDetail
	ByVolume registry.Priority
	Decision registry.Priority // as recorded, or as entered
	Reason   string
	Problem  string
	Waits    bool // the decision will wait for a second person
}

func (s *Handlers) processPriority(c echo.Context) error {
	d, err := s.processOf(c)
	if err != nil {
		return err
	}
	return s.showPriority(c, http.StatusOK, priorityBody{ProcessDetail: d, Decision: d.Override, Reason: d.OverrideReason})
}

func (s *Handlers) showPriority(c echo.Context, status int, b priorityBody) error {
	rule, err := s.Store.EditApproval(c.Request().Context())
	if err != nil {
		return err
	}
	b.Waits = rule.Required
	b.ByVolume = registry.PriorityOf(b.Deciding, b.Threshold)
	return s.pages.overrule.render(s, c, status, page{Title: "重点手続の判定"}, b)
}

func (s *Handlers) overrulePriority(c echo.Context) error {
	d, err := s.processOf(c)
	if err != nil {
		return err
	}
	form := c.Request().PostForm
	decision, reason := registry.Priority(form.Get("decision")), strings.TrimSpace(form.Get("reason"))
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64) // none is the version of nothing
	after, err := s.Intake.Overrule(c.Request().Context(), request.ScopeOf(c), d.ID, version, decision, reason)
	if request.Mendable(err) {
		status := http.StatusUnprocessableEntity
		if registry.CodeOf(err) == registry.Conflict {
			status = http.StatusConflict
		}
		return s.showPriority(
			c,
			status,
			priorityBody{ProcessDetail: d, Decision: decision, Reason: reason, Problem: registry.MessageOf(err)},
		)
	}
	if err != nil {
		return err
	}
	if after.ChangeID == version && after.Pending != nil {
		return s.Done(c, registry.ProcessPath(d.ID), waitsText)
	}
	return s.Done(c, registry.ProcessPath(d.ID), "重点手続の判定を変更しました。")
}
