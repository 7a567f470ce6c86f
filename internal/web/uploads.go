package web

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/form"
	"tetsuzuki/import/remainder"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// uploadsBody is the page to hand in a workbook, and of those handed in.
type uploadsBody struct {
	CanSend bool
	Form    uploadForm
	Uploads []uploadRow
	Next    string // the older ones; empty: none
	Later   bool   // this is not the first page
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
	Problem    string
	MaxBytes   int64
}

// uploadRow is one upload in a list.
type uploadRow struct {
	registry.Uploaded
	State stateLabel
}

// stateLabel is a state of an upload for people.
type stateLabel struct{ Label, Tone string }

func stateOf(s registry.UploadState) stateLabel {
	return stateLabel{s.Label(), map[registry.UploadState]string{
		registry.UploadReceived: "warn", registry.UploadStructure: "warn", registry.UploadStaged: "part", registry.UploadSubmitted: "part",
		registry.UploadReturned: "warn", registry.UploadFaulty: "bad", registry.UploadUnreadable: "bad", registry.UploadConfirmed: "good",
		registry.UploadUndone: "warn", registry.UploadUnchanged: "good",
	}[s]}
}

// uploadsPerPage is how many uploads a page lists.
const uploadsPerPage = 30

// formYears is how many fiscal years back a file's numbers can be said to be of.
const formYears = 12

func (s *server) uploads(c echo.Context) error {
	f := uploadForm{}
	f.Replaces, _ = strconv.ParseInt(c.QueryParam("replaces"), 10, 64) // none, or nonsense: it mends none
	return s.showUploads(c, http.StatusOK, f)
}

func (s *server) showUploads(c echo.Context, status int, f uploadForm) error {
	ctx, scope := c.Request().Context(), scopeOf(c)
	before, err := strconv.ParseInt(c.QueryParam("before"), 10, 64)
	if err != nil {
		before = 0 // none, or nonsense: from the newest on
	}
	found, err := s.intake.Uploads(ctx, scope, before, uploadsPerPage+1)
	if err != nil {
		return err
	}
	b := uploadsBody{CanSend: scope.May(registry.Upload), Form: f, Later: before != 0}
	for i, u := range found {
		if i == uploadsPerPage {
			b.Next = "/uploads?before=" + strconv.FormatInt(found[i-1].ID, 10)
			break
		}
		b.Uploads = append(b.Uploads, uploadRow{u, stateOf(u.State)})
	}
	if b.CanSend {
		if err := s.addReplaced(c, &b.Form); err != nil {
			return err
		}
		if err := s.uploadChoices(c, &b.Form); err != nil {
			return err
		}
	}
	return s.pages.uploads.render(s, c, status, page{Title: "取込"}, b)
}

// addReplaced takes over what was said of the file that the new one mends.
func (s *server) addReplaced(c echo.Context, f *uploadForm) error {
	if f.Replaces <= 0 {
		f.Replaces = 0
		return nil
	}
	old, err := s.intake.Upload(c.Request().Context(), scopeOf(c), f.Replaces)
	if err != nil {
		return err
	}
	if !old.State.Allows(registry.ActReplace) {
		f.Replaces = 0
		return nil
	}
	f.Replaced, f.BureauID = old.FileName, old.BureauID
	if f.FiscalYear == 0 {
		f.FiscalYear = old.FiscalYear
	}
	if f.Reason == "" {
		f.Reason = old.Reason
	}
	return nil
}

// uploadChoices fills in what the form's lists offer.
func (s *server) uploadChoices(c echo.Context, f *uploadForm) error {
	scope := scopeOf(c)
	bureaus, err := s.store.Bureaus(c.Request().Context())
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
	for y := registry.FiscalYear(s.now()); len(f.Years) < formYears; y-- {
		f.Years = append(f.Years, y)
	}
	f.MaxBytes = s.intake.MaxBytes()
	return nil
}

func (s *server) receive(c echo.Context) error {
	ctx, scope := c.Request().Context(), scopeOf(c)
	part, err := s.filePart(c)
	entered := uploadForm{Reason: c.FormValue("reason")}
	entered.BureauID, _ = strconv.Atoi(c.FormValue("bureau"))        // none: every bureau
	entered.FiscalYear, _ = strconv.Atoi(c.FormValue("fiscal_year")) // none: the headers say
	entered.Replaces, _ = strconv.ParseInt(c.FormValue("replaces"), 10, 64)
	again := func(err error) error {
		entered.Problem = registry.MessageOf(err)
		status, _ := explain(err)
		return s.showUploads(c, status, entered)
	}
	if enteredAgain(err) {
		return again(err)
	}
	if err != nil {
		return err
	}
	defer part.Close()
	if err := s.stillTheSame(c); err != nil {
		return err
	}
	if !scope.AllBureaus() {
		entered.BureauID = scope.BureauID
	}
	u, err := s.intake.HandIn(ctx, scope, intake.File{Name: part.name, Data: part.file},
		intake.Options{BureauID: entered.BureauID, FiscalYear: entered.FiscalYear, Reason: entered.Reason, Replaces: entered.Replaces, Password: c.FormValue("password")})
	if enteredAgain(err) {
		return again(err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, uploadPath(u.ID))
}

// enteredAgain reports whether the form is shown once more, with what is wrong.
func enteredAgain(err error) bool {
	switch registry.CodeOf(err) {
	case registry.Invalid, registry.TooLarge, registry.NoSpace:
		return true
	}
	return false
}

// uploadOf is the upload that the address names, where the caller may see it.
func (s *server) uploadOf(c echo.Context) (registry.Uploaded, error) {
	id, err := pathID(c)
	if err != nil {
		return registry.Uploaded{}, err
	}
	return s.intake.Upload(c.Request().Context(), scopeOf(c), id)
}

func uploadPath(id int64) string { return "/uploads/" + strconv.FormatInt(id, 10) }

func (s *server) discardUpload(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.intake.Discard(c.Request().Context(), scopeOf(c), id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, uploadPath(id))
}

// uploadFile gives an upload's file back as it was received. Its content is
// somebody else's: the browser only ever saves it.
func (s *server) uploadFile(c echo.Context) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	if err := s.takeOutOf(c, u, "原本"); err != nil {
		return err
	}
	return s.takeOut(c, u.FileName, "application/octet-stream", func(w io.Writer) error {
		return s.intake.File(c.Request().Context(), scopeOf(c), u.ID, w)
	})
}

// markedFile gives an upload's file back with its findings on their cells.
func (s *server) markedFile(c echo.Context) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	if err := s.takeOutOf(c, u, "赤ペン"); err != nil {
		return err
	}
	return s.takeOut(c, "赤ペン_"+u.FileName, "application/octet-stream", func(w io.Writer) error {
		return s.intake.Marked(c.Request().Context(), scopeOf(c), u.ID, w)
	})
}

// remainder gives the rows that an upload leaves out as a workbook of their own.
func (s *server) remainder(c echo.Context) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	if err := s.takeOutOf(c, u, "直すところのある行"); err != nil {
		return err
	}
	return s.takeOut(c, remainder.Name(u.FileName), typeXLSX, func(w io.Writer) error {
		return s.intake.Remainder(c.Request().Context(), scopeOf(c), u.ID, w)
	})
}

// takeOutOf notes that a form of an upload's file is being taken out.
func (s *server) takeOutOf(c echo.Context, u registry.Uploaded, form string) error {
	return s.store.TakeOut(c.Request().Context(), scopeOf(c), store.Taken{What: fmt.Sprintf("取込%d（%s）%s", u.ID, form, u.FileName)})
}

// blankForm is the inventory form to fill in.
func (s *server) blankForm(c echo.Context) error {
	t := form.Template{Bureau: accountOf(c).BureauName, FiscalYear: registry.FiscalYear(s.now()) - 1}
	return s.sendFile(c, "棚卸の様式.xlsx", typeXLSX, func(w io.Writer) error { return form.Write(w, t) })
}

// MaxMB is the size of the largest file that is accepted.
func (f uploadForm) MaxMB() int64 { return f.MaxBytes >> 20 }
