package page

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// proposalBody is the page of one proposal.
type proposalBody struct {
	registry.ProposalDetail
	State     registry.ProposalStep
	Condition string // for people
	Of        []registry.ProposalProcess
	MayAnswer bool                       // the account may say that processes are not freed
	Past      []registry.ProposalVersion // what it was
	Move      *settingForm               // nil: not by this account
	Edit      string
	Withdraw  string
	Bridge    string // where what came of it is drawn; empty: it has not come true
	Problem   string
}

func (s *Handlers) proposalPage(c echo.Context) error {
	return s.showProposal(c, http.StatusOK, nil, nil)
}

// showProposal shows the page, with what is wrong with what was entered for its next state.
func (s *Handlers) showProposal(c echo.Context, status int, entered url.Values, problem error) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	scope := request.ScopeOf(c)
	d, past, processes, err := s.Store.Proposal(c.Request().Context(), scope, int(id))
	if err != nil {
		return err
	}
	b := proposalBody{ProposalDetail: d, State: d.Last(), Of: processes, Past: past, Problem: messageOf(problem),
		MayAnswer: scope.May(registry.Edit) && d.Open > 0}
	if d.Filter != "" {
		if b.Condition, err = s.conditionText(c, d.Filter); err != nil {
			return err
		}
	}
	here := registry.ProposalPath(d.Number)
	if scope.May(registry.Propose) {
		b.Edit, b.Withdraw = here+"/edit", here+"/withdraw"
		b.Move = &settingForm{Title: "状態を進める", Action: here + "/states", Button: "記録する",
			Hint:   "「提案済」をもう一度記録すると、もう一度求めたものとして数えます。「実現」を記録すると、手続の局にお知らせが届きます。",
			Fields: marked(stepFields(entered), request.FieldOf(problem), "setting-problem")}
	}
	if b.State.State == registry.ProposalRealized {
		if first, times := d.Sent(); times > 0 {
			b.Bridge = withQuery(bridgePath, url.Values{"from": {registry.DateOf(first)}})
		}
	}
	return s.pages.proposal.render(s, c, status, page{Title: d.Title + "｜国への提案"}, b)
}

func stepFields(entered url.Values) []formField {
	return []formField{
		{Name: "state", Label: "状態", Options: chosen(registry.ProposalState(entered.Get("state")), registry.ProposalStates,
			registry.ProposalState.Label)},
		{Name: "day", Label: "いつから", Value: entered.Get("day"), Kind: dayInput},
		{Name: "due", Label: "国が示した期日（任意）", Value: entered.Get("due"), Kind: dayInput, Optional: true},
		{Name: "answer", Label: "国の回答（任意）", Value: entered.Get("answer"), Kind: areaField, Max: 10000, Optional: true},
	}
}

func (s *Handlers) moveProposal(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	form := c.Request().PostForm
	step := registry.ProposalStep{State: registry.ProposalState(form.Get("state")), Answer: form.Get("answer")}
	days := []dayOf{{"day", "いつから", &step.Day}}
	if strings.TrimSpace(form.Get("due")) != "" {
		days = append(days, dayOf{"due", "国が示した期日", &step.Due})
	}
	if err = readDays("page.moveProposal", form, days...); err == nil {
		err = s.Store.MoveProposal(c.Request().Context(), request.ScopeOf(c), int(id), step)
	}
	if !request.Mendable(err) {
		return s.settingDone(c, err, registry.ProposalPath(int(id)), "状態を「"+step.State.Label()+"」にしました。")
	}
	return s.showProposal(c, http.StatusUnprocessableEntity, form, err)
}

// answerProposal records that the processes that were chosen are not freed.
func (s *Handlers) answerProposal(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	form := c.Request().PostForm
	ids, err := registry.ParseProcessIDs("page.answerProposal", "processes", form["process"]...)
	if err == nil {
		err = s.Store.AnswerProposal(c.Request().Context(), request.ScopeOf(c), int(id), ids, form.Get("reason"))
	}
	if !request.Mendable(err) {
		return s.settingDone(c, err, registry.ProposalPath(int(id)), "動かせないと回答しました。")
	}
	return s.showProposal(c, http.StatusUnprocessableEntity, nil, err)
}

func (s *Handlers) proposalEditPage(c echo.Context) error {
	d, err := s.proposalAt(c)
	if err != nil {
		return err
	}
	return s.showSetting(c, proposalEditBody(d, url.Values{"title": {d.Title}, "body": {d.Body}, "laws": {d.Laws}, "ministry": {d.Ministry},
		"filter": {d.Filter}, "links": {strings.Join(d.Links, "\n")}}))
}

// proposalAt is the proposal that the address names.
func (s *Handlers) proposalAt(c echo.Context) (registry.ProposalDetail, error) {
	id, err := request.PathID(c)
	if err != nil {
		return registry.ProposalDetail{}, err
	}
	d, _, _, err := s.Store.Proposal(c.Request().Context(), request.ScopeOf(c), int(id))
	return d, err
}

func proposalEditBody(d registry.ProposalDetail, entered url.Values) settingBody {
	here := registry.ProposalPath(d.Number)
	return settingBody{Back: backLink{"提案へ戻る", here}, Title: d.Title, Lead: "変えても、前の内容は履歴に残ります。",
		Form: &settingForm{Title: "「" + d.Title + "」を変える", Action: here, Button: "保存する", Hint: proposalHint, Fields: proposalFields(entered)}}
}

func (s *Handlers) changeProposal(c echo.Context) error {
	d, err := s.proposalAt(c)
	if err != nil {
		return err
	}
	form := c.Request().PostForm
	_, err = s.Store.SetProposal(c.Request().Context(), request.ScopeOf(c), proposalOf(form, d.Number))
	if !request.Mendable(err) {
		return s.settingDone(c, err, registry.ProposalPath(d.Number), "国への提案を変えました。")
	}
	return s.refuseSetting(c, proposalEditBody(d, form), err)
}

func (s *Handlers) withdrawProposal(c echo.Context) error {
	id, err := request.PathID(c)
	if err == nil {
		err = s.Store.WithdrawProposal(c.Request().Context(), request.ScopeOf(c), int(id), c.Request().PostForm.Get("reason"))
	}
	return s.settingDone(c, err, proposalsPath, "国への提案を取りやめました。")
}
