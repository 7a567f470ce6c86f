package page

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// decisionsBody is the page of the processes that a file does not name.
type decisionsBody struct {
	comparisonPage
	Text      string // of the filter
	Undecided bool   // of the filter
	Rows      []missingRow
	Next      string            // more rows; empty: none
	Bureaus   []registry.Bureau // to which processes can be transferred
	Decisions []registry.Decision
	Form      decisionForm
	First     registry.ProcessID // the one after which the shown ones come; 0: they are the first
}

// decisionForm is what was entered, with what is wrong with it.
type decisionForm struct {
	Decision   registry.Decision
	MergedInto string // an ID, or a part of the name, as it was typed
	Target     registry.ProcessID
	Targets    []store.MergeTarget // what the name finds
	ToBureauID int
	Chosen     map[registry.ProcessID]bool
	Every      bool // all processes of the page are chosen
	Problem    string
	Field      string
}

type missingRow struct {
	store.MissingRow
	ToBureau string
	Chosen   bool
}

// Decided reports whether the row has a decision.
func (r missingRow) Decided() bool { return r.Decision != "" }

// missingShown is how many processes the page lists at once.
const missingShown registry.Paging = 100

func (s *Handlers) decisionsPage(c echo.Context) error {
	return s.showDecisions(c, http.StatusOK, decisionForm{Every: c.QueryParam("select") == "page"}, nil)
}

func (s *Handlers) showDecisions(c echo.Context, status int, f decisionForm, problem error) error {
	ctx := c.Request().Context()
	after, err := registry.ParseProcessID(c.FormValue("after"))
	if err != nil {
		after = 0 // none, or nonsense: from the first on
	}
	which := store.MissingFilter{After: after, Undecided: c.FormValue("undecided") != "", Text: c.FormValue("q"), Limit: missingShown.Limit()}
	p, there, err := s.comparisonPage(c, 0, "ファイルにない手続", registry.UploadState.Waiting, store.ComparisonQuery{Missing: &which}, problem)
	if !there {
		return err
	}
	b := decisionsBody{comparisonPage: p, Form: f, Decisions: registry.Decisions, Text: which.Text, Undecided: which.Undecided, First: after}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return err
	}
	b.Bureaus = registry.Receivers(bureaus, p.BureauID, s.Now())
	rows, next := registry.PageOf(missingShown, b.Comparison.Missing, func(m store.MissingRow) registry.ProcessID { return m.ProcessID })
	if next != nil {
		b.Next = b.address(*next)
	}
	for _, r := range rows {
		b.Rows = append(b.Rows, missingRow{r, names[r.ToBureauID].Name, f.Every || f.Chosen[r.ProcessID]})
	}
	return s.pages.decisions.render(s, c, status, b.title(), b)
}

// address is the page with the same filter, after a process.
func (b decisionsBody) address(after registry.ProcessID) string {
	query := url.Values{}
	if b.Text != "" {
		query.Set("q", b.Text)
	}
	if b.Undecided {
		query.Set("undecided", "1")
	}
	if after != 0 {
		query.Set("after", after.String())
	}
	return withQuery(registry.UploadPath(b.ID)+"/decisions", query)
}

// Address is the page with the same filter from its beginning.
func (b decisionsBody) Address() string { return b.address(0) }

// decideMissing stores one decision for the processes that are ticked, or for all that the
// filter finds.
func (s *Handlers) decideMissing(c echo.Context) error {
	const op = "page.decideMissing"
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	form := c.Request().PostForm
	f := decisionForm{
		Decision:   registry.Decision(form.Get("decision")),
		MergedInto: strings.TrimSpace(form.Get("merged_into")),
		Chosen:     map[registry.ProcessID]bool{},
	}
	f.ToBureauID, _ = strconv.Atoi(form.Get("to_bureau")) // none: the store asks for one
	d := store.DecisionChoice{Decision: f.Decision, ToBureauID: f.ToBureauID}
	again := func(err error) error {
		f.Problem, f.Field = registry.MessageOf(err), request.FieldOf(err)
		return s.showDecisions(c, http.StatusUnprocessableEntity, f, err)
	}
	chosen, err := registry.ParseProcessIDs(op, "processes", form["process"]...)
	if err != nil {
		return err
	}
	for _, p := range chosen {
		f.Chosen[p] = true
	}
	if form.Get("all") != "" {
		d.Text, d.Undecided = form.Get("q"), form.Get("undecided") != ""
	} else if d.Processes = chosen; len(chosen) == 0 {
		return again(&registry.Error{Code: registry.Invalid, Op: op, Field: "processes", Message: "手続を1つ以上選んでください。"})
	}
	if f.Decision == registry.DecideMerge || form.Get("find") != "" {
		if err := s.findTarget(c, id, &f); err != nil {
			return again(err)
		}
		d.MergedInto = f.Target
	}
	if form.Get("find") != "" {
		return s.showDecisions(c, http.StatusOK, f, nil)
	}
	n, err := s.Intake.Decide(c.Request().Context(), request.ScopeOf(c), id, d)
	if registry.CodeOf(err) == registry.Invalid {
		return again(err)
	}
	if err != nil {
		return err
	}
	back := decisionsBody{
		comparisonPage: comparisonPage{uploadPage: uploadPage{Upload: registry.Upload{ID: id}}},
		Text:           form.Get("q"),
		Undecided:      form.Get("undecided") != "",
	}
	return s.Done(c, back.Address(), fmt.Sprintf("%s 手続を「%s」にしました。提出するまでは、選び直せます。", registry.Thousands(int64(n)), f.Decision.Label()))
}

// targetsShown is how many processes are offered to merge into.
const targetsShown = 20

// findTarget finds the process to merge into by what was typed: an ID, the whole name of one
// process only, or what was chosen among those that have it in their names.
func (s *Handlers) findTarget(c echo.Context, id int64, f *decisionForm) error {
	const op, field = "page.findTarget", "merged_into"
	f.Decision = registry.DecideMerge
	typed := f.MergedInto
	if chosen := c.FormValue("target"); chosen != "" && c.FormValue("target_of") == typed {
		typed = chosen
	}
	if target, err := registry.ParseProcessID(typed); err == nil {
		f.Target = target
		return nil
	}
	targets, err := s.Intake.MergeTargets(c.Request().Context(), request.ScopeOf(c), id, typed, targetsShown+1)
	if err != nil {
		return err
	}
	f.Targets = slices.DeleteFunc(targets, func(t store.MergeTarget) bool { return f.Chosen[t.ProcessID] })
	more := len(f.Targets) > targetsShown
	f.Targets = f.Targets[:min(len(f.Targets), targetsShown)]
	wrong := func(format string, a ...any) error {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: field, Message: fmt.Sprintf(format, a...)}
	}
	switch {
	case typed == "":
		return wrong("統合先の手続名の一部か、手続IDを入力してください。例：廃棄物の許可、P-0000123")
	case len(f.Targets) == 0:
		return wrong("「%s」に当てはまる、続いている手続はありません。手続名の一部か手続IDを確かめてください。例：P-0000123", typed)
	case len(f.Targets) == 1 && registry.SearchKey(f.Targets[0].ProcedureName) == registry.SearchKey(typed):
		f.Target = f.Targets[0].ProcessID
		return nil
	case more:
		return wrong("「%s」に当てはまる手続が多すぎます。言葉を足すか、はじめの %d 手続から選んでください。", typed, targetsShown)
	case c.FormValue("find") == "":
		return wrong("「%s」に当てはまるものが %d 手続あります。下の欄で統合先を選んでください。", typed, len(f.Targets))
	}
	return nil
}

// matchesBody is the page of doubtful matches.
type matchesBody struct {
	comparisonPage
	Rows []doubtfulRow
	More int // rows that come after these are answered
}

// doubtfulRow is a row with its candidates, field by field.
type doubtfulRow struct {
	store.DoubtfulMatch
	Fields []comparedField
	Choice string // of the form: an ID, "new", or empty
}

// comparedField is one field of a row and of each candidate.
type comparedField struct {
	Label  string
	Mine   string
	Theirs []comparedValue
}

type comparedValue struct {
	Value string
	Other bool // differs from the row's value
}

// doubtfulShown is how many rows the page asks about at once.
const doubtfulShown = 30

func (s *Handlers) matchesPage(c echo.Context) error { return s.showMatches(c, http.StatusOK, nil) }

func (s *Handlers) showMatches(c echo.Context, status int, problem error) error {
	p, there, err := s.comparisonPage(
		c,
		0,
		"似た手続のある行",
		registry.UploadState.Waiting,
		store.ComparisonQuery{Matches: true, Answers: store.AnswerFilter{Limit: doubtfulShown}},
		problem,
	)
	if !there {
		return err
	}
	b := matchesBody{comparisonPage: p}
	b.More = b.Comparison.MatchCount - len(b.Comparison.Matches)
	for _, r := range b.Comparison.Matches {
		row := doubtfulRow{DoubtfulMatch: r, Fields: s.labels(c).compared(r)}
		if r.ProcessID != 0 {
			row.Choice = r.ProcessID.String()
		}
		if chosen := c.FormValue(matchInput(r.Place)); chosen != "" {
			row.Choice = chosen
		}
		b.Rows = append(b.Rows, row)
	}
	return s.pages.matches.render(s, c, status, b.title(), b)
}

func matchInput(place int64) string { return "match." + strconv.FormatInt(place, 10) }

// First is the name of the input with the row's most similar process.
func (r doubtfulRow) First() string { return "first." + r.Input() }

// Input is the name of the input with the row's choice.
func (r doubtfulRow) Input() string { return matchInput(r.Place) }

// Percent is a likeness in whole per cent, rounded down.
func (r doubtfulRow) Percent(likeness float64) int { return int(likeness * 100) }

// compared are the fields by which a row and its candidates are compared.
func (l labels) compared(r store.DoubtfulMatch) []comparedField {
	values := func(i registry.Identity) [][2]string {
		return [][2]string{{"procedure_name", i.ProcedureName}, {"process_name", i.ProcessName}, {"process_type", i.ProcessType},
			{"applicant", i.Applicant}, {"recipient", i.Recipient}, {"legal_basis", i.LegalBasis}, {"legal_article", i.LegalArticle}}
	}
	var fields []comparedField
	for i, mine := range values(r.Identity) {
		f := comparedField{Label: request.FieldLabel(mine[0]), Mine: l.value(mine[0], mine[1])}
		for _, candidate := range r.Candidates {
			theirs := l.value(mine[0], values(candidate.Identity)[i][1])
			f.Theirs = append(f.Theirs, comparedValue{theirs, theirs != f.Mine})
		}
		if f.Mine != none || slices.ContainsFunc(f.Theirs, func(v comparedValue) bool { return v.Other }) {
			fields = append(fields, f)
		}
	}
	return fields
}

// matchRows stores the choices that were made; rows without one stay open.
func (s *Handlers) matchRows(c echo.Context) error {
	const op = "page.matchRows"
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var choices []store.MatchChoice
	for name, given := range c.Request().PostForm {
		place, isMatch := strings.CutPrefix(name, "match.")
		if !isMatch || given[0] == "" {
			continue
		}
		choice := store.MatchChoice{}
		if choice.Place, err = strconv.ParseInt(place, 10, 64); err != nil {
			return registry.Errorf(registry.Invalid, op, "どの行の答えかが分かりません。画面を開き直してください。")
		}
		if given[0] != "new" {
			same, err := registry.ParseProcessIDs(op, "matches", given[0])
			if err != nil {
				return err
			}
			choice.ProcessID = same[0]
		}
		choices = append(choices, choice)
	}
	if choices, err = matchRest(c.Request().PostForm, choices); err != nil {
		return err
	}
	if len(choices) == 0 {
		return s.showMatches(c, http.StatusUnprocessableEntity, registry.Errorf(registry.Invalid, op, "1行以上を選んでください。"))
	}
	err = s.Intake.Match(c.Request().Context(), request.ScopeOf(c), id, choices)
	if registry.CodeOf(err) == registry.Invalid {
		return s.showMatches(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return s.Done(
		c,
		registry.UploadPath(id)+"/matches",
		fmt.Sprintf("%s 行の答えを保存しました。提出するまでは、選び直せます。", registry.Thousands(int64(len(choices)))),
	)
}

// matchRest adds the answer for all shown rows without a choice, if there is one: each is a
// new process, or its most similar process unless another row is that one.
func matchRest(form url.Values, choices []store.MatchChoice) ([]store.MatchChoice, error) {
	all := form.Get("all")
	if all != "first" && all != "new" {
		return choices, nil
	}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		input, shown := strings.CutPrefix(name, "first.")
		if !shown || form.Get(input) != "" {
			continue
		}
		choice := store.MatchChoice{}
		var err error
		if choice.Place, err = strconv.ParseInt(strings.TrimPrefix(input, "match."), 10, 64); err != nil {
			continue
		}
		if all == "first" {
			first, err := registry.ParseProcessIDs("page.matchRows", "matches", form.Get(name))
			if err != nil {
				return nil, err
			}
			choice.ProcessID = first[0]
			if slices.ContainsFunc(choices, func(c store.MatchChoice) bool { return c.ProcessID == first[0] }) {
				continue
			}
		}
		choices = append(choices, choice)
	}
	return choices, nil
}
