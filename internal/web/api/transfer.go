package api

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// transferJSON is a transfer (所管替え) with both sides' consent.
type transferJSON struct {
	Transfer    int64                  `json:"transfer"`
	From        request.BureauName     `json:"from"`
	To          request.BureauName     `json:"to"`
	Processes   []transferredJSON      `json:"processes"`
	EffectiveOn string                 `json:"effective_on"`
	Reason      string                 `json:"reason"`
	State       registry.TransferState `json:"state"`
	ProposedBy  *request.BureauName    `json:"proposed_by"` // null: headquarters
	Proposed    *attributionJSON       `json:"proposed"`
	Given       *attributionJSON       `json:"given"`    // the giving bureau's consent; null: not yet
	Received    *attributionJSON       `json:"received"` // the receiving bureau's consent; null: not yet
	Ended       *attributionJSON       `json:"ended"`
	EndReason   string                 `json:"end_reason"`
	Change      *int64                 `json:"change"`     // what it wrote
	Supersedes  []int64                `json:"supersedes"` // proposals of receiving bureaus that it ended
}

type transferredJSON struct {
	ProcessID     registry.ProcessID `json:"process_id"`
	ProcedureName *string            `json:"procedure_name"` // null: not shown before the giving bureau's consent
}

type attributionJSON struct {
	At    time.Time `json:"at"`
	Actor string    `json:"actor"`
}

func newAttributionJSON(d registry.Attribution) *attributionJSON {
	if !d.Done() {
		return nil
	}
	return &attributionJSON{d.At.In(registry.Tokyo), d.Actor}
}

func newTransferJSON(t registry.Transfer, bureaus map[int]request.BureauName) transferJSON {
	j := transferJSON{
		Transfer:  t.ID,
		From:      bureaus[t.FromBureauID],
		To:        bureaus[t.ToBureauID],
		Processes: make([]transferredJSON, len(t.Processes)),
		EffectiveOn: t.EffectiveOn.Format(
			time.DateOnly,
		),
		Reason:     t.Reason,
		State:      t.State,
		EndReason:  t.EndReason,
		Supersedes: append([]int64{}, t.Supersedes...),
		Proposed:   newAttributionJSON(t.Proposed),
		Given:      newAttributionJSON(t.Given),
		Received:   newAttributionJSON(t.Received),
		Ended:      newAttributionJSON(t.Ended),
	}
	for i, p := range t.Processes {
		if j.Processes[i].ProcessID = p.ID; p.ProcedureName != "" {
			j.Processes[i].ProcedureName = &p.ProcedureName
		}
	}
	if b, ok := bureaus[t.ProposedBy]; ok {
		j.ProposedBy = &b
	}
	if t.ChangeID != 0 {
		j.Change = &t.ChangeID
	}
	return j
}

func (s *Handlers) sendTransfer(c echo.Context, status int, t registry.Transfer, err error) error {
	if err != nil {
		return err
	}
	names, err := s.BureauNames(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(status, newTransferJSON(t, names))
}

var transferParameters = parameter.Table[store.TransferFilter]{
	parameter.OneOf("state", "", registry.TransferStates, func(f *store.TransferFilter) *registry.TransferState { return &f.State }),
	parameter.Integer("before", "この番号より前のもの（前の応答の next_before）", "120", 1, 0,
		func(f *store.TransferFilter) *int64 { return &f.Before }),
}

// transfers lists the transfers in which the caller's bureaus have a part, the
// newest first.
func (s *Handlers) transfers(c echo.Context, f store.TransferFilter) error {
	f.Limit = request.TransfersShown.Limit()
	all, err := s.Store.Transfers(c.Request().Context(), request.ScopeOf(c), f)
	if err != nil {
		return err
	}
	all, next := registry.PageOf(request.TransfersShown, all, func(t registry.Transfer) int64 { return t.ID })
	names, err := s.BureauNames(c.Request().Context())
	if err != nil {
		return err
	}
	list := make([]transferJSON, len(all))
	for i, t := range all {
		list[i] = newTransferJSON(t, names)
	}
	return c.JSON(http.StatusOK, map[string]any{"transfers": list, "next_before": next})
}

func (s *Handlers) transfer(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	t, err := s.Store.Transfer(c.Request().Context(), request.ScopeOf(c), id)
	return s.sendTransfer(c, http.StatusOK, t, err)
}

// propose proposes a transfer.
func (s *Handlers) propose(c echo.Context) error {
	const op = "api.propose"
	ctx := c.Request().Context()
	var j struct {
		From        string   `json:"from"`
		To          string   `json:"to"`
		Processes   []string `json:"processes"`
		EffectiveOn string   `json:"effective_on"`
		Reason      string   `json:"reason"`
	}
	if err := request.ReadJSON(c, &j); err != nil {
		return err
	}
	p := store.Proposal{Reason: j.Reason}
	for _, side := range []struct {
		field, name string
		to          *int
	}{{"from", j.From, &p.FromBureauID}, {"to", j.To, &p.ToBureauID}} {
		id, err := s.BureauGiven(ctx, side.field, side.name)
		if err == nil && id == 0 {
			err = &registry.Error{Code: registry.Invalid, Op: op, Field: side.field, Message: "渡す局と受ける局を、局の名前かコードで指定してください。"}
		}
		if err != nil {
			return err
		}
		*side.to = id
	}
	var err error
	if p.Processes, err = registry.ParseProcessIDs(op, "processes", j.Processes...); err != nil {
		return err
	}
	if p.EffectiveOn, err = registry.ParseDay(op, "effective_on", "所管替えの日", j.EffectiveOn); err != nil {
		return err
	}
	t, err := s.Store.ProposeTransfer(ctx, request.ScopeOf(c), p)
	if err == nil {
		c.Response().Header().Set(echo.HeaderLocation, "/api/v1/transfers/"+strconv.FormatInt(t.ID, 10))
	}
	return s.sendTransfer(c, http.StatusCreated, t, err)
}

// endTransfer is one of the steps by which a proposal goes on or ends.
func (s *Handlers) endTransfer(step func(context.Context, registry.Scope, int64, string) (registry.Transfer, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		id, reason, err := reasoned(c)
		if err != nil {
			return err
		}
		t, err := step(c.Request().Context(), request.ScopeOf(c), id, reason)
		return s.sendTransfer(c, http.StatusOK, t, err)
	}
}

func (s *Handlers) accept(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	t, err := s.Store.AcceptTransfer(c.Request().Context(), request.ScopeOf(c), id)
	return s.sendTransfer(c, http.StatusOK, t, err)
}

func (s *Handlers) refuse(c echo.Context) error {
	return s.endTransfer(s.Store.RefuseTransfer)(c)
}

func (s *Handlers) withdraw(c echo.Context) error {
	return s.endTransfer(s.Store.WithdrawTransfer)(c)
}

// reconciliationJSON is a bureau's table: submitted + received − handed_over + new −
// removed = total, which is the sum of the statuses.
type reconciliationJSON struct {
	Code       string           `json:"code"`
	Bureau     string           `json:"bureau"`
	Submitted  int64            `json:"submitted"`
	Received   int64            `json:"received"`
	HandedOver int64            `json:"handed_over"`
	New        int64            `json:"new"`
	Removed    int64            `json:"removed"`
	Total      int64            `json:"total"`
	Statuses   map[string]int64 `json:"statuses"` // every status, and "none"
}

// periodQuery is the time that a reconciliation is of, and whose.
type periodQuery struct{ From, To, Bureau string }

var periodParameters = parameter.Table[periodQuery]{
	parameter.Raw("from", "期間の最初の日", "2022-04-01", "date", "日付で", func(q *periodQuery) *string { return &q.From }).Must(),
	parameter.Raw("to", "期間の最後の日。省くと現在まで", "2022-12-31", "date", "日付で", func(q *periodQuery) *string { return &q.To }),
	request.BureauParameter(func(q *periodQuery) *string { return &q.Bureau }),
}

// reconciliation tells what each bureau had before a day, what came and went, and
// what it has at the end of another.
func (s *Handlers) reconciliation(c echo.Context, q periodQuery) error {
	ctx := c.Request().Context()
	from, to, err := registry.ParsePeriod(q.From, q.To)
	if err != nil {
		return err
	}
	bureau, err := s.BureauGiven(ctx, "bureau", q.Bureau)
	if err != nil {
		return err
	}
	all, moved, err := s.Store.Reconciliation(ctx, request.ScopeOf(c), bureau, from, to)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	list := make([]reconciliationJSON, len(all))
	for i, r := range all {
		list[i] = reconciliationJSON{
			names[r.BureauID].Code,
			names[r.BureauID].Name,
			r.Submitted,
			r.Received,
			r.HandedOver,
			r.New,
			r.Removed,
			r.Total,
			map[string]int64{"none": r.Statuses[""]},
		}
		for _, status := range registry.Statuses {
			list[i].Statuses[string(status)] = r.Statuses[status]
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"bureaus": list, "movements": newMovementsJSON(moved)})
}

// movementJSON is how many processes went from one status to another; null is a process that
// was not there.
type movementJSON struct {
	From      *string `json:"from"` // "none": no status given
	To        *string `json:"to"`
	Processes int64   `json:"processes"`
}

func newMovementsJSON(moved []registry.Movement) []movementJSON {
	list := make([]movementJSON, len(moved))
	code := func(s registry.Status, absent bool) *string {
		text := cmp.Or(string(s), "none")
		if absent {
			return nil
		}
		return &text
	}
	for i, m := range moved {
		list[i] = movementJSON{code(m.From, m.Came), code(m.To, m.Went), m.Processes}
	}
	return list
}
