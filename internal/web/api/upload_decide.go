package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// rowsPerAnswer is how many rows of an upload an answer lists.
const rowsPerAnswer registry.Paging = 200

// missingJSON is a process that the file does not name, and what becomes of it.
type missingJSON struct {
	ProcessID     string              `json:"process_id"`
	Department    string              `json:"department"`
	Division      string              `json:"division"`
	ProcedureName string              `json:"procedure_name"`
	ProcessName   string              `json:"process_name"`
	LegalBasis    string              `json:"legal_basis"`
	Status        string              `json:"digitization_status"`
	Decision      *registry.Decision  `json:"decision"` // null: nobody has said
	MergedInto    *string             `json:"merged_into"`
	ToBureau      *request.BureauName `json:"to_bureau"`
	Actor         *string             `json:"actor"`
}

// questionsJSON is how many questions are open.
type questionsJSON struct {
	store.Questions
	NormalisedSame int `json:"normalised_same"` // values that were read otherwise and are what is recorded
}

// questions says how many questions are open before the upload can be submitted.
func (s *Handlers) questions(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	found, err := s.Intake.Comparison(c.Request().Context(), request.ScopeOf(c), id, store.ComparisonQuery{Open: true})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, questionsJSON{found.Open, found.NormalisedSame})
}

var missingParameters = parameter.Table[store.MissingFilter]{
	parameter.Words("q", "手続名、プロセス名、根拠法令、部・課のどれか1つの欄に含まれる言葉", "騒音", 200, func(f *store.MissingFilter) *string { return &f.Text }),
	parameter.Flag("undecided", "まだ決めていないものだけ（廃止の手続は決めなくてよい）", func(f *store.MissingFilter) *bool { return &f.Undecided }),
	parameter.Process("after", "この手続IDより後（前の応答の next_after）", func(f *store.MissingFilter) *registry.ProcessID { return &f.After }),
}

// missing lists the processes that the file does not name.
func (s *Handlers) missing(c echo.Context, f store.MissingFilter) error {
	ctx := c.Request().Context()
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	f.Limit = rowsPerAnswer.Limit()
	found, err := s.Intake.Comparison(ctx, request.ScopeOf(c), id, store.ComparisonQuery{Missing: &f})
	if err != nil {
		return err
	}
	rows, next := registry.PageOf(rowsPerAnswer, found.Missing, func(m store.MissingRow) string { return m.ProcessID.String() })
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	list := make([]missingJSON, len(rows))
	for i, r := range rows {
		list[i] = missingJSON{
			ProcessID:     r.ProcessID.String(),
			Department:    r.Department,
			Division:      r.Division,
			ProcedureName: r.ProcedureName,
			ProcessName:   r.ProcessName,
			LegalBasis:    r.LegalBasis,
			Status:        string(r.Status),
		}
		if r.Decision != "" {
			list[i].Decision, list[i].Actor = &r.Decision, &r.Actor
		}
		if r.MergedInto != 0 {
			into := r.MergedInto.String()
			list[i].MergedInto = &into
		}
		if r.ToBureauID != 0 {
			to := names[r.ToBureauID]
			list[i].ToBureau = &to
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"missing": list, "next_after": next})
}

// decide says what becomes of processes that the file does not name.
func (s *Handlers) decide(c echo.Context) error {
	const op = "api.decide"
	ctx := c.Request().Context()
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var body struct {
		Processes  []string          `json:"processes"` // absent: all that the rest finds
		Undecided  bool              `json:"undecided"`
		Text       string            `json:"q"`
		Decision   registry.Decision `json:"decision"`
		MergedInto string            `json:"merged_into"`
		ToBureau   string            `json:"to_bureau"`
	}
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	d := store.DecisionChoice{Undecided: body.Undecided, Text: body.Text, Decision: body.Decision}
	if body.Processes != nil {
		if d.Processes, err = registry.ParseProcessIDs(op, "processes", body.Processes...); err != nil {
			return err
		}
	}
	if body.MergedInto != "" {
		into, err := registry.ParseProcessIDs(op, "merged_into", body.MergedInto)
		if err != nil {
			return err
		}
		d.MergedInto = into[0]
	}
	if d.ToBureauID, err = s.BureauGiven(ctx, "to_bureau", body.ToBureau); err != nil {
		return err
	}
	n, err := s.Intake.Decide(ctx, request.ScopeOf(c), id, d)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]int{"decided": n})
}

// identityJSON is what a row and a process are compared by.
type identityJSON struct {
	ProcedureName string `json:"procedure_name"`
	ProcessName   string `json:"process_name"`
	ProcessType   string `json:"process_type"`
	Applicant     string `json:"applicant"`
	Recipient     string `json:"recipient"`
	LegalBasis    string `json:"legal_basis"`
	LegalArticle  string `json:"legal_article"`
}

func newIdentityJSON(i registry.Identity) identityJSON {
	return identityJSON{i.ProcedureName, i.ProcessName, i.ProcessType, i.Applicant, i.Recipient, i.LegalBasis, i.LegalArticle}
}

// doubtfulJSON is a row beside the processes that it could stand for.
type doubtfulJSON struct {
	Place      int64           `json:"place"` // names the row
	Sheet      string          `json:"sheet"`
	Row        int             `json:"row"`
	Values     identityJSON    `json:"values"`
	Candidates []candidateJSON `json:"candidates"`
	Same       *string         `json:"same"` // the process that somebody said it is
	Actor      *string         `json:"actor"`
}

type candidateJSON struct {
	ProcessID string       `json:"process_id"`
	Likeness  float64      `json:"likeness"`
	Values    identityJSON `json:"values"`
}

// matches lists the rows that could stand for a process under another name, in the
// order of the file.
func (s *Handlers) matches(c echo.Context, q placeQuery) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	found, err := s.Intake.Comparison(
		c.Request().Context(),
		request.ScopeOf(c),
		id,
		store.ComparisonQuery{Matches: true, Answers: store.AnswerFilter{ByFile: true, After: q.After, Limit: int(rowsPerAnswer)}},
	)
	if err != nil {
		return err
	}
	list := make([]doubtfulJSON, len(found.Matches))
	for i, r := range found.Matches {
		list[i] = doubtfulJSON{
			Place:      r.Place,
			Sheet:      r.Sheet,
			Row:        r.Row,
			Values:     newIdentityJSON(r.Identity),
			Candidates: []candidateJSON{},
		}
		for _, p := range r.Candidates {
			list[i].Candidates = append(list[i].Candidates, candidateJSON{p.ProcessID.String(), p.Likeness, newIdentityJSON(p.Identity)})
		}
		if r.ProcessID != 0 {
			same := r.ProcessID.String()
			list[i].Same, list[i].Actor = &same, &r.Actor
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"matches": list, "total": found.MatchCount, "next_after": found.NextMatch})
}

// placeQuery is after which place of the file a list goes on; 0 for its beginning.
type placeQuery struct{ After int64 }

var placeParameters = parameter.Table[placeQuery]{
	parameter.Integer("after", "前の応答の next_after", "200", 0, 0, func(q *placeQuery) *int64 { return &q.After }),
}

// match says which process rows stand for, or that they are new.
func (s *Handlers) match(c echo.Context) error {
	const op = "api.match"
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var body struct {
		Matches []struct {
			Place int64   `json:"place"`
			Same  *string `json:"same"` // null: a new process
		} `json:"matches"`
	}
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	choices := make([]store.MatchChoice, len(body.Matches))
	for i, m := range body.Matches {
		choices[i].Place = m.Place
		if m.Same != nil {
			same, err := registry.ParseProcessIDs(op, "matches", *m.Same)
			if err != nil {
				return err
			}
			choices[i].ProcessID = same[0]
		}
	}
	if err := s.Intake.Match(ctx, scope, id, choices); err != nil {
		return err
	}
	return s.questions(c)
}
