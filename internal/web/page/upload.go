package page

import (
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// uploadBody is the overview of one upload: its state and the next step.
type uploadBody struct {
	comparisonPage
	SHA        string
	CanSend    bool
	CanUndo    bool
	CanApprove bool
	CanReturn  bool
	Next       nextStep
	Draft      registry.ReturnDraft // the caller's, of a return
	Returned   registry.UploadEvent // the last return
	remarked   bool                 // it was not submitted since
	Events     []uploadEvent
	Carried    *notice          // of cells that were put right beside an earlier file
	Report     *importer.Report // nil before the file was read
	Rules      []findingGroup   // what is to be mended, without the cells
	SameAs     int64            // an earlier upload with the same content that is registered or waits; 0: none
	SameWaits  bool             // it waits
	Matched    store.Matched    // of one that waits
}

// nextStep is the caller's next act; empty if there is none.
type nextStep struct{ Label, Href string }

func (s *Handlers) upload(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	p, _, err := s.comparisonPage(c, stepReceived, "取込", func(registry.UploadState) bool { return true }, store.ComparisonQuery{}, nil)
	if err != nil {
		return err
	}
	p.Heading, p.Back = p.FileName, "/uploads"
	b := uploadBody{
		comparisonPage: p,
		SHA:            hex.EncodeToString(p.SHA256[:]),
		CanSend:        scope.May(registry.HandIn),
		CanUndo:        scope.May(registry.Undo),
	}
	if !b.BeingRead() {
		if b.Report, err = s.Intake.Report(ctx, scope, b.ID); err != nil {
			return err
		}
		b.sayFit(b.Report)
	}
	if b.Writing == nil && !b.BeingRead() {
		if b.CanApprove, b.CanReturn, err = s.Intake.MayApprove(ctx, scope, b.Upload); err != nil {
			return err
		}
	}
	if b.Draft, err = s.Intake.ReturnDraft(ctx, scope, b.ID); err != nil {
		return err
	}
	events, err := s.Intake.Events(ctx, scope, b.ID)
	if err != nil {
		return err
	}
	_, b.remarked = registry.ReturnOf(events)
	b.Carried = carriedCells(b.Upload, events)
	for _, e := range events {
		b.Events = append(b.Events, uploadEvent{e, e.Kind.Label()})
		if e.Kind == registry.EventReturned || e.Kind == registry.EventReopened {
			b.Returned = e
		}
	}
	if b.Waits() && b.Writing == nil && !b.BeingRead() {
		if b.SameAs, b.SameWaits, err = s.Intake.Alike(ctx, scope, b.ID); err != nil {
			return err
		}
		if b.Matched, err = s.Store.Matched(ctx, scope, b.ID); err != nil {
			return err
		}
	}
	if b.State == registry.UploadFaulty && b.Report != nil && !b.Foreign() {
		b.Rules = toMend(b.ID, b.Report.Findings)
	}
	b.Next = b.next()
	shown := page{Title: "取込 " + strconv.FormatInt(b.ID, 10)}
	if b.Writing != nil || b.Reading != nil && b.Reading.Goes() {
		shown.Refresh = refreshSeconds
	}
	return s.pages.upload.render(s, c, http.StatusOK, shown, b)
}

// next is the caller's next act.
func (b uploadBody) next() nextStep {
	at := registry.UploadPath(b.ID)
	switch {
	case b.Writing != nil, b.Reading != nil: // the page tells of the progress instead
	case b.State == registry.UploadStructure:
		return nextStep{"読み取った表と列を確かめる", at + "/structure"}
	case b.State == registry.UploadUnreadable && b.CanSend:
		return nextStep{"直したファイルを取り込む", againPath(b.ID)}
	case b.State == registry.UploadUnreadable, b.State == registry.UploadFaulty:
		return nextStep{"直すところを見る", at + "/findings"}
	case !b.CanWork && b.State.Workable():
		return nextStep{"差分を見る", at + "/difference"}
	case b.Open.Conflicts > 0 && b.CanWork:
		return nextStep{"どちらの値にするかを選ぶ", at + "/conflicts"}
	case b.Open.Matches > 0 && b.CanWork:
		return nextStep{"同じ手続かを選ぶ", at + "/matches"}
	case b.State == registry.UploadReturned && b.CanSend && len(b.Returned.Remarks) > 0:
		return nextStep{"直したファイルを取り込む", againPath(b.ID)} // cells are pointed at
	case b.State == registry.UploadReturned:
		return nextStep{"もう一度提出する", at + "/submission"}
	case b.State == registry.UploadStaged:
		return nextStep{"差分を確かめる", at + "/difference"}
	case b.CanApprove:
		return nextStep{"内容を確かめて承認する", at + "/submission"}
	case b.CanReturn:
		return nextStep{"提出の内容を見る", at + "/submission"}
	case b.State.Registered():
		return nextStep{"取込票を見る", at + "/receipt"}
	}
	return nextStep{}
}

// againPath is the form for a file that replaces an upload.
func againPath(id int64) string { return "/uploads?replaces=" + strconv.FormatInt(id, 10) + "#send" }

// uploadEvent is a step of an upload's lifecycle with its name.
type uploadEvent struct {
	registry.UploadEvent
	Label string
}

// markable reports whether there is something to mark in the file.
func markable(report *importer.Report) bool {
	return report != nil && !report.Unreadable() && len(report.Findings) > 0
}

// Markable reports whether there is something to mark in the file.
func (b uploadBody) Markable() bool {
	return markable(b.Report) || b.Report != nil && !b.Report.Unreadable() && b.remarked
}
