package api

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// uploadJSON is an upload with its result.
type uploadJSON struct {
	Upload      int64                 `json:"upload"` // reception number
	ReceivedAt  time.Time             `json:"received_at"`
	Actor       string                `json:"actor"`
	Bureau      *string               `json:"bureau"` // null: every bureau
	File        string                `json:"file"`
	Bytes       int64                 `json:"bytes"`
	SHA256      string                `json:"sha256"`
	FiscalYear  *int                  `json:"fiscal_year"` // of volumes whose header names none
	Reason      string                `json:"reason"`
	State       registry.UploadState  `json:"state"`
	Counts      registry.UploadCounts `json:"counts"`
	Change      *int64                `json:"change"`    // what it wrote; null: nothing
	UndoneBy    *int64                `json:"undone_by"` // the change that took it back; null: none
	FinishedAt  *time.Time            `json:"finished_at"`
	Replaces    *int64                `json:"replaces"`     // the upload that this one mends
	ReplacedBy  *int64                `json:"replaced_by"`  // the last one that mends this one
	AnswersFrom *int64                `json:"answers_from"` // the one from which answers were carried over
	RightOnly   bool                  `json:"right_only"`   // rows with an error are left out
	Clears      []string              `json:"clears"`       // fields whose blank cells clear what is recorded
	Base        baseJSON              `json:"base"`
	RemainderOf *int64                `json:"remainder_of"`      // the upload whose faulty rows alone these are
	Partial     bool                  `json:"partial"`           // none is missing from it
	Normalised  int                   `json:"normalised"`        // cells with normalised values
	Reading     *readingJSON          `json:"reading,omitempty"` // while it waits, goes on or has failed
	Writing     *writingJSON          `json:"writing,omitempty"` // while it is confirmed, undone or redone
	Report      *importer.Report      `json:"report,omitempty"`  // without its records
}

// readingJSON is how far the reading of a file is.
type readingJSON struct {
	State   registry.JobState `json:"state"` // or kept: it is asked for by itself once there is room
	Step    string            `json:"step"`  // for people
	Done    int64             `json:"done"`
	Total   int64             `json:"total"`   // 0: unknown
	Message string            `json:"message"` // why it, or its last attempt, came to nothing

	// FailedAt is when it failed for good; null: it has not. Of a file that was read
	// before, everything else is what was read then.
	FailedAt *time.Time `json:"failed_at"`
}

// writingJSON is how far the write of an upload is.
type writingJSON struct {
	Act   string `json:"act"`  // confirm, undo or redo
	Step  string `json:"step"` // for people
	Done  int64  `json:"done"`
	Total int64  `json:"total"` // 0: the step does not count
}

// readingKept is the state of a reading that had no room in the queue yet.
const readingKept registry.JobState = "kept"

func newUploadJSON(u registry.Upload, report *importer.Report) uploadJSON {
	j := uploadJSON{Upload: u.ID, ReceivedAt: u.ReceivedAt.In(registry.Tokyo), Actor: u.Actor, File: u.FileName, Bytes: u.Bytes,
		SHA256: hex.EncodeToString(u.SHA256[:]), Reason: u.Reason, State: u.State, Counts: u.Counts, RightOnly: u.RightOnly,
		Clears: append([]string{}, u.Clears...), Normalised: u.Normalised, Base: baseJSON{u.BaseFrom, u.BaseShown.In(registry.Tokyo)},
		Change: numberOrNull(u.ChangeID), UndoneBy: numberOrNull(u.UndoneBy), Replaces: numberOrNull(u.Replaces),
		ReplacedBy: numberOrNull(u.ReplacedBy), AnswersFrom: numberOrNull(u.AnswersFrom), RemainderOf: numberOrNull(u.RemainderOf),
		Partial: u.Partial, Report: report}
	if u.BureauID != 0 {
		j.Bureau = &u.Bureau
	}
	if u.FiscalYear != 0 {
		j.FiscalYear = &u.FiscalYear
	}
	if !u.FinishedAt.IsZero() {
		finished := u.FinishedAt.In(registry.Tokyo)
		j.FinishedAt = &finished
	}
	return j
}

// receive takes a file in and has it read: whatever its cells say, it is kept, and
// the state is its result once the reading is over.
func (s *Handlers) receive(c echo.Context) error {
	part, err := s.FilePart(c)
	if err != nil {
		return err
	}
	defer part.Close()
	if err := s.StillAuthorized(c); err != nil {
		return err
	}
	opt, err := s.uploadOptions(c)
	if err != nil {
		return err
	}
	u, err := s.Intake.HandIn(c.Request().Context(), request.ScopeOf(c), intake.File{Name: part.Name, Data: part.File}, opt)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/uploads/"+strconv.FormatInt(u.ID, 10))
	j, err := s.readUploadJSON(c, u)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, j)
}

// readUploadJSON is an upload with its report, and with its reading while one goes on.
func (s *Handlers) readUploadJSON(c echo.Context, u registry.Upload) (uploadJSON, error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	report, err := s.Intake.Report(ctx, scope, u.ID)
	if err != nil {
		return uploadJSON{}, err
	}
	j := newUploadJSON(u, report)
	j.Reading, err = s.readingJSONOf(c, u)
	return j, err
}

// readingJSONOf is nil where nothing is being read, and the last reading did not fail.
func (s *Handlers) readingJSONOf(c echo.Context, u registry.Upload) (*readingJSON, error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	r, err := s.ReadingOf(ctx, scope, u)
	if err != nil {
		return nil, err
	}
	if r == nil {
		failed, err := s.FailedReadingOf(ctx, scope, u)
		if err != nil || failed == nil {
			return nil, err
		}
		at := failed.At.In(registry.Tokyo)
		return &readingJSON{State: registry.JobFailed, Message: failed.Message, FailedAt: &at}, nil
	}
	if r.Kept {
		return &readingJSON{State: readingKept, Message: "混み合っているため、まだ読み取っていません。空きしだい自動で検査します。"}, nil
	}
	if r.Job == nil {
		return nil, nil
	}
	j := &readingJSON{State: r.Job.State, Step: r.Job.Step, Done: r.Job.Done, Total: r.Job.Total, Message: r.Job.Message}
	if r.Job.State == registry.JobFailed {
		at := r.Job.FinishedAt.In(registry.Tokyo)
		j.FailedAt = &at
	}
	return j, nil
}

// uploadOptions are what the sender says about a file. Whose it is need not be said
// by people of a bureau.
func (s *Handlers) uploadOptions(c echo.Context) (intake.Options, error) {
	given, err := uploadFields.Parse("api.uploadOptions", c.Request().Form)
	if err != nil {
		return intake.Options{}, err
	}
	opt := given.Options
	if given.Bureau == "" {
		opt.BureauID = request.ScopeOf(c).BureauID
		return opt, nil
	}
	opt.BureauID, err = s.BureauGiven(c.Request().Context(), "bureau", given.Bureau)
	return opt, err
}

// fileQuery is what the sender says beside a file.
type fileQuery struct {
	intake.Options
	Bureau string
}

// uploadFields are the fields of the form in which a file comes.
var uploadFields = parameter.Table[fileQuery]{
	parameter.Raw("bureau", "局の名前かコード。局の利用者は省ける。本部が省くと、局の列がある全局のファイルとして扱う", "B10", "",
		"局の名前かコードで", func(q *fileQuery) *string { return &q.Bureau }),
	parameter.Integer("fiscal_year", "見出しに年度のない件数の年度（西暦）", "2020", 1868, 2100, func(q *fileQuery) *int { return &q.FiscalYear }),
	parameter.Exact("password", "保護されたブックのパスワード（保存しない）", "ひみつ123", func(q *fileQuery) *string { return &q.Password }),
	parameter.Exact("reason", "履歴に残す理由", "架空の訂正", func(q *fileQuery) *string { return &q.Reason }),
	parameter.Integer("replaces", "差し替える取込の受付番号。このファイルを提出したとき、前の取込は取りやめになる", "120", 1, 0,
		func(q *fileQuery) *int64 { return &q.Replaces }),
	parameter.Flag("partial", "ファイルは局の手続の一部。ファイルにない手続を尋ねず、今のまま残す",
		func(q *fileQuery) *bool { return &q.Partial }),
}

// uploadQuery is where a list of uploads goes on.
type uploadQuery struct{ Before int64 }

var uploadParameters = parameter.Table[uploadQuery]{
	parameter.Integer("before", "この受付番号より前のもの（前の応答の next_before）", "120", 1, 0, func(q *uploadQuery) *int64 { return &q.Before }),
}

// uploads lists uploads, the newest first.
func (s *Handlers) uploads(c echo.Context, q uploadQuery) error {
	uploads, err := s.Intake.Uploads(c.Request().Context(), request.ScopeOf(c), q.Before, request.UploadsShown.Limit())
	if err != nil {
		return err
	}
	uploads, next := registry.PageOf(request.UploadsShown, uploads, func(u registry.Upload) int64 { return u.ID })
	list := make([]uploadJSON, len(uploads))
	for i, u := range uploads {
		list[i] = newUploadJSON(u, nil)
	}
	return c.JSON(http.StatusOK, map[string]any{"uploads": list, "next_before": next})
}

// upload is one upload with its report.
func (s *Handlers) upload(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	u, err := s.UploadOf(c)
	if err != nil {
		return err
	}
	writing, err := s.WritingOf(ctx, scope, u)
	if err != nil {
		return err
	}
	if writing == nil && u.State.Waiting() {
		switch counts, err := s.Intake.Difference(ctx, scope, u.ID); {
		case err == nil:
			u.Counts = counts
		case !errors.Is(err, store.ErrBusy): // else those that were counted last
			return err
		}
	}
	j, err := s.readUploadJSON(c, u)
	if err != nil {
		return err
	}
	if writing != nil {
		j.Writing = &writingJSON{writing.Act, writing.Step, writing.Done, writing.Total}
	}
	return c.JSON(http.StatusOK, j)
}

// baseJSON is what a file counts as made from.
type baseJSON struct {
	From registry.UploadBase `json:"from"` // empty: nothing is known, and reception counts
	At   time.Time           `json:"at"`
}
