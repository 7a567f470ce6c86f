package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// proposalsQuery is over which processes proposals are counted.
type proposalsQuery struct{ Group string }

var proposalsParameters = parameter.Table[proposalsQuery]{request.GroupParameter(func(q *proposalsQuery) *string { return &q.Group })}

// proposals lists the proposals to the national government, and how the processes that need a change
// of national law are asked for.
func (s *Handlers) proposals(c echo.Context, q proposalsQuery) error {
	return s.sendProposals(c, http.StatusOK, q.Group)
}

func (s *Handlers) sendProposals(c echo.Context, status int, group string) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	number, err := s.GroupGiven(ctx, group)
	if err != nil {
		return err
	}
	all, coverage, err := s.Store.CoveredProposals(ctx, scope, number)
	if err != nil {
		return err
	}
	list := make([]report.ProposalJSON, len(all))
	for i, d := range all {
		list[i] = report.NewProposalJSON(d)
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		Group     string                    `json:"group"` // empty: all
		Coverage  registry.ProposalCoverage `json:"coverage"`
		Proposals []report.ProposalJSON     `json:"proposals"`
	}{s.newSettingsJSON(), group, coverage, list})
}

// proposalProcessJSON is a process of a proposal as it is now.
type proposalProcessJSON struct {
	ProcessID         registry.ProcessID `json:"process_id"`
	ProcedureName     string             `json:"procedure_name"`
	ProcessName       *string            `json:"process_name"`
	Bureau            string             `json:"bureau"`
	Status            *string            `json:"digitization_status"`
	NationalLawChange registry.LawChange `json:"national_law_change"`
	Volume            *int64             `json:"volume"`
	Answer            *string            `json:"answer"` // why it is not freed; null: nobody said so
	Open              bool               `json:"open"`
}

// proposal is one proposal with its states and processes.
func (s *Handlers) proposal(c echo.Context) error { return s.sendProposal(c, http.StatusOK) }

func (s *Handlers) sendProposal(c echo.Context, status int) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	d, _, processes, err := s.Store.Proposal(c.Request().Context(), request.ScopeOf(c), int(id))
	if err != nil {
		return err
	}
	list := make([]proposalProcessJSON, len(processes))
	for i, p := range processes {
		list[i] = proposalProcessJSON{ProcessID: p.ID, ProcedureName: p.ProcedureName, ProcessName: textOrNull(p.ProcessName), Bureau: p.Bureau,
			Status: textOrNull(string(p.Status)), NationalLawChange: p.LawChange, Volume: p.Volume, Answer: textOrNull(p.Answer), Open: p.Open}
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		report.ProposalJSON
		Steps []report.ProposalStepJSON `json:"steps"`
		Of    []proposalProcessJSON     `json:"of"` // its processes
	}{s.newSettingsJSON(), report.NewProposalJSON(d), report.NewProposalStepsJSON(d.Steps), list})
}

// proposalGiven is what a request says that a proposal is to be.
type proposalGiven struct {
	Title    string   `json:"title"`
	Body     string   `json:"body"`
	Laws     string   `json:"laws"`
	Ministry string   `json:"ministry"`
	Filter   string   `json:"filter"`
	Links    []string `json:"links"`
	Reason   string   `json:"reason"`
}

func (g proposalGiven) proposal(number int) (registry.Proposal, error) {
	return registry.Proposal{Number: number, Title: g.Title, Body: g.Body, Laws: g.Laws, Ministry: g.Ministry, Filter: g.Filter,
		Links: g.Links, Reason: g.Reason}, nil
}

// setProposal adds a proposal or changes one, and answers with all of them.
func (s *Handlers) setProposal(c echo.Context) error {
	_, status, err := written(c, proposalGiven.proposal, s.Store.SetProposal)
	if err != nil {
		return err
	}
	return s.sendProposals(c, status, "")
}

// moveProposal gives a proposal its next state.
func (s *Handlers) moveProposal(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var given struct {
		State  registry.ProposalState `json:"state"`
		Day    string                 `json:"day"`
		Due    string                 `json:"due"`
		Answer string                 `json:"answer"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	step := registry.ProposalStep{State: given.State, Answer: given.Answer}
	if step.Day, err = dayGiven("day", given.Day); err != nil {
		return err
	}
	if given.Due != "" {
		if step.Due, err = dayGiven("due", given.Due); err != nil {
			return err
		}
	}
	if err := s.Store.MoveProposal(c.Request().Context(), request.ScopeOf(c), int(id), step); err != nil {
		return err
	}
	return s.sendProposal(c, http.StatusCreated)
}

// answerProposal says why processes of a proposal that came true are not freed.
func (s *Handlers) answerProposal(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var given struct {
		Processes []registry.ProcessID `json:"processes"`
		Reason    string               `json:"reason"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	if err := s.Store.AnswerProposal(c.Request().Context(), request.ScopeOf(c), int(id), given.Processes, given.Reason); err != nil {
		return err
	}
	return s.sendProposal(c, http.StatusCreated)
}

// withdrawProposal ends a proposal.
func (s *Handlers) withdrawProposal(c echo.Context) error {
	if err := withdraw(s, c, (*store.Store).WithdrawProposal); err != nil {
		return err
	}
	return s.sendProposals(c, http.StatusOK, "")
}

// proposalListFields are the fields of the form in which a list of proposals comes.
var proposalListFields = parameter.Table[struct{ Take bool }]{
	parameter.Flag("take", "true なら取り込む。省くと、結果を返すだけで何も変えない", func(q *struct{ Take bool }) *bool { return &q.Take }),
}

// proposalLineJSON is a line of a list with what becomes of it.
type proposalLineJSON struct {
	Place    string                    `json:"place"`
	State    registry.AccountLineState `json:"state"`
	Proposal *int                      `json:"proposal"` // null: it has none yet
	Title    string                    `json:"title"`
	Faults   []lineFaultJSON           `json:"faults"`
}

// importProposals says what a list would do or, if it is to be taken and no line is faulty, takes it.
func (s *Handlers) importProposals(c echo.Context) error {
	part, err := s.FilePart(c)
	if err != nil {
		return err
	}
	defer part.Close()
	given, err := proposalListFields.Parse("api.importProposals", c.Request().Form)
	if err != nil {
		return err
	}
	if err := s.StillAuthorized(c); err != nil {
		return err
	}
	list, err := s.ImportProposals(c.Request().Context(), request.ScopeOf(c), part.Name, part.File, given.Take)
	if err != nil {
		return err
	}
	lines := make([]proposalLineJSON, len(list.Lines))
	for i, line := range list.Lines {
		lines[i] = proposalLineJSON{Place: line.Place, State: line.State, Title: line.Values["title"],
			Faults: make([]lineFaultJSON, len(line.Faults))}
		if line.Number != 0 {
			lines[i].Proposal = &line.Number
		}
		for k, f := range line.Faults {
			lines[i].Faults[k] = lineFaultJSON{f.Field, textOrNull(string(f.Cell)), f.Message}
		}
	}
	status := http.StatusOK
	if list.Taken {
		status = http.StatusCreated
	}
	return c.JSON(status, map[string]any{"taken": list.Taken,
		"new": list.Count(registry.LineNew), "changed": list.Count(registry.LineChanged),
		"unchanged": list.Count(registry.LineUnchanged), "faulty": list.Count(registry.LineFaulty), "lines": lines})
}
