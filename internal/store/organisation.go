package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Organisation lists what is recorded of the organisation: the current entries first, the
// latest day first, and then those that were withdrawn.
func (s *Store) Organisation(ctx context.Context, scope registry.Scope) ([]registry.OrganisationEntry, error) {
	if err := scope.Require("store.Organisation", registry.Read); err != nil {
		return nil, err
	}
	var all []registry.OrganisationEntry
	// How many processes have still to move is no bureau's secret; which ones is.
	err := s.whole(ctx, nil, func(q querier) (err error) {
		all, err = q.organisation(ctx, 0)
		return err
	})
	return all, err
}

// organisation lists the entries, or (not 0) one of them.
func (q querier) organisation(ctx context.Context, id int) ([]registry.OrganisationEntry, error) {
	var rows []struct {
		ID          int
		Kind        registry.OrganisationKind
		EffectiveOn time.Time `db:"effective_on"`
		Reason      string
		SetBy       string       `db:"set_by"`
		SetAt       time.Time    `db:"set_at"`
		EndedAt     sql.NullTime `db:"ended_at"`
		Why         string       `db:"closed_reason"`
		Ends        bool
	}
	if err := q.list(ctx, &rows, "organisation-entries", id); err != nil {
		return nil, err
	}
	all := make([]registry.OrganisationEntry, len(rows))
	place := map[int]*registry.OrganisationEntry{}
	for i, r := range rows {
		all[i] = registry.OrganisationEntry{ID: r.ID, Kind: r.Kind, On: inTokyo(r.EffectiveOn), Reason: r.Reason, Ends: r.Ends,
			Set: registry.SetBy{By: r.SetBy, At: r.SetAt, EndedAt: r.EndedAt.Time, Why: r.Why}}
		place[r.ID] = &all[i]
	}
	var parts []struct {
		EntryID     int `db:"entry_id"`
		Side        string
		BureauID    int `db:"bureau_id"`
		Name        string
		Departments pq.StringArray
	}
	if err := q.list(ctx, &parts, "organisation-parts", id); err != nil {
		return nil, err
	}
	for _, p := range parts {
		part := registry.BureauPart{BureauID: p.BureauID, Name: p.Name, Departments: p.Departments}
		if e := place[p.EntryID]; p.Side == "before" {
			e.Before = append(e.Before, part)
		} else {
			e.After = append(e.After, part)
		}
	}
	return all, q.countLeft(ctx, all)
}

// countLeft counts the processes that have still to move by each entry.
func (q querier) countLeft(ctx context.Context, all []registry.OrganisationEntry) error {
	var givers []int
	for _, e := range all {
		if moves(e) {
			for _, p := range e.Before {
				givers = append(givers, p.BureauID)
			}
		}
	}
	left, err := q.leftOf(ctx, givers)
	if err != nil {
		return err
	}
	for i := range all {
		e := &all[i]
		if !moves(*e) {
			continue
		}
		for _, l := range left {
			if taker := takerOf(*e, l.BureauID, l.Department); taker != 0 && taker != l.BureauID {
				e.Left += l.Processes
				e.Waiting += l.Waiting
			}
		}
	}
	return nil
}

// departmentLeft is how many processes a department of a bureau has, and how many of them are in an
// open proposal.
type departmentLeft struct {
	BureauID           int `db:"bureau_id"`
	Department         string
	Processes, Waiting int64
}

// leftOf counts the processes of bureaus by their departments, whoever asks.
func (q querier) leftOf(ctx context.Context, bureaus []int) (left []departmentLeft, err error) {
	if len(bureaus) == 0 {
		return nil, nil
	}
	err = q.whole(ctx, func(q querier) error { return q.list(ctx, &left, "organisation-left", pq.Array(bureaus)) })
	return left, err
}

// moves reports whether processes move by the entry.
func moves(e registry.OrganisationEntry) bool {
	return e.Set.EndedAt.IsZero() && (e.Kind == registry.BureauSplit || e.Kind == registry.BureauMerged)
}

// takerOf is the bureau to which a process of a bureau and department goes by the entry; 0 if
// the entry is not about that bureau, or does not say where a department's processes go.
func takerOf(e registry.OrganisationEntry, giver int, department string) int {
	if !slices.ContainsFunc(e.Before, func(p registry.BureauPart) bool { return p.BureauID == giver }) {
		return 0
	}
	rest := 0
	for _, p := range e.After {
		if slices.Contains(p.Departments, department) {
			return p.BureauID
		}
		if len(p.Departments) == 0 && rest == 0 {
			rest = p.BureauID
		}
	}
	return rest
}

// Reorganise records what becomes of bureaus as of a day, as one change. Where processes have to
// move, their transfers are proposed with it, as headquarters proposes any; a bureau that ends
// is closed as of that day when its last process has moved. It returns the entry.
func (s *Store) Reorganise(ctx context.Context, scope registry.Scope, r registry.Reorganisation) (registry.OrganisationEntry, error) {
	const op = "store.Reorganise"
	r.Name, r.Reason = strings.TrimSpace(r.Name), strings.TrimSpace(r.Reason)
	for i := range r.Into {
		r.Into[i].Name = strings.TrimSpace(r.Into[i].Name)
	}
	var entry registry.OrganisationEntry
	err := s.setting(ctx, scope, op, r.Reason, "", func(q querier, c change) error {
		bureaus, err := q.bureaus(ctx)
		if err != nil {
			return err
		}
		if err := r.Check(op, bureaus); err != nil {
			return err
		}
		w := organisationWrite{querier: q, op: op, scope: scope, change: c, day: registry.DateOf(r.On)}
		if err := w.knowDepartments(ctx, r); err != nil {
			return err
		}
		if entry, err = w.record(ctx, r, bureaus); err != nil {
			return err
		}
		text := fmt.Sprintf("組織の改正（%s、%s施行）：%s。%s", r.Kind.Label(), registry.DayText(r.On), entry.Text(), r.Reason)
		return q.endChange(ctx, scope, c, registry.ChangeSetting, text, 0)
	})
	return entry, err
}

// departmentsNamed is how many departments a refusal names.
const departmentsNamed = 20

// knowDepartments refuses departments that no process of the bureaus bears: a name that is written
// wrong would else move nothing, without a word. Bureaus without processes bear none to check by.
func (w organisationWrite) knowDepartments(ctx context.Context, r registry.Reorganisation) error {
	left, err := w.leftOf(ctx, r.Bureaus)
	if err != nil || len(left) == 0 {
		return err
	}
	var borne []string
	for _, l := range left {
		if l.Department != "" && !slices.Contains(borne, l.Department) {
			borne = append(borne, l.Department)
		}
	}
	for _, p := range r.Into {
		for _, d := range p.Departments {
			if slices.Contains(borne, d) {
				continue
			}
			all := "手続に部が記入されていません。"
			if len(borne) > 0 {
				all = "部は次のとおりです：" + strings.Join(borne[:min(len(borne), departmentsNamed)], "、")
			}
			if more := len(borne) - departmentsNamed; more > 0 {
				all += fmt.Sprintf(" ほか %d 部", more)
			}
			return &registry.Error{Code: registry.Invalid, Op: w.op, Field: "into",
				Message: fmt.Sprintf("元の局に、部が「%s」の手続はありません。%s", d, all)}
		}
	}
	return nil
}

// organisationWrite is a change of the organisation that has begun.
type organisationWrite struct {
	querier
	op     string
	scope  registry.Scope
	change change
	day    string // as of which it is
}

func (w organisationWrite) record(
	ctx context.Context,
	r registry.Reorganisation,
	bureaus []registry.Bureau,
) (e registry.OrganisationEntry, err error) {
	e = registry.OrganisationEntry{Kind: r.Kind, On: r.On, Reason: r.Reason}
	for _, id := range r.Bureaus {
		e.Before = append(e.Before, registry.BureauPart{BureauID: id, Name: registry.BureauWithID(bureaus, id).Name})
	}
	switch r.Kind {
	case registry.BureauAdded:
		e.After = []registry.BureauPart{{Name: r.Name, External: r.External}}
	case registry.BureauRenamed:
		e.After = []registry.BureauPart{{BureauID: r.Bureaus[0], Name: r.Name}}
	default:
		e.After = r.Into
	}
	for i, p := range e.After {
		if p.BureauID != 0 {
			if r.Kind != registry.BureauRenamed {
				e.After[i].Name = registry.BureauWithID(bureaus, p.BureauID).Name
			}
			continue
		}
		beside := 0
		if len(r.Bureaus) > 0 {
			beside = r.Bureaus[0]
		}
		if e.After[i].BureauID, err = w.add(ctx, p, beside); err != nil {
			return e, err
		}
	}
	if err := w.get(ctx, &e.ID, "organisation-add", string(r.Kind), w.day, r.Reason, w.scope.Actor, w.change.At, w.change.ID); err != nil {
		return e, err
	}
	for side, parts := range map[string][]registry.BureauPart{"before": e.Before, "after": e.After} {
		for _, p := range parts {
			departments := pq.Array(append([]string{}, p.Departments...))
			if _, err := w.exec(ctx, "organisation-part-add", e.ID, side, p.BureauID, p.Name, departments); err != nil {
				return e, err
			}
		}
	}
	switch r.Kind {
	case registry.BureauRenamed:
		err = w.rename(ctx, r.Bureaus[0], r.Name)
	case registry.BureauClosed:
		err = w.close(ctx, r.Bureaus[0])
	case registry.BureauSplit, registry.BureauMerged:
		err = w.succeed(ctx, e)
	}
	if err != nil {
		return e, err
	}
	if err := w.follow(ctx); err != nil {
		return e, err
	}
	return w.entry(ctx, w.op, e.ID)
}

// entry is one entry, as it is now.
func (q querier) entry(ctx context.Context, op string, id int) (e registry.OrganisationEntry, err error) {
	err = q.whole(ctx, func(q querier) error {
		all, err := q.organisation(ctx, id)
		if err == nil && (len(all) == 0 || id == 0) {
			return registry.Errorf(registry.NotFound, op, "この番号の組織の改正はありません。一覧から選び直してください。")
		}
		if err == nil {
			e = all[0]
		}
		return err
	})
	return e, err
}

// add adds a bureau beside another in the order of pages, or (0) at its end.
func (w organisationWrite) add(ctx context.Context, p registry.BureauPart, beside int) (id int, err error) {
	if err := w.get(ctx, &id, "bureau-add", p.Name, beside, w.day, p.External); err != nil {
		return 0, err
	}
	return id, w.openTerm(ctx, bureauTerm{BureauID: id, Name: p.Name, From: w.day, To: forEver})
}

// FollowOrganisation lets names that bureaus bear from today on be shown, as the clock does when a
// day begins. There is never more to do.
func (s *Store) FollowOrganisation(ctx context.Context, scope registry.Scope) (more bool, err error) {
	if err := scope.Require("store.FollowOrganisation", registry.Configure); err != nil {
		return false, err
	}
	return false, s.transact(ctx, scope, nil, func(q querier) error { return q.follow(ctx) })
}

// follow lets the bureaus have what their terms say of today.
func (q querier) follow(ctx context.Context) error {
	today, err := q.today(ctx)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, "bureaus-follow", registry.DateOf(today))
	return err
}
