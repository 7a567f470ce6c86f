package page

import (
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// uploadsBody is the page to hand in a workbook, and of those handed in.
type uploadsBody struct {
	Edits   int // of single processes, on which the caller may decide
	CanSend bool
	Form    uploadForm
	List    shownList[uploadRow]
}

// uploadForm is what is entered with a file, with what is wrong with it.
type uploadForm struct {
	Own        string // the one bureau that it can be for; empty: one of Bureaus, or all
	Bureaus    []registry.Bureau
	BureauID   int
	Years      []int
	FiscalYear int
	Reason     string
	Replaces   int64  // the upload that the file mends; 0: none
	Replaced   string // that one's file
	Partial    bool   // the file holds a part of the bureau's processes only
	Problem    string
	MaxBytes   int64
}

// uploadRow is one upload in a list.
type uploadRow struct {
	registry.Upload
	State request.StateLabel
}

// FormYears is how many fiscal years back a file's numbers can be said to be of.
const FormYears = 12

func (s *Handlers) uploads(c echo.Context) error {
	f := uploadForm{}
	f.Replaces, _ = strconv.ParseInt(c.QueryParam("replaces"), 10, 64) // none, or nonsense: it mends none
	return s.showUploads(c, http.StatusOK, f)
}

func (s *Handlers) showUploads(c echo.Context, status int, f uploadForm) error {
	scope := request.ScopeOf(c)
	b := uploadsBody{CanSend: scope.May(registry.HandIn), Form: f}
	var err error
	if b.List, err = s.uploadList(c); err != nil {
		return err
	}
	edits, err := s.Store.PendingEdits(c.Request().Context(), scope, true)
	if err != nil {
		return err
	}
	for _, e := range edits {
		if e.MayReturn {
			b.Edits++
		}
	}
	if b.CanSend {
		if err := s.addReplaced(c, &b.Form); err != nil {
			return err
		}
		if err := s.uploadChoices(c, &b.Form); err != nil {
			return err
		}
	}
	if b.Form.Replaces == 0 { // the list's filters send on what the form mends, and it mends none
		b.List.Hidden = slices.DeleteFunc(b.List.Hidden, func(v store.Condition) bool { return v.Name == "replaces" })
	}
	return s.pages.uploads.render(s, c, status, page{Title: "取込"}, b)
}

// addReplaced takes over what was said of the file that the new one mends.
func (s *Handlers) addReplaced(c echo.Context, f *uploadForm) error {
	if f.Replaces <= 0 {
		f.Replaces = 0
		return nil
	}
	old, err := s.Intake.Upload(c.Request().Context(), request.ScopeOf(c), f.Replaces)
	if err != nil {
		return err
	}
	if !old.State.Allows(registry.ActReplace) {
		f.Replaces = 0
		return nil
	}
	f.Replaced, f.BureauID = old.FileName, old.BureauID
	if f.Problem == "" { // nothing was entered yet
		f.Partial = old.Partial
	}
	if f.FiscalYear == 0 {
		f.FiscalYear = old.FiscalYear
	}
	if f.Reason == "" {
		f.Reason = old.Reason
	}
	return nil
}

// uploadChoices fills in what the form's lists offer.
func (s *Handlers) uploadChoices(c echo.Context, f *uploadForm) error {
	scope := request.ScopeOf(c)
	bureaus, err := s.Store.Bureaus(c.Request().Context())
	if err != nil {
		return err
	}
	for _, b := range bureaus {
		if !scope.AllBureaus() && scope.Reaches(b.ID) {
			f.Own = b.Name
		}
	}
	if scope.AllBureaus() {
		f.Bureaus = bureaus
	}
	for y := registry.FiscalYear(s.Now()); len(f.Years) < FormYears; y-- {
		f.Years = append(f.Years, y)
	}
	f.MaxBytes = s.Intake.MaxBytes()
	return nil
}

func (s *Handlers) receive(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	part, err := s.FilePart(c)
	entered := uploadForm{Reason: c.FormValue("reason"), Partial: c.FormValue("partial") != ""}
	entered.BureauID, _ = strconv.Atoi(c.FormValue("bureau"))        // none: every bureau
	entered.FiscalYear, _ = strconv.Atoi(c.FormValue("fiscal_year")) // none: the headers say
	entered.Replaces, _ = strconv.ParseInt(c.FormValue("replaces"), 10, 64)
	again := func(err error) error {
		entered.Problem = registry.MessageOf(err)
		status, _ := request.Explain(err)
		return s.showUploads(c, status, entered)
	}
	if enteredAgain(err) {
		return again(err)
	}
	if err != nil {
		return err
	}
	defer part.Close()
	if err := s.StillAuthorized(c); err != nil {
		return err
	}
	if !scope.AllBureaus() {
		entered.BureauID = scope.BureauID
	}
	u, err := s.Intake.HandIn(
		ctx,
		scope,
		intake.File{Name: part.Name, Data: part.File},
		intake.Options{
			BureauID:   entered.BureauID,
			FiscalYear: entered.FiscalYear,
			Reason:     entered.Reason,
			Replaces:   entered.Replaces,
			Partial:    entered.Partial,
			Password:   c.FormValue("password"),
		},
	)
	if enteredAgain(err) {
		return again(err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, registry.UploadPath(u.ID))
}

// enteredAgain reports whether the form is shown once more, with what is wrong.
func enteredAgain(err error) bool {
	switch registry.CodeOf(err) {
	case registry.Invalid, registry.TooLarge, registry.NoSpace:
		return true
	}
	return false
}

func (s *Handlers) discardUpload(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Intake.Discard(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, registry.UploadPath(id))
}

// blankForm is the inventory form to fill in.
func (s *Handlers) blankForm(c echo.Context) error {
	ctx, bureau, year := c.Request().Context(), request.AccountOf(c).BureauName, registry.FiscalYear(s.Now())-1
	if err := s.Store.RecordExport(ctx, request.ScopeOf(c), store.Export{What: store.FormName}); err != nil {
		return err
	}
	return s.SendFile(c, store.FormName+".xlsx", request.TypeXLSX, func(w io.Writer) error {
		return report.WriteBlankForm(ctx, s.Store, bureau, year, w)
	})
}

// MaxMB is the size of the largest file that is accepted.
func (f uploadForm) MaxMB() int64 { return f.MaxBytes >> 20 }
