package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Patch is a set of new values for one process.
type Patch struct {
	Fields  []string         // the fields to set, by the names of the check report; a blank value clears
	Process registry.Process // the values; other fields are ignored
	Volumes []VolumePatch
}

// VolumePatch is the new volume of one fiscal year; a nil count keeps what is recorded.
type VolumePatch struct {
	FiscalYear    int
	Total, Online *registry.Count
}

// StaleError is the Conflict error of an edit of a version that is no longer the newest.
// It lists what others have changed since.
type StaleError struct {
	conflict registry.Error
	Version  int64 // the newest
	Cells    []StaleCell
}

// Error is the text for the log.
func (e *StaleError) Error() string { return e.conflict.Error() }

// Unwrap gives the error without its cells, as the registry's own.
func (e *StaleError) Unwrap() error { return &e.conflict }

// StaleCell is a field that others changed since the version that was edited, as
// text (see [FieldChange]).
type StaleCell struct {
	Field      string
	FiscalYear int // of volumes, else 0
	Base       string
	Theirs     string
	Mine       string
	Clash      bool // the edit has another value than the newest version
}

// taken copies a field from one process to another, for each field that can be edited.
var taken = map[string]func(to *registry.Process, from registry.Process){
	"department":          func(to *registry.Process, from registry.Process) { to.Department = from.Department },
	"division":            func(to *registry.Process, from registry.Process) { to.Division = from.Division },
	"procedure_name":      func(to *registry.Process, from registry.Process) { to.ProcedureName = from.ProcedureName },
	"process_name":        func(to *registry.Process, from registry.Process) { to.ProcessName = from.ProcessName },
	"process_type":        func(to *registry.Process, from registry.Process) { to.ProcessType = from.ProcessType },
	"applicant":           func(to *registry.Process, from registry.Process) { to.Applicant = from.Applicant },
	"recipient":           func(to *registry.Process, from registry.Process) { to.Recipient = from.Recipient },
	"legal_basis":         func(to *registry.Process, from registry.Process) { to.LegalBasis = from.LegalBasis },
	"legal_article":       func(to *registry.Process, from registry.Process) { to.LegalArticle = from.LegalArticle },
	"affair_category":     func(to *registry.Process, from registry.Process) { to.AffairCategory = from.AffairCategory },
	"digitization_status": func(to *registry.Process, from registry.Process) { to.Status = from.Status },
	"planned_fiscal_year": func(to *registry.Process, from registry.Process) { to.PlannedFiscalYear = from.PlannedFiscalYear },
	"digitized_on":        func(to *registry.Process, from registry.Process) { to.DigitizedOn = from.DigitizedOn },
	"obstacle":            func(to *registry.Process, from registry.Process) { to.Obstacle = from.Obstacle },
	"national_law_change": func(to *registry.Process, from registry.Process) { to.NationalLawChange = from.NationalLawChange },
	"law_to_change":       func(to *registry.Process, from registry.Process) { to.LawToChange = from.LawToChange },
	"ministry":            func(to *registry.Process, from registry.Process) { to.Ministry = from.Ministry },
	"scope":               func(to *registry.Process, from registry.Process) { to.InScope = from.InScope },
	"platform":            func(to *registry.Process, from registry.Process) { to.Platform = from.Platform },
	"identity_method":     func(to *registry.Process, from registry.Process) { to.IdentityMethod = from.IdentityMethod },
	"fee":                 func(to *registry.Process, from registry.Process) { to.Fee = from.Fee },
	"payment_methods":     func(to *registry.Process, from registry.Process) { to.PaymentMethods = from.PaymentMethods },
	"attachments":         func(to *registry.Process, from registry.Process) { to.Attachments = from.Attachments },
	"seal_required":       func(to *registry.Process, from registry.Process) { to.SealRequired = from.SealRequired },
	"standard_processing_period": func(to *registry.Process, from registry.Process) {
		to.StandardProcessingPeriod = from.StandardProcessingPeriod
	},
	"remarks":           func(to *registry.Process, from registry.Process) { to.Remarks = from.Remarks },
	overrideField:       func(to *registry.Process, from registry.Process) { to.Override = from.Override },
	overrideReasonField: func(to *registry.Process, from registry.Process) { to.OverrideReason = from.OverrideReason },
}

// The fields that need the power to overrule a priority.
const (
	overrideField       = "priority_override"
	overrideReasonField = "priority_reason"
)

// powers are the powers that the patch needs.
func (p Patch) powers() []registry.Power {
	overrules := 0
	for _, f := range p.Fields {
		if f == overrideField || f == overrideReasonField {
			overrules++
		}
	}
	var powers []registry.Power
	if overrules > 0 {
		powers = append(powers, registry.Overrule)
	}
	if overrules < len(p.Fields) || len(p.Volumes) > 0 || overrules == 0 {
		powers = append(powers, registry.Edit)
	}
	return powers
}

// Apply returns a process and its volumes with the patch's values. A reason without a
// decision on the priority is dropped.
func (p Patch) Apply(to registry.Process, volumes []registry.Volume) (registry.Process, []registry.Volume, error) {
	for _, f := range p.Fields {
		take, ok := taken[f]
		if !ok {
			return to, nil, &registry.Error{Code: registry.Invalid, Op: "store.Patch", Field: f,
				Message: fmt.Sprintf("項目「%s」は変更できません。", f)}
		}
		take(&to, p.Process)
	}
	if to.Override == "" {
		to.OverrideReason = ""
	}
	volumes = slices.Clone(volumes)
	for _, v := range p.Volumes {
		if v.Total == nil && v.Online == nil {
			continue
		}
		i := slices.IndexFunc(volumes, func(w registry.Volume) bool { return w.FiscalYear == v.FiscalYear })
		if i < 0 {
			i = len(volumes)
			volumes = append(volumes, registry.Volume{FiscalYear: v.FiscalYear})
		}
		if v.Total != nil {
			volumes[i].Total = *v.Total
		}
		if v.Online != nil {
			volumes[i].Online = *v.Online
		}
	}
	to.Deciding, to.Usage = registry.Deciding(volumes), registry.UsageOf(volumes)
	return to, volumes, nil
}

// Edit changes one process under one change and returns it. It needs a reason. version is
// the [registry.Process.ChangeID] of the version that the editor saw: if that is no longer
// the newest, nothing is written and the error is a [StaleError]. A patch that changes
// nothing writes nothing.
//
// Where edits need a second person, the edit waits for one instead: it is the Pending of
// what is returned, see [Store.ApproveEdit].
func (s *Store) Edit(
	ctx context.Context,
	scope registry.Scope,
	id registry.ProcessID,
	version int64,
	patch Patch,
	reason string,
) (ProcessDetail, error) {
	const op = "store.Edit"
	for _, power := range patch.powers() {
		if err := scope.Require(op, power); err != nil {
			return ProcessDetail{}, err
		}
	}
	err := s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		all, err := q.versions(ctx, id, moment{asked: registry.Now})
		if err != nil {
			return err
		}
		now := all.at(registry.Now)
		if now == nil || !scope.Reaches(now.BureauID) {
			return noProcess(op, id)
		}
		if now.ChangeID != version {
			return all.stale(op, version, patch)
		}
		if err := registry.RequireReason(op, reason); err != nil {
			return err
		}
		volumes := all.volumesAt(registry.Now)
		next, nextVolumes, err := patch.Apply(*now, volumes)
		if err != nil {
			return err
		}
		if !differs(*now, next, volumes, nextVolumes) {
			return nil
		}
		if wait, err := q.waits(ctx, scope); err != nil {
			return err
		} else if wait {
			return q.propose(ctx, scope, *now, patch, reason)
		}
		c, err := q.beginChange(ctx)
		if err != nil {
			return err
		}
		if err := q.rewrite(ctx, c, next, volumes, nextVolumes); err != nil {
			return err
		}
		return q.endChange(ctx, scope, c, registry.ChangeEdit, reason, 0)
	})
	if err != nil {
		return ProcessDetail{}, err
	}
	return s.Process(ctx, scope, id, time.Time{})
}

// differs reports whether two states of a process differ in any cell. Counts are compared
// as values: 1,200件 equals 1200.
func differs(a, b registry.Process, volumesA, volumesB []registry.Volume) bool {
	return !slices.Equal(a.Obstacle, b.Obstacle) || !slices.Equal(a.PaymentMethods, b.PaymentMethods) ||
		!slices.Equal(a.Attachments, b.Attachments) || len(fieldChanges(a, b, volumesA, volumesB)) > 0
}

// stale returns the [StaleError] of a patch of an older version: what was changed since,
// and where the patch disagrees.
func (v versions) stale(op string, version int64, patch Patch) error {
	now := v.at(registry.Now)
	e := &StaleError{Version: now.ChangeID, conflict: registry.Error{Code: registry.Conflict, Op: op, Field: "version",
		Message: "表示してから保存するまでの間に、ほかの人がこの手続を変更しました。変更された項目を確かめて、もう一度保存してください。"}}
	i := slices.IndexFunc(v.processes, func(p registry.Process) bool { return p.ChangeID == version })
	if i < 0 {
		return e // of no version of this process: there is nothing to compare
	}
	base := v.processes[i]
	volumes := v.volumesAt(base.RecordedFrom)
	mine, mineVolumes, err := patch.Apply(base, volumes)
	if err != nil {
		return err
	}
	wanted := map[FieldChange]string{} // by field and year
	for _, c := range fieldChanges(base, mine, volumes, mineVolumes) {
		wanted[FieldChange{Field: c.Field, FiscalYear: c.FiscalYear}] = c.New
	}
	for _, c := range fieldChanges(base, *now, volumes, v.volumesAt(registry.Now)) {
		cell := StaleCell{Field: c.Field, FiscalYear: c.FiscalYear, Base: c.Old, Theirs: c.New, Mine: c.Old}
		if want, ok := wanted[FieldChange{Field: c.Field, FiscalYear: c.FiscalYear}]; ok {
			cell.Mine, cell.Clash = want, want != c.New
		}
		e.Cells = append(e.Cells, cell)
	}
	return e
}

// rewrite closes the current version of a process and opens the next one, and does the
// same for those of its volumes that differ.
func (q querier) rewrite(ctx context.Context, c change, next registry.Process, old, volumes []registry.Volume) error {
	id := int64(next.ID)
	if _, err := q.exec(ctx, "processes-close", c.At, c.ID, pq.Array([]int64{id})); err != nil {
		return err
	}
	if err := q.openProcess(ctx, c, next); err != nil {
		return err
	}
	var changed []registry.Volume
	var years []int64
	for _, v := range volumes {
		was := volumeOf(old, v.FiscalYear)
		if was.FiscalYear == v.FiscalYear && was.Total.Written() == v.Total.Written() && was.Online.Written() == v.Online.Written() {
			continue
		}
		changed, years = append(changed, v), append(years, int64(v.FiscalYear))
	}
	if len(changed) == 0 {
		return nil
	}
	if _, err := q.exec(ctx, "volumes-close", c.At, c.ID, id, pq.Array(years)); err != nil {
		return err
	}
	for _, v := range changed {
		if _, err := q.exec(ctx, "volume-open", id, v.FiscalYear, c.At, c.ID,
			v.Total.Value, v.Total.Upper, string(v.Total.Qualifier), string(v.Total.State), v.Total.Raw,
			v.Online.Value, v.Online.Upper, string(v.Online.Qualifier), string(v.Online.State), v.Online.Raw); err != nil {
			return err
		}
	}
	return nil
}

// openProcess writes a new version of a process.
func (q querier) openProcess(ctx context.Context, c change, p registry.Process) error {
	_, err := q.exec(ctx, "process-open", versionValues(c, p)...)
	return err
}

// versionValues are the columns of a new version of a process, as "process-open" has them, with
// those that are derived.
func versionValues(c change, p registry.Process) []any {
	key, search := p.Identity().Keys()
	var total, low sql.NullInt64
	var high *int64
	var year, usageYear sql.NullInt64
	var qualifier sql.NullString
	if d := p.Deciding; d != nil {
		l, h := d.Total.Bounds()
		total, low, high = sql.NullInt64{Int64: *d.Total.Value, Valid: true}, sql.NullInt64{Int64: l, Valid: true}, h
		year, qualifier = orNull(d.FiscalYear), sql.NullString{String: string(d.Total.Qualifier), Valid: true}
	}
	var usageTotal, usageOnline sql.NullInt64
	if u := p.Usage; u != nil {
		usageYear, usageTotal, usageOnline = orNull(
			u.FiscalYear,
		), sql.NullInt64{
			Int64: u.Total,
			Valid: true,
		}, sql.NullInt64{
			Int64: u.Online,
			Valid: true,
		}
	}
	law := p.NationalLawChange
	if law == "" {
		law = registry.LawChangeUnknown
	}
	scope := ScopeOut
	if p.InScope {
		scope = ScopeIn
	}
	digitized := sql.NullString{String: dayText(p.DigitizedOn), Valid: !p.DigitizedOn.IsZero()}
	return []any{int64(p.ID), c.At, c.ID, p.BureauID, p.Department, p.Division, p.ProcedureName,
		p.ProcessName, p.ProcessType, p.Applicant, p.Recipient, p.LegalBasis, p.LegalArticle, p.AffairCategory,
		string(p.Status), orNull(p.PlannedFiscalYear), digitized, textArray(p.Obstacle), string(law),
		p.LawToChange, p.Ministry, scope, p.Platform, p.IdentityMethod, p.Fee, textArray(p.PaymentMethods), textArray(p.Attachments),
		p.SealRequired, p.StandardProcessingPeriod, p.Remarks, string(p.Override), p.OverrideReason,
		total, year, qualifier, low, high, usageTotal, usageOnline, usageYear, search, key[:]}
}
