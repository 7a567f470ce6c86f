package page

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// transfersBody is the page of all transfers.
type transfersBody struct {
	List       shownList[transferRow]
	CanPropose bool
}

// transferRow is a transfer for people.
type transferRow struct {
	registry.Transfer
	FromName, ToName string
	Label            request.StateLabel
}

func newTransferRow(t registry.Transfer, names map[int]request.BureauName) transferRow {
	row := transferRow{t, names[t.FromBureauID].Name, names[t.ToBureauID].Name, transferLabels[t.State]}
	if t.Within() {
		row.Label.Label = "局内の承認待ち"
	}
	return row
}

func (s *Handlers) transfersPage(c echo.Context) error {
	b := transfersBody{CanPropose: request.ScopeOf(c).May(registry.Edit)}
	var err error
	if b.List, err = s.transferList(c); err != nil {
		return err
	}
	return s.pages.transfers.render(s, c, http.StatusOK, page{Title: "所管替え"}, b)
}

// proposeBody is the page that proposes a transfer.
type proposeBody struct {
	Givers      []registry.Bureau // the choices of the giving bureau, and of the receiving one
	Receivers   []registry.Bureau
	Own         int    // the caller's bureau, which is one of the two; 0: headquarters
	Take        bool   // it is the receiving one
	Other       string // the page with the two exchanged
	FromID      int
	ToID        int
	Processes   string // IDs as people write them
	EffectiveOn string
	Reason      string
	Problem     string
	Field       string

	MaxPerRequest, MaxOpenRequested, RefusedDays int // of receiving bureaus
}

func (s *Handlers) proposePage(c echo.Context) error {
	b := proposeBody{Take: c.QueryParam("take") != "", Processes: strings.Join(c.QueryParams()["process"], "\n"),
		EffectiveOn: registry.DateOf(s.Now())}
	if id, err := registry.ParseProcessID(c.QueryParam("process")); err == nil && request.ScopeOf(c).AllBureaus() {
		d, err := s.Store.Process(c.Request().Context(), request.ScopeOf(c), id, time.Time{})
		if err == nil {
			b.FromID = d.BureauID // one that is not there: a person chooses
		}
	}
	return s.showPropose(c, http.StatusOK, b)
}

func (s *Handlers) showPropose(c echo.Context, status int, b proposeBody) error {
	bureaus, err := s.Store.Bureaus(c.Request().Context())
	if err != nil {
		return err
	}
	b.choose(bureaus, request.ScopeOf(c).BureauID, s.Now())
	b.MaxPerRequest, b.MaxOpenRequested = registry.MaxPerRequest, registry.MaxOpenRequested
	b.RefusedDays = int(registry.RefusedPause / (24 * time.Hour))
	return s.pages.propose.render(s, c, status, page{Title: "所管替えの申出"}, b)
}

// choose fills in the choices of the two bureaus. A closed bureau may still have processes to
// give, but takes none; an account of a bureau proposes for that bureau only.
func (b *proposeBody) choose(bureaus []registry.Bureau, own int, today time.Time) {
	b.Own = own
	if own == 0 {
		b.Givers, b.Receivers = bureaus, registry.Receivers(bureaus, b.FromID, today)
		return
	}
	only := []registry.Bureau{registry.BureauWithID(bureaus, own)}
	query := url.Values{"process": strings.Fields(b.Processes)}
	if b.Take {
		b.ToID, b.Receivers = own, only
		b.Givers = slices.DeleteFunc(bureaus, func(o registry.Bureau) bool { return o.ID == own })
	} else {
		b.FromID, b.Givers, b.Receivers = own, only, registry.Receivers(bureaus, own, today)
		query.Set("take", "1")
	}
	b.Other = withQuery("/transfers/new", query)
}

func (s *Handlers) proposeTransfer(c echo.Context) error {
	form := c.Request().PostForm
	b := proposeBody{Processes: form.Get("processes"), EffectiveOn: form.Get("effective_on"), Reason: strings.TrimSpace(form.Get("reason"))}
	b.FromID, _ = strconv.Atoi(form.Get("from")) // none: the store asks for one
	b.ToID, _ = strconv.Atoi(form.Get("to"))
	b.Take = b.ToID != 0 && b.ToID == request.ScopeOf(c).BureauID
	p := store.Proposal{FromBureauID: b.FromID, ToBureauID: b.ToID, Reason: b.Reason}
	ids := strings.FieldsFunc(b.Processes, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;　、，", r) })
	const op = "page.proposeTransfer"
	err := readDays(op, form, dayOf{"effective_on", "所管替えの日", &p.EffectiveOn})
	if err == nil {
		p.Processes, err = registry.ParseProcessIDs(op, "processes", ids...)
	}
	if err == nil {
		var t registry.Transfer
		if t, err = s.Store.ProposeTransfer(c.Request().Context(), request.ScopeOf(c), p); err == nil {
			return s.Done(c, registry.TransferPath(t.ID), proposedText(t))
		}
	}
	if request.Mendable(err) || registry.CodeOf(err) == registry.Forbidden {
		b.Problem, b.Field = registry.MessageOf(err), request.FieldOf(err)
		return s.showPropose(c, http.StatusUnprocessableEntity, b)
	}
	return err
}

// proposedText says what comes of a proposal.
func proposedText(t registry.Transfer) string {
	if t.Within() {
		return "所管替えを申し出ました。ご自身の局の承認者が同意すると、渡す局に届きます。"
	}
	text := "所管替えを申し出ました。相手の局にお知らせが届きます。"
	if len(t.Supersedes) > 0 {
		text += "受けたいという申出（所管替え " + numbers(t.Supersedes) + "）は、この申出を優先して終わりにしました。"
	}
	return text
}

func numbers(ids []int64) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(texts, "、")
}

// transferBody is the page of one transfer.
type transferBody struct {
	transferRow
	ProposedBy  string
	CanAccept   bool
	CanRefuse   bool
	CanWithdraw bool
	Giver       bool // sees the giving bureau's processes
	Problem     string
}

func (s *Handlers) transferPage(c echo.Context) error { return s.showTransfer(c, http.StatusOK, "") }

func (s *Handlers) showTransfer(c echo.Context, status int, problem string) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	t, err := s.Store.Transfer(ctx, scope, id)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	b := transferBody{
		transferRow: newTransferRow(t, names),
		ProposedBy:  names[t.ProposedBy].Name,
		Giver:       scope.Reaches(t.FromBureauID),
		Problem:     problem,
	}
	if t.State == registry.TransferProposed {
		b.CanRefuse = scope.May(registry.Approve)
		b.CanAccept = t.MayAccept(scope)
		b.CanWithdraw = scope.May(registry.Edit) && (scope.AllBureaus() || scope.BureauID == t.ProposedBy)
	}
	return s.pages.transfer.render(s, c, status, page{Title: "所管替え " + strconv.FormatInt(id, 10)}, b)
}

func (s *Handlers) acceptTransfer(c echo.Context) error {
	return s.stepTransfer(c, "同意しました。", func(ctx context.Context, scope registry.Scope, id int64, _ string) (registry.Transfer, error) {
		return s.Store.AcceptTransfer(ctx, scope, id)
	})
}

func (s *Handlers) refuseTransfer(c echo.Context) error {
	return s.stepTransfer(c, "同意しないことにしました。協議は終わりです。", s.Store.RefuseTransfer)
}

func (s *Handlers) withdrawTransfer(c echo.Context) error {
	return s.stepTransfer(c, "申出を取り下げました。", s.Store.WithdrawTransfer)
}

// stepTransfer takes a proposal one step on, or shows what stands in the way.
func (s *Handlers) stepTransfer(
	c echo.Context,
	word string,
	step func(context.Context, registry.Scope, int64, string) (registry.Transfer, error),
) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	t, err := step(c.Request().Context(), request.ScopeOf(c), id, strings.TrimSpace(c.FormValue("reason")))
	if request.Mendable(err) {
		status := http.StatusUnprocessableEntity
		if registry.CodeOf(err) == registry.Conflict {
			status = http.StatusConflict
		}
		return s.showTransfer(c, status, registry.MessageOf(err))
	}
	if err != nil {
		return err
	}
	if t.State == registry.TransferAccepted {
		word += "所管替えが成立し、手続が移りました。"
	} else if t.State == registry.TransferProposed && t.Taken() {
		word += "渡す局に申出が届きます。"
	}
	return s.Done(c, registry.TransferPath(id), word)
}
