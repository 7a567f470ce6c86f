package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// ProposalImport is a list of proposals that was checked.
type ProposalImport struct {
	Lines []registry.ProposalLine
	Taken bool // it was written
}

// Count counts the lines of a state.
func (i ProposalImport) Count(s registry.AccountLineState) (n int) {
	for _, line := range i.Lines {
		if line.State == s {
			n++
		}
	}
	return n
}

// ImportProposals says of each line of a list whether it is new, changed, unchanged or faulty and,
// if it is to be taken and no line is faulty, writes them all in one change.
func (s *Store) ImportProposals(
	ctx context.Context,
	scope registry.Scope,
	lines []registry.ProposalLine,
	take bool,
) (ProposalImport, error) {
	const op = "store.ImportProposals"
	out := ProposalImport{Lines: slices.Clone(lines)}
	if err := scope.Require(op, registry.Propose); err != nil {
		return out, err
	}
	there, err := s.Proposals(ctx, scope)
	if err != nil {
		return out, err
	}
	drafts := make([]proposalDraft, len(lines))
	seen := map[string]string{}
	for i := range out.Lines {
		drafts[i] = draftOf(op, &out.Lines[i], there, seen)
	}
	if !take || out.Count(registry.LineFaulty) > 0 || out.Count(registry.LineUnchanged) == len(lines) {
		return out, nil
	}
	text := fmt.Sprintf("国への提案の一覧を取り込む（新規 %d、変更 %d）", out.Count(registry.LineNew), out.Count(registry.LineChanged))
	err = s.settingBy(ctx, scope, registry.Propose, op, text, text, func(q querier, c change) error {
		for i := range out.Lines {
			if err := q.takeDraft(ctx, scope, op, c, drafts[i], &out.Lines[i]); err != nil {
				return registry.Errorf(registry.Invalid, op, "%sを取り込めません。%s", out.Lines[i].Place, registry.MessageOf(err))
			}
		}
		return nil
	})
	out.Taken = err == nil
	return out, err
}

// proposalDraft is what a line asks for.
type proposalDraft struct {
	proposal *registry.Proposal     // nil: as it is
	step     *registry.ProposalStep // nil: as it is
}

// draftOf reads a line, says what is wrong with it, and compares it with what is there.
func draftOf(op string, line *registry.ProposalLine, there []registry.ProposalDetail, seen map[string]string) (d proposalDraft) {
	wrong := func(field, format string, args ...any) {
		line.State = registry.LineFaulty
		line.Faults = append(line.Faults, registry.LineFault{Field: field, Cell: line.Cells[field], Message: fmt.Sprintf(format, args...)})
	}
	v := line.Values
	p := registry.Proposal{Title: v["title"], Body: v["body"], Laws: v["laws"], Ministry: v["ministry"], Filter: v["filter"],
		Links: strings.Fields(v["links"]), Reason: "一覧の取込"}
	var is registry.ProposalDetail
	if number := v["number"]; number != "" {
		n, err := strconv.Atoi(number)
		if at := slices.IndexFunc(there, func(d registry.ProposalDetail) bool { return d.Number == n }); err == nil && at >= 0 {
			is = there[at]
		} else {
			wrong("number", "番号「%s」の提案はありません。新しい提案では、番号を空欄にしてください。例：1", number)
		}
	}
	p.Number, line.Number = is.Number, is.Number
	if first := seen[p.Title]; p.Title != "" && first != "" {
		wrong("title", "件名「%s」は、%sにもあります。別の件名にするか、片方を消してください。例：旅券の発給申請のオンライン化", p.Title, first)
	}
	seen[p.Title] = line.Place
	taken := func(d registry.ProposalDetail) bool { return d.Title == p.Title && d.Number != p.Number }
	if other := slices.IndexFunc(there, taken); other >= 0 {
		wrong("title", "件名「%s」の提案は、番号 %[2]d にあります。変えるときは、その番号を書いてください。例：%[2]d", p.Title, there[other].Number)
	}
	if err := checkProposal(op, &p); err != nil {
		wrong(fieldNamed(err), "%s", registry.MessageOf(err))
	}
	step, given := stepOf(op, v, wrong)
	if line.State == registry.LineFaulty {
		return d
	}
	line.State = registry.LineUnchanged
	if is.Number == 0 {
		line.State, d.proposal = registry.LineNew, &p
	} else if !sameProposal(p, is.Proposal) {
		line.State, d.proposal = registry.LineChanged, &p
	}
	if given && movesOn(is, step) {
		d.step = &step
		if line.State == registry.LineUnchanged {
			line.State = registry.LineChanged
		}
	}
	return d
}

// movesOn reports whether a step is not the state that a proposal has. One that has none yet is
// under consideration.
func movesOn(is registry.ProposalDetail, step registry.ProposalStep) bool {
	if len(is.Steps) == 0 {
		return is.Number == 0 || step.State != registry.ProposalConsidering
	}
	last := is.Last()
	return last.State != step.State || !last.Day.Equal(step.Day) || !last.Due.Equal(step.Due) || last.Answer != step.Answer
}

func sameProposal(a, b registry.Proposal) bool {
	return a.Title == b.Title && a.Body == b.Body && a.Laws == b.Laws && a.Ministry == b.Ministry && a.Filter == b.Filter &&
		slices.Equal(a.Links, b.Links)
}

// stepOf reads the state of a line; given where it says one.
func stepOf(op string, v map[string]string, wrong func(field, format string, args ...any)) (step registry.ProposalStep, given bool) {
	if v["state"] == "" && v["day"] == "" && v["due"] == "" && v["answer"] == "" {
		return step, false
	}
	for _, s := range registry.ProposalStates {
		if v["state"] == s.Label() || v["state"] == string(s) {
			step.State = s
		}
	}
	if step.State == "" {
		wrong("state", "状態「%s」が分かりません。検討中、提案済、対応中、実現、不可 のどれかを書いてください。例：提案済", v["state"])
		return step, false
	}
	step.Answer = v["answer"]
	for _, day := range []struct {
		field, label string
		to           *time.Time
	}{{"day", "状態の日", &step.Day}, {"due", "国が示した期日", &step.Due}} {
		if v[day.field] == "" {
			continue
		}
		read, err := registry.ParseDay(op, day.field, day.label, v[day.field])
		if err != nil {
			wrong(day.field, "%s", registry.MessageOf(err))
			return step, false
		}
		*day.to = read
	}
	if err := checkStep(op, step); err != nil {
		wrong(fieldNamed(err), "%s", registry.MessageOf(err))
		return step, false
	}
	return step, true
}

// takeDraft writes what a line asks for.
func (q querier) takeDraft(
	ctx context.Context,
	scope registry.Scope,
	op string,
	c change,
	d proposalDraft,
	line *registry.ProposalLine,
) error {
	if d.proposal != nil {
		number, err := q.setProposal(ctx, scope, op, c, *d.proposal)
		if err != nil {
			return err
		}
		line.Number = number
	}
	if d.step == nil {
		return nil
	}
	return q.moveProposal(ctx, scope, op, c, line.Number, *d.step)
}
