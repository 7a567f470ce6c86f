package page

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// submissionBody is the page on which an upload is submitted, and then approved or
// returned; afterwards it tells what was submitted.
type submissionBody struct {
	comparisonPage
	CanApprove bool
	CanReturn  bool
	Effect     *effectView          // of an upload that waits
	Text       string               // to whoever approves, as entered
	Draft      registry.ReturnDraft // the caller's, as entered
	Removed    map[int64]bool       // remarks of it that are to be removed, as entered
	Remarks    []registry.Remark    // further ones, as entered, with some blank ones
	Sheets     []string             // that a remark can be about
	Blanks     []editOption         // columns whose blank cells can be told to clear what is recorded
	Cleared    []string             // those that do, by their labels
	Submitted  registry.UploadEvent // without a kind: it waits for its sender
	Returned   registry.UploadEvent // the last return
	Consent    registry.UploadEvent // to the normalised values; without a kind: none
	Decisions  []report.Decided     // on what is missing
	Events     []uploadEvent        // from the first submission on
}

func (s *Handlers) submissionPage(c echo.Context) error {
	return s.showSubmission(c, http.StatusOK, nil, false)
}

// showSubmission shows the page with what was wrong with the step that was tried, and with
// what was entered for it where that is not stored.
func (s *Handlers) showSubmission(c echo.Context, status int, problem error, entered bool) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	p, there, err := s.comparisonPage(c, stepSubmission, "提出・確認", registry.UploadState.Compared, store.ComparisonQuery{Effect: true},
		problem)
	if !there {
		return err
	}
	b := submissionBody{comparisonPage: p, Effect: s.labels(c).effectOf(p.Upload, p.Comparison.Effect)}
	if entered {
		b.Text = c.FormValue("text")
	}
	if err := s.addDraft(c, &b, entered); err != nil {
		return err
	}
	report, err := s.Intake.Report(ctx, scope, b.ID)
	if err != nil {
		return err
	}
	b.sayFit(report)
	if report != nil {
		for _, t := range report.Tables {
			if !slices.Contains(b.Sheets, t.Sheet) {
				b.Sheets = append(b.Sheets, t.Sheet)
			}
		}
		b.Blanks = blanks(report, b.Clears)
	}
	for _, field := range b.Clears {
		b.Cleared = append(b.Cleared, request.FieldLabel(field))
	}
	if b.CanApprove, b.CanReturn, err = s.Intake.MayApprove(ctx, scope, b.Upload); err != nil {
		return err
	}
	decisions, err := s.Intake.Decisions(ctx, scope, b.ID)
	if err != nil {
		return err
	}
	b.Decisions = request.DecidedOf(decisions)
	events, err := s.Intake.Events(ctx, scope, b.ID)
	if err != nil {
		return err
	}
	b.Consent, _ = registry.ConsentOf(events, b.Open.Normalised)
	for _, e := range events {
		switch e.Kind {
		case registry.EventSubmitted:
			b.Submitted = e
		case registry.EventReturned, registry.EventReopened:
			b.Submitted, b.Returned = registry.UploadEvent{}, e
		}
		if len(b.Events) > 0 || e.Kind == registry.EventSubmitted {
			b.Events = append(b.Events, uploadEvent{e, e.Kind.Label()})
		}
	}
	return s.pages.submission.render(s, c, status, b.title(), b)
}

// blanks are the columns of a file whose blank cells can be told to clear what is
// recorded, with those that do.
func blanks(report *importer.Report, clears []string) []editOption {
	var options []editOption
	for _, field := range store.Clearable {
		inFile := slices.ContainsFunc(report.Tables, func(t importer.Table) bool {
			return slices.ContainsFunc(t.Columns, func(c importer.Column) bool { return c.Field == field })
		})
		if inFile {
			options = append(options, editOption{field, request.FieldLabel(field), slices.Contains(clears, field)})
		}
	}
	return options
}

func (s *Handlers) submitUpload(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	sub := store.Submission{Text: c.FormValue("text"), Keep: c.FormValue("keep") != "",
		NewRows: c.FormValue("new_rows") != "", KeepMissing: c.FormValue("keep_missing") != ""}
	sub.Normalised, _ = strconv.Atoi(c.FormValue("normalised")) // not ticked: the store says what is open
	_, err = s.Intake.Submit(c.Request().Context(), request.ScopeOf(c), id, sub)
	return s.afterSubmission(c, registry.UploadPath(id), "", err)
}

func (s *Handlers) approveUpload(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	_, err = s.Intake.Approve(c.Request().Context(), request.ScopeOf(c), id)
	return s.afterSubmission(c, registry.UploadPath(id), "", err)
}

// setClears says of which columns a blank cell clears what is recorded.
func (s *Handlers) setClears(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	_, err = s.Intake.SetClears(c.Request().Context(), request.ScopeOf(c), id, c.Request().PostForm["clears"])
	return s.afterSubmission(c, registry.UploadPath(id)+"/submission", "空欄の扱いを決めました。差分も変わります。", err)
}

// afterSubmission leads on after a step that the page takes, or shows the page again
// with what was wrong with it.
func (s *Handlers) afterSubmission(c echo.Context, to, notice string, err error) error {
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showSubmission(c, status, err, true)
	}
	if err != nil {
		return err
	}
	if notice != "" {
		return s.Done(c, to, notice)
	}
	return c.Redirect(http.StatusSeeOther, to)
}
