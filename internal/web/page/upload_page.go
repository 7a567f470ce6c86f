package page

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// uploadStep is one step of an upload's lifecycle, in their order.
type uploadStep int

const (
	stepReceived uploadStep = iota + 1
	stepStructure
	stepFindings
	stepDifference
	stepSubmission
	stepReceipt
)

// uploadSteps are the steps with the pages that they have.
var uploadSteps = []struct {
	step  uploadStep
	label string
	path  string                          // after the upload's own
	there func(registry.UploadState) bool // whether an upload in that state has the page
}{
	{stepReceived, "受付", "", func(registry.UploadState) bool { return true }},
	{stepStructure, "構造と列", "/structure", registry.UploadState.Structured},
	{stepFindings, "検査", "/findings", registry.UploadState.Checked},
	{stepDifference, "差分", "/difference", registry.UploadState.Compared},
	{stepSubmission, "提出・確認", "/submission", registry.UploadState.Compared},
	{stepReceipt, "確定・取込票", "/receipt", registry.UploadState.Registered},
}

// stepOf is the step of an upload in a state; 0 if the upload goes no further.
func stepOf(state registry.UploadState) uploadStep {
	switch state {
	case registry.UploadReceived:
		return stepReceived
	case registry.UploadStructure:
		return stepStructure
	case registry.UploadFaulty, registry.UploadUnreadable:
		return stepFindings
	case registry.UploadStaged, registry.UploadReturned:
		return stepDifference
	case registry.UploadSubmitted:
		return stepSubmission
	case registry.UploadConfirmed, registry.UploadUnchanged, registry.UploadUndone:
		return stepReceipt
	}
	return 0
}

// shownStep is one step as pages show it.
type shownStep struct {
	Label string
	Href  string // empty: not reached yet
	State string // done, current or ahead
	Here  bool   // it is the page that is shown
	Over  bool   // it is the last one, and done
}

// StateLabel is the step's state in words.
func (s shownStep) StateLabel() string {
	if s.Over {
		return "済み"
	}
	return map[string]string{"done": "済み", "current": "今ここ", "ahead": "これから"}[s.State]
}

// stepsOf lists the steps of an upload in a state, for the page of the step here (0: of none).
func stepsOf(id int64, state registry.UploadState, here uploadStep) []shownStep {
	at := stepOf(state)
	shown := make([]shownStep, len(uploadSteps))
	for i, s := range uploadSteps {
		shown[i] = shownStep{Label: s.label, State: "ahead", Here: s.step == here}
		if s.there(state) {
			shown[i].Href = registry.UploadPath(id) + s.path
		}
		switch {
		case s.step == at:
			shown[i].State, shown[i].Over = "current", state.Registered()
		case state == registry.UploadUnreadable && s.step == stepStructure: // there was none to see
		case s.step < at || s.step == stepReceived:
			shown[i].State = "done"
		}
	}
	return shown
}

// uploadPage is the common part of the pages of one upload.
type uploadPage struct {
	registry.Upload
	Heading string
	Back    string // where the way back leads
	Label   request.StateLabel
	Steps   []shownStep
	CanWork bool                   // the caller may answer its questions and submit it, now
	Reading *request.UploadReading // nil: it is not being read
	Writing *request.UploadWriting // nil: it is not being written
	Failed  *request.FailedReading // the last reading, if it failed; nil: it did not
	Problem string                 // with the act that was tried
	Unfit   *notice                // what is said before all else; nil: the file fits its bureau
	Since   time.Time              // the moment of an old comparison; zero: it is current
}

// comparisonPage is the common part of the pages that show an upload's difference, all as of
// one moment.
type comparisonPage struct {
	uploadPage
	Counts     registry.UploadCounts
	Comparison store.Comparison // of an upload that waits
	Open       store.Questions  // the open questions; none if the upload has ended
	Previews   bool             // of a faulty upload: how its right rows differ can be seen
}

// uploadPage begins a page of the upload that the address names. where says in which states the
// upload has such a page; in another state it shows the overview instead and returns false.
// problem is the error of the act that was tried on the page (nil: none); it is shown on the
// overview if the page does not exist any more.
func (s *Handlers) uploadPage(
	c echo.Context,
	here uploadStep,
	heading string,
	where func(registry.UploadState) bool,
	problem error,
) (uploadPage, bool, error) {
	u, err := s.UploadOf(c)
	if err != nil {
		return uploadPage{}, false, err
	}
	if !where(u.State) {
		return uploadPage{}, false, overview(c, u.ID, problem)
	}
	p := uploadPage{
		Problem: messageOf(problem),
		Upload:  u,
		Heading: heading,
		Back:    registry.UploadPath(u.ID),
		Label:   request.StateOfUpload(u),
		Steps:   stepsOf(u.ID, u.State, here),
	}
	if p.Reading, err = s.ReadingOf(c.Request().Context(), request.ScopeOf(c), u); err != nil {
		return p, false, err
	}
	if p.Reading != nil && p.Reading.Goes() {
		if here != stepReceived {
			return p, false, overview(c, u.ID, problem)
		}
		p.Label, p.Steps = request.BeingRead, stepsOf(u.ID, registry.UploadReceived, here)
		return p, true, nil // what was read before is about to be another
	}
	if p.Writing, err = s.WritingOf(c.Request().Context(), request.ScopeOf(c), u); err != nil {
		return p, false, err
	}
	p.CanWork = p.Writing == nil && u.State.Workable() && request.ScopeOf(c).May(registry.HandIn)
	if p.Failed, err = s.FailedReadingOf(c.Request().Context(), request.ScopeOf(c), u); err != nil {
		return p, false, err
	}
	return p, true, nil
}

// comparisonPage is like uploadPage, and reads the upload's comparison with the registry, once
// for all parts of the page. While the upload is read or written there is none: the overview is
// shown, which has the progress.
func (s *Handlers) comparisonPage(
	c echo.Context,
	here uploadStep,
	heading string,
	where func(registry.UploadState) bool,
	want store.ComparisonQuery,
	problem error,
) (comparisonPage, bool, error) {
	p, there, err := s.uploadPage(c, here, heading, where, problem)
	b := comparisonPage{uploadPage: p, Counts: p.Upload.Counts}
	if there && p.Writing != nil && here != stepReceived {
		return b, false, overview(c, p.ID, problem)
	}
	if !there || !p.State.Comparable() || p.Writing != nil || p.BeingRead() {
		return b, there, err
	}
	want.Open = true
	b.Comparison, err = s.Intake.Comparison(c.Request().Context(), request.ScopeOf(c), p.ID, want)
	if errors.Is(err, store.ErrBusy) {
		if b.CanWork = false; here == stepReceived {
			return b, true, nil
		}
		return b, false, overview(c, p.ID, problem)
	}
	if p.State == registry.UploadFaulty {
		return b.preview(c, here, err, problem)
	}
	if err != nil {
		return b, false, err
	}
	b.Counts, b.Open, b.Since = b.Comparison.Counts, b.Comparison.Open, b.Comparison.Since
	return b, true, nil
}

// preview adds the comparison of the right rows of a faulty upload, which asks nothing. Without
// right rows there is none, and no page of the difference.
func (b comparisonPage) preview(c echo.Context, here uploadStep, err, problem error) (comparisonPage, bool, error) {
	switch {
	case err == nil:
		b.Counts, b.Since, b.Previews = b.Comparison.Counts, b.Comparison.Since, true
	case registry.CodeOf(err) != registry.Conflict:
		return b, false, err
	case here == stepDifference:
		return b, false, overview(c, b.ID, problem)
	}
	return b, true, nil
}

// messageOf is the message of an error; empty for nil.
func messageOf(err error) string {
	if err == nil {
		return ""
	}
	return registry.MessageOf(err)
}

// overview answers instead of a page that the upload does not have: with the problem, or with a
// redirect to the upload's overview.
func overview(c echo.Context, id int64, problem error) error {
	if problem != nil {
		return problem
	}
	return c.Redirect(http.StatusSeeOther, registry.UploadPath(id))
}

// title is the page's title.
func (p uploadPage) title() page {
	return page{Title: p.Heading + "（取込 " + strconv.FormatInt(p.ID, 10) + "）"}
}

// Asked reports whether questions are open.
func (b comparisonPage) Asked() bool { return b.Open != (store.Questions{}) }

// BeingRead reports whether its file is read, or will be without any further act: nothing
// else is said of the upload then.
func (p uploadPage) BeingRead() bool { return p.Reading != nil && p.Reading.Goes() }

// Waits reports whether the upload's rows wait to be registered.
func (p uploadPage) Waits() bool { return p.State.Waiting() }

// Registered reports whether there is a receipt.
func (p uploadPage) Registered() bool { return p.State.Registered() }

// Counted reports whether the file was compared with the registry.
func (p uploadPage) Counted() bool { return p.State.Compared() }

// Checked reports whether the file was read.
func (p uploadPage) Checked() bool { return p.State.Checked() }

// Counted reports whether the file was compared with the registry.
func (r uploadRow) Counted() bool { return r.Upload.State.Compared() }
