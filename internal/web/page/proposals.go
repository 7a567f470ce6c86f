package page

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

const proposalsPath = "/proposals"

// proposalsBody is the page of all proposals to the national government.
type proposalsBody struct {
	Of       ofGroup
	Coverage registry.ProposalCoverage
	Needed   string // the list of the processes that need a change of national law
	Groups   []option
	List     shownList[registry.ProposalDetail]
	Lines    [][]listCell
	Form     *settingForm // nil: not by this account
	Problem  string
	Import   *store.ProposalImport // that was checked; nil: none
	Faults   []registry.ProposalLine
}

func (s *Handlers) proposalsPage(c echo.Context) error {
	b, err := s.proposalsBody(c, url.Values{"filter": {c.QueryParam("filter")}})
	if err != nil {
		return err
	}
	return s.pages.proposals.render(s, c, http.StatusOK, page{Title: "国への提案"}, b)
}

// proposalsBody is the page with what was entered for a new proposal.
func (s *Handlers) proposalsBody(c echo.Context, entered url.Values) (b proposalsBody, err error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	b.Of = ofGroupAt(proposalsPath, c.QueryParams())
	number, err := s.GroupGiven(ctx, b.Of.Name)
	if err != nil {
		return b, err
	}
	all, coverage, err := s.Store.CoveredProposals(ctx, scope, number)
	if err != nil {
		return b, err
	}
	b.Coverage = coverage
	needed := counted(time.Time{})
	needed.LawChanges, needed.Group = []string{string(registry.LawChangeRequired)}, b.Of.Name
	b.Needed = listing(needed)
	if b.Groups, err = s.groupOptions(ctx, b.Of.Name); err != nil {
		return b, err
	}
	l := proposalListOf()
	if b.List, err = l.show(c, all); err != nil {
		return b, err
	}
	b.Lines = l.lines(b.List.Rows)
	if scope.May(registry.Propose) {
		b.Form = &settingForm{Title: "提案を加える", Action: proposalsPath, Button: "加える", Hint: proposalHint, Fields: proposalFields(entered)}
	}
	return b, nil
}

const proposalHint = "手続の条件は、手続一覧で絞り込んだときのアドレスの「?」より後です。状態を「提案済」にしたときに条件に合う手続が、この提案の手続として決まります。"

func proposalFields(entered url.Values) []formField {
	return []formField{
		{Name: "title", Label: "件名", Value: entered.Get("title"), Kind: textField, Max: 200, Example: "旅券の発給申請のオンライン化"},
		{Name: "body", Label: "提案の内容（任意）", Value: entered.Get("body"), Kind: areaField, Max: 10000, Optional: true},
		{Name: "laws", Label: "改正を求める法令・条項（任意）", Value: entered.Get("laws"), Kind: areaField, Max: 2000, Optional: true,
			Example: "旅券法 第3条"},
		{Name: "ministry", Label: "所管府省（任意）", Value: entered.Get("ministry"), Kind: textField, Max: 200, Optional: true, Example: "外務省"},
		{Name: "filter", Label: "手続の条件（任意）", Value: entered.Get("filter"), Kind: textField, Max: 4000, Optional: true,
			Example: "law=旅券法&law_change=required"},
		{Name: "links", Label: "資料のリンク（任意。1行に1つ）", Value: entered.Get("links"), Kind: areaField, Optional: true,
			Example: "https://www.example.lg.jp/teian.pdf"},
		reasonField(entered.Get("reason")),
	}
}

// proposalList is the list of proposals, as its files have it: they can be read in again.
func (s *Handlers) proposalList(c echo.Context) (shownList[registry.ProposalDetail], error) {
	all, err := s.Store.Proposals(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return shownList[registry.ProposalDetail]{}, err
	}
	return proposalListOf().show(c, all)
}

func proposalListOf() list[registry.ProposalDetail] {
	type row = registry.ProposalDetail
	file := func(label string, of func(row) any) listColumn[row] {
		return listColumn[row]{Label: label, File: true, Value: of}
	}
	number := func(key, label string, of func(row) int64) listColumn[row] {
		return listColumn[row]{Key: key, Label: label, Number: true, Value: func(d row) any { return of(d) }}
	}
	day := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return report.Day(t)
	}
	return list[row]{
		Name: "国への提案", Path: proposalsPath, Unit: "件の提案", Own: []string{"group", "filter"},
		Filters: []listFilter[row]{
			{Name: "q", Label: "件名・法令・府省・内容", Example: "旅券法",
				Keep: func(d row, v string) bool { return contains(v, d.Title, d.Laws, d.Ministry, d.Body, d.Last().Answer) }},
			{Name: "state", Label: "状態", Options: chosen("", registry.ProposalStates, registry.ProposalState.Label),
				Keep: func(d row, v string) bool { return string(d.Last().State) == v }},
		},
		Columns: []listColumn[row]{
			file("番号", func(d row) any { return d.Number }),
			{Key: "title", Label: "件名", Value: func(d row) any { return d.Title }, Href: func(d row) string { return registry.ProposalPath(d.Number) }},
			file("提案の内容", func(d row) any { return d.Body }),
			{Key: "laws", Label: "法令・条項", Value: func(d row) any { return d.Laws }},
			{Key: "ministry", Label: "所管府省", Value: func(d row) any { return d.Ministry }},
			file("手続の条件", func(d row) any { return d.Filter }),
			file("資料のリンク", func(d row) any { return strings.Join(d.Links, "\n") }),
			{Key: "state", Label: "状態", Value: func(d row) any { return d.Last().State.Label() }},
			{Key: "day", Label: "状態の日", Value: func(d row) any { return day(d.Last().Day) }},
			{Key: "due", Label: "国が示した期日", Value: func(d row) any { return day(d.Last().Due) }},
			file("国の回答", func(d row) any { return d.Last().Answer }),
			number("processes", "手続", func(d row) int64 { return d.Processes }),
			number("cases", "年間件数", func(d row) int64 { return d.Cases }),
			number("unknown", "件数が不明", func(d row) int64 { return d.Unknown }),
			number("waiting", "改正を待つ手続", func(d row) int64 { return d.Waiting }),
			number("open", "確認待ち", func(d row) int64 { return d.Open }),
		},
	}
}

func proposalOf(form url.Values, number int) registry.Proposal {
	return registry.Proposal{Number: number, Title: form.Get("title"), Body: form.Get("body"), Laws: form.Get("laws"),
		Ministry: form.Get("ministry"), Filter: form.Get("filter"), Links: strings.Fields(form.Get("links")), Reason: form.Get("reason")}
}

func (s *Handlers) addProposal(c echo.Context) error {
	form := c.Request().PostForm
	number, err := s.Store.SetProposal(c.Request().Context(), request.ScopeOf(c), proposalOf(form, 0))
	if !request.Mendable(err) {
		return s.settingDone(c, err, registry.ProposalPath(number), "国への提案を加えました。")
	}
	b, failed := s.proposalsBody(c, form)
	if failed != nil {
		return failed
	}
	b.Problem = registry.MessageOf(err)
	b.Form.Fields = marked(b.Form.Fields, request.FieldOf(err), "setting-problem")
	return s.pages.proposals.render(s, c, http.StatusUnprocessableEntity, page{Title: "国への提案"}, b)
}

// importProposals takes a list of proposals, unless one of its lines is faulty.
func (s *Handlers) importProposals(c echo.Context) error {
	part, err := s.FilePart(c)
	var list store.ProposalImport
	if err == nil {
		defer part.Close()
		list, err = s.ImportProposals(c.Request().Context(), request.ScopeOf(c), part.Name, part.File, true)
	}
	if list.Taken {
		return s.Done(c, proposalsPath, fmt.Sprintf("一覧を取り込みました。新しい提案 %d、変更した提案 %d、変更のない提案 %d です。",
			list.Count(registry.LineNew), list.Count(registry.LineChanged), list.Count(registry.LineUnchanged)))
	}
	if err == nil && list.Count(registry.LineFaulty) == 0 {
		return s.Done(c, proposalsPath, fmt.Sprintf("変わったところはありません（%d 件）。", len(list.Lines)))
	}
	if err != nil && !enteredAgain(err) {
		return err
	}
	b, failed := s.proposalsBody(c, nil)
	if failed != nil {
		return failed
	}
	if b.Problem = registry.MessageOf(err); err == nil {
		b.Problem, b.Import = "直すところがあるため、何も取り込んでいません。直してから、もう一度お送りください。", &list
		for _, line := range list.Lines {
			if line.State == registry.LineFaulty {
				b.Faults = append(b.Faults, line)
			}
		}
	}
	return s.pages.proposals.render(s, c, http.StatusUnprocessableEntity, page{Title: "国への提案"}, b)
}
