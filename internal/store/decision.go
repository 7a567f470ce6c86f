package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// MissingRow is a missing process, one that the file of its bureau does not name, with
// the decision on it.
type MissingRow struct {
	ProcessID     registry.ProcessID
	BureauID      int
	Department    string
	Division      string
	ProcedureName string
	ProcessName   string
	LegalBasis    string
	Status        registry.Status
	Decision      registry.Decision  // empty: none yet; an abolished process needs none
	MergedInto    registry.ProcessID // 0: none
	ToBureauID    int                // 0: none
	Actor         string             // who decided
}

// MissingFilter chooses among missing processes.
type MissingFilter struct {
	After     registry.ProcessID // the last one of the page before; 0: from the first
	Undecided bool               // only those without a decision
	Text      string             // words, all of them in one of the names, the law, the department and the division
	Limit     int
}

// missing lists the missing processes of an upload from the import tables.
func (q querier) missing(ctx context.Context, id int64, f MissingFilter) ([]MissingRow, error) {
	return q.missingOf(ctx, "missing-rows", id, f)
}

func (q querier) missingOf(ctx context.Context, query string, id int64, f MissingFilter) ([]MissingRow, error) {
	var rows []struct {
		ProcessID     int64 `db:"process_id"`
		BureauID      int   `db:"bureau_id"`
		Department    string
		Division      string
		ProcedureName string          `db:"procedure_name"`
		ProcessName   string          `db:"process_name"`
		LegalBasis    string          `db:"legal_basis"`
		Status        registry.Status `db:"digitization_status"`
		Decision      registry.Decision
		MergedInto    int64 `db:"merged_into"`
		ToBureauID    int   `db:"to_bureau_id"`
		Actor         string
	}
	if err := q.list(ctx, &rows, query, id, int64(f.After), f.Undecided, registry.SearchPattern(f.Text), f.Limit); err != nil {
		return nil, err
	}
	missing := make([]MissingRow, len(rows))
	for i, r := range rows {
		missing[i] = MissingRow{
			ProcessID:     registry.ProcessID(r.ProcessID),
			BureauID:      r.BureauID,
			Department:    r.Department,
			Division:      r.Division,
			ProcedureName: r.ProcedureName,
			ProcessName:   r.ProcessName,
			LegalBasis:    r.LegalBasis,
			Status:        r.Status,
			Decision:      r.Decision,
			MergedInto:    registry.ProcessID(r.MergedInto),
			ToBureauID:    r.ToBureauID,
			Actor:         r.Actor,
		}
	}
	return missing, nil
}

// everyRow is a limit that leaves none out.
const everyRow = 1 << 30

// DecisionChoice is one decision for several missing processes: for those that it names,
// or, where Processes is nil, for all that Undecided and Text find.
type DecisionChoice struct {
	Processes  []registry.ProcessID
	Undecided  bool   // only those without a decision
	Text       string // as [MissingFilter.Text]
	Decision   registry.Decision
	MergedInto registry.ProcessID // of a merger
	ToBureauID int                // of a transfer
}

// Decide stores a decision on missing processes and returns how many it applies to. The
// decision is carried out when the upload is confirmed, and can be changed until then.
func (s *Store) Decide(ctx context.Context, scope registry.Scope, id int64, d DecisionChoice) (int, error) {
	const op = "store.Decide"
	n := 0
	err := s.answering(ctx, op, scope, id, false, func(q querier, _ importTables) (err error) {
		n, err = q.decide(ctx, op, scope, id, d)
		return err
	})
	return n, err
}

func (q querier) decide(ctx context.Context, op string, scope registry.Scope, id int64, d DecisionChoice) (int, error) {
	wrong := func(field, message string) error {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: field, Message: message}
	}
	if !slices.Contains(registry.Decisions, d.Decision) {
		return 0, wrong("decision", "ファイルにない手続をどうするか、一覧から選んでください。")
	}
	all, err := q.missing(ctx, id, MissingFilter{Undecided: d.Undecided && d.Processes == nil, Text: d.Text, Limit: everyRow})
	if err != nil {
		return 0, err
	}
	chosen := map[int][]registry.ProcessID{} // by bureau
	n := 0
	for _, row := range all {
		if d.Processes == nil || slices.Contains(d.Processes, row.ProcessID) {
			chosen[row.BureauID] = append(chosen[row.BureauID], row.ProcessID)
			n++
		}
	}
	if d.Processes != nil && n != len(d.Processes) {
		return 0, wrong("processes", "「ファイルにない」手続ではないものが選ばれています。画面を開き直して、選び直してください。")
	}
	if n == 0 {
		return 0, nil
	}
	var ids []int64
	for bureau, of := range chosen {
		for _, p := range of {
			ids = append(ids, int64(p))
		}
		if d.Decision != registry.DecideTransfer {
			continue
		}
		today, err := q.today(ctx)
		if err != nil {
			return 0, err
		}
		p := transferOf(bureau, d.ToBureauID, of, today)
		checked, err := p.ids(op)
		if err == nil {
			err = q.proposable(ctx, op, p, checked)
		}
		if err != nil {
			return 0, err
		}
	}
	into := int64(0)
	if d.Decision == registry.DecideMerge {
		into = int64(d.MergedInto)
		var there []registry.Status
		if err := q.list(ctx, &there, "decision-merge-target", into, orNull(scope.BureauID)); err != nil {
			return 0, err
		}
		switch {
		case into == 0:
			return 0, wrong("merged_into", "統合のときは、統合先の手続を選んでください。手続名の一部か手続IDで探せます。例：P-0000123")
		case len(there) == 0 || slices.Contains(ids, into):
			return 0, wrong("merged_into", "統合先には、登録されているほかの手続を選んでください。手続名の一部か手続IDで探せます。例：P-0000123")
		case there[0] == registry.Abolished:
			return 0, wrong("merged_into", "統合先の手続は廃止済みです。続いている手続を選んでください。")
		}
	}
	to := 0
	if d.Decision == registry.DecideTransfer {
		to = d.ToBureauID
	}
	if _, err := q.exec(ctx, "decision-set", id, pq.Array(ids), string(d.Decision), orNull(into), orNull(to), orNull(scope.AccountID),
		scope.Actor); err != nil {
		return 0, err
	}
	var loose []int64
	if err := q.list(ctx, &loose, "decision-loose-merges", id); err != nil {
		return 0, err
	}
	if len(loose) > 0 {
		return 0, wrong("merged_into", "廃止、統合、所管替えにする手続を、統合先にすることはできません："+idList(loose))
	}
	return n, q.event(
		ctx,
		scope,
		id,
		registry.EventDecided,
		fmt.Sprintf("ファイルにない %s 手続：%s", registry.Thousands(int64(n)), d.Decision.Label()),
	)
}

// MergeTarget is a process into which others can be merged.
type MergeTarget struct {
	ProcessID     registry.ProcessID
	ProcedureName string
	ProcessName   string
	LegalBasis    string
	Department    string
	Division      string
}

// MergeTargets finds up to limit processes by a text in their names or law into which missing
// processes of an upload can be merged.
func (s *Store) MergeTargets(ctx context.Context, scope registry.Scope, id int64, text string, limit int) ([]MergeTarget, error) {
	key := registry.SearchKey(text)
	if key == "" {
		return nil, nil
	}
	var rows []struct {
		ProcessID     int64  `db:"process_id"`
		ProcedureName string `db:"procedure_name"`
		ProcessName   string `db:"process_name"`
		LegalBasis    string `db:"legal_basis"`
		Department    string
		Division      string
	}
	err := s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) error {
		return q.list(ctx, &rows, "decision-merge-targets", id, orNull(scope.BureauID), key, limit)
	})
	if err != nil {
		return nil, err
	}
	targets := make([]MergeTarget, len(rows))
	for i, r := range rows {
		targets[i] = MergeTarget{registry.ProcessID(r.ProcessID), r.ProcedureName, r.ProcessName, r.LegalBasis, r.Department, r.Division}
	}
	return targets, nil
}

// transferOf is the transfer that the decision "transfer" proposes, from a day on.
func transferOf(from, to int, processes []registry.ProcessID, on time.Time) Proposal {
	return Proposal{FromBureauID: from, ToBureauID: to, Processes: processes,
		EffectiveOn: on, Reason: "取込で「所管替え」とされた手続"}
}

// dueDecision is a decision that the confirmation of the upload carries out.
type dueDecision struct {
	ProcessID  int64 `db:"process_id"`
	Decision   registry.Decision
	BureauID   int `db:"bureau_id"`
	ToBureauID int `db:"to_bureau_id"`
}

// dueDecisions returns the decisions to carry out: the processes that the upload's own
// change writes, and the transfers to propose to other bureaus.
func (q querier) dueDecisions(ctx context.Context, id int64) (write []int64, propose []dueDecision, err error) {
	var due []dueDecision
	if err := q.list(ctx, &due, "decisions-due", id); err != nil {
		return nil, nil, err
	}
	for _, d := range due {
		if d.Decision == registry.DecideTransfer {
			propose = append(propose, d)
		} else {
			write = append(write, d.ProcessID)
		}
	}
	return write, propose, nil
}

// proposeDecided proposes the decided transfers, except for processes that are part of a
// proposal already.
func (s *Store) proposeDecided(ctx context.Context, q querier, scope registry.Scope, due []dueDecision) error {
	if len(due) == 0 {
		return nil
	}
	ids := make([]int64, len(due))
	for i, d := range due {
		ids[i] = d.ProcessID
	}
	var underWay []int64
	if err := q.list(ctx, &underWay, "transfer-under-way", pq.Array(ids), 0); err != nil {
		return err
	}
	byBureaus := map[[2]int][]registry.ProcessID{}
	for _, d := range due {
		if !slices.Contains(underWay, d.ProcessID) {
			key := [2]int{d.BureauID, d.ToBureauID}
			byBureaus[key] = append(byBureaus[key], registry.ProcessID(d.ProcessID))
		}
	}
	today, err := q.today(ctx)
	if err != nil {
		return err
	}
	together := s.with(q)
	for _, key := range slices.SortedFunc(maps.Keys(byBureaus), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }) {
		if _, err := together.ProposeTransfer(ctx, scope, transferOf(key[0], key[1], byBureaus[key], today)); err != nil {
			return err
		}
	}
	return nil
}

// DecisionCounts counts the decisions on missing processes of an upload by kind.
func (s *Store) DecisionCounts(ctx context.Context, scope registry.Scope, id int64) (map[registry.Decision]int, error) {
	var rows []struct {
		Decision  registry.Decision
		Processes int
	}
	err := s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) error {
		return q.list(ctx, &rows, "decision-counts", id)
	})
	if err != nil {
		return nil, err
	}
	counts := map[registry.Decision]int{}
	for _, r := range rows {
		counts[r.Decision] = r.Processes
	}
	return counts, nil
}
