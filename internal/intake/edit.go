package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/value"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// EditInput is an edit of one process as a person enters it: codes, labels and numbers in any form
// that a sheet may have. Fields that it does not name stay as they are.
type EditInput struct {
	Fields  map[string]FieldInput // by the names of the check report
	Volumes []VolumeInput
}

// FieldInput is the value of a field as a person enters it. A blank clears the field.
type FieldInput struct {
	Text  string
	Items []string // the values of a list, instead of Text
}

// blank reports whether the value clears the field.
func (w FieldInput) blank() bool {
	return value.Clean(w.Text) == "" && !slices.ContainsFunc(w.Items, func(s string) bool { return value.Clean(s) != "" })
}

// VolumeInput is the edit of one fiscal year's volume: nil keeps a number, a blank text makes
// it unknown (never zero).
type VolumeInput struct {
	FiscalYear    int
	Total, Online *string
}

// Edit changes one process under one change (see [store.Store.Edit]). It reads the values as
// the cells of a sheet are read. A value that cannot be read, or that contradicts the rest of
// the process, is an Invalid error that names the field. The findings tell of normalised and
// questionable values, which are written all the same.
func (in *Intake) Edit(
	ctx context.Context,
	scope registry.Scope,
	id registry.ProcessID,
	version int64,
	w EditInput,
	reason string,
) (store.ProcessDetail, []finding.Finding, error) {
	f, err := in.Form(ctx)
	if err != nil {
		return store.ProcessDetail{}, nil, err
	}
	patch, found, err := w.patch(f)
	if err != nil {
		return store.ProcessDetail{}, nil, err
	}
	now, err := in.store.Process(ctx, scope, id, time.Time{})
	if err != nil {
		return store.ProcessDetail{}, nil, err
	}
	if now.ChangeID == version { // otherwise the store's error lists what differs
		more, err := checkRow(f, now, patch)
		if err != nil {
			return store.ProcessDetail{}, nil, err
		}
		found = append(found, more...)
	}
	d, err := in.store.Edit(ctx, scope, id, version, patch, reason)
	return d, found, err
}

// Overrule decides the priority of one process by hand; an empty decision leaves it to the
// volume again. Both need a reason.
func (in *Intake) Overrule(
	ctx context.Context,
	scope registry.Scope,
	id registry.ProcessID,
	version int64,
	decision registry.Priority,
	reason string,
) (store.ProcessDetail, error) {
	const op = "intake.Overrule"
	if !slices.Contains([]registry.Priority{"", registry.Yes, registry.No}, decision) {
		return store.ProcessDetail{}, invalid(op, "priority", "重点手続の判定を一覧から選んでください。")
	}
	reason = value.Clean(reason)
	return in.store.Edit(ctx, scope, id, version, store.Patch{Fields: []string{"priority_override", "priority_reason"},
		Process: registry.Process{Override: decision, OverrideReason: reason}}, reason)
}

func invalid(op, field, format string, args ...any) error {
	e := registry.Errorf(registry.Invalid, op, format, args...)
	e.Field = field
	return e
}

// patch reads the entered values.
func (w EditInput) patch(of *form.Form) (store.Patch, []finding.Finding, error) {
	const op = "intake.Edit"
	var p store.Patch
	var found []finding.Finding
	fields := of.Fields()
	for i := range fields {
		f := &fields[i]
		written, ok := w.Fields[f.Key]
		set := wished[f.Key]
		if !ok || set == nil {
			continue
		}
		if written.blank() && f.Key == "scope" {
			return p, nil, invalid(op, f.Key, "%sは空欄にできません。対象か対象外を選んでください。", f.Label)
		}
		v, more, err := read(f, written)
		if err != nil {
			return p, nil, err
		}
		set(&p.Process, v)
		p.Fields, found = append(p.Fields, f.Key), append(found, more...)
	}
	for key := range w.Fields {
		if wished[key] == nil {
			return p, nil, invalid(op, key, "項目「%s」は変更できません。", key)
		}
	}
	for _, y := range w.Volumes {
		if y.FiscalYear < 1868 || y.FiscalYear > 2100 {
			return p, nil, invalid(op, "fiscal_year", "年度は西暦の年度（1868～2100）で入力してください。")
		}
		if slices.ContainsFunc(p.Volumes, func(v store.VolumePatch) bool { return v.FiscalYear == y.FiscalYear }) {
			return p, nil, invalid(op, "fiscal_year", "%sが2つあります。", registry.EraYear(y.FiscalYear))
		}
		v := store.VolumePatch{FiscalYear: y.FiscalYear}
		for _, c := range []struct {
			key  string
			text *string
			to   **registry.Count
		}{{"annual_volume", y.Total, &v.Total}, {"online_volume", y.Online, &v.Online}} {
			if c.text == nil {
				continue
			}
			x, more, err := read(of.Field(c.key), FieldInput{Text: *c.text})
			if err != nil {
				return p, nil, err
			}
			n := registry.Count{Value: x.Count.Value, Upper: x.Count.Upper, Qualifier: registry.Qualifier(x.Count.Qualifier),
				State: registry.State(x.Count.State), Raw: x.Count.Raw}
			*c.to, found = &n, append(found, more...)
		}
		p.Volumes = append(p.Volumes, v)
	}
	return p, found, nil
}

// read reads one value like a cell in a column of the field.
func read(f *form.Field, w FieldInput) (value.Value, []finding.Finding, error) {
	var all value.Value
	var found []finding.Finding
	parse := func(text string) (value.Value, error) {
		v, more := value.Parse(f, value.Cell{Text: text}, &value.Context{})
		for _, one := range more {
			if one.Severity == finding.Error {
				message := one.Message
				if one.Example != "" {
					message += "（例：" + one.Example + "）"
				}
				return v, invalid("intake.Edit", f.Key, "%s", message)
			}
		}
		found = append(found, more...)
		return v, nil
	}
	switch {
	case len(w.Items) == 0:
		v, err := parse(w.Text)
		return v, found, err
	case f.Kind == form.List:
		for _, item := range w.Items {
			if item = value.Clean(item); item != "" {
				all.List = append(all.List, item)
			}
		}
		if !value.Fits(all.List...) {
			return all, nil, invalid("intake.Edit", f.Key, "%sが長すぎます。Excel の 1 セルに入る 32,767 文字までにしてください。", f.Label)
		}
		return all, nil, nil
	case f.Kind != form.Codes:
		return all, nil, invalid("intake.Edit", f.Key, "%sに入力できる値は1つだけです。", f.Label)
	}
	for _, item := range w.Items {
		v, err := parse(item)
		if err != nil {
			return all, nil, err
		}
		for _, code := range v.List {
			if !slices.Contains(all.List, code) {
				all.List = append(all.List, code)
			}
		}
	}
	return all, found, nil
}

// wished sets a field of a process to a value, for each field that can be edited.
var wished = map[string]func(*registry.Process, value.Value){
	"department":          func(p *registry.Process, v value.Value) { p.Department = v.Text },
	"division":            func(p *registry.Process, v value.Value) { p.Division = v.Text },
	"procedure_name":      func(p *registry.Process, v value.Value) { p.ProcedureName = v.Text },
	"process_name":        func(p *registry.Process, v value.Value) { p.ProcessName = v.Text },
	"process_type":        func(p *registry.Process, v value.Value) { p.ProcessType = v.Text },
	"applicant":           func(p *registry.Process, v value.Value) { p.Applicant = v.Text },
	"recipient":           func(p *registry.Process, v value.Value) { p.Recipient = v.Text },
	"legal_basis":         func(p *registry.Process, v value.Value) { p.LegalBasis = v.Text },
	"legal_article":       func(p *registry.Process, v value.Value) { p.LegalArticle = v.Text },
	"affair_category":     func(p *registry.Process, v value.Value) { p.AffairCategory = v.Text },
	"digitization_status": func(p *registry.Process, v value.Value) { p.Status = registry.Status(v.Text) },
	"planned_fiscal_year": func(p *registry.Process, v value.Value) { p.PlannedFiscalYear = v.Year },
	"digitized_on": func(p *registry.Process, v value.Value) {
		p.DigitizedOn, _ = time.Parse(time.DateOnly, v.Text) // the zero day for a blank
	},
	"obstacle": func(p *registry.Process, v value.Value) { p.Obstacle = v.List },
	"national_law_change": func(p *registry.Process, v value.Value) {
		if p.NationalLawChange = registry.LawChange(v.Text); v.Text == "" {
			p.NationalLawChange = registry.LawChangeUnknown
		}
	},
	"law_to_change":              func(p *registry.Process, v value.Value) { p.LawToChange = v.Text },
	"ministry":                   func(p *registry.Process, v value.Value) { p.Ministry = v.Text },
	"scope":                      func(p *registry.Process, v value.Value) { p.InScope = v.Text == store.ScopeIn },
	"platform":                   func(p *registry.Process, v value.Value) { p.Platform = v.Text },
	"identity_method":            func(p *registry.Process, v value.Value) { p.IdentityMethod = v.Text },
	"fee":                        func(p *registry.Process, v value.Value) { p.Fee = v.Text },
	"payment_methods":            func(p *registry.Process, v value.Value) { p.PaymentMethods = v.List },
	"attachments":                func(p *registry.Process, v value.Value) { p.Attachments = v.List },
	"seal_required":              func(p *registry.Process, v value.Value) { p.SealRequired = v.Text },
	"standard_processing_period": func(p *registry.Process, v value.Value) { p.StandardProcessingPeriod = v.Text },
	"remarks":                    func(p *registry.Process, v value.Value) { p.Remarks = v.Text },
}

// checkRow applies the rules over a whole row to the process with the patch.
func checkRow(of *form.Form, now store.ProcessDetail, patch store.Patch) ([]finding.Finding, error) {
	p, volumes, err := patch.Apply(now.Process, now.Volumes)
	if err != nil {
		return nil, err
	}
	row := value.Row{ProcedureName: p.ProcedureName, DigitizationStatus: string(p.Status), NationalLawChange: string(p.NationalLawChange),
		LawToChange: p.LawToChange, Form: of}
	if !p.DigitizedOn.IsZero() {
		row.DigitizedOn = p.DigitizedOn.Format(time.DateOnly)
	}
	for _, v := range volumes {
		row.Years = append(row.Years, value.YearCounts{FiscalYear: v.FiscalYear, Total: cellCount(v.Total), Online: cellCount(v.Online)})
	}
	var found []finding.Finding
	for _, f := range value.CheckRow(row) {
		if f.Severity == finding.Error {
			year := ""
			if f.FiscalYear != 0 {
				year = registry.EraYear(f.FiscalYear) + "："
			}
			return nil, invalid("intake.Edit", f.Field, "%s", year+strings.TrimSpace(f.Message))
		}
		found = append(found, f.Finding)
	}
	return found, nil
}

func cellCount(c registry.Count) value.Count {
	return value.Count{Value: c.Value, Upper: c.Upper, Qualifier: string(c.Qualifier), State: string(c.State), Raw: c.Written()}
}
