package intake_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

func fields(pairs ...string) intake.EditInput {
	w := intake.EditInput{Fields: map[string]intake.FieldInput{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		w.Fields[pairs[i]] = intake.FieldInput{Text: pairs[i+1]}
	}
	return w
}

func written(s string) *string { return &s }

func (r rig) process(t testing.TB, id registry.ProcessID) store.ProcessDetail {
	t.Helper()
	d, err := r.store.Process(t.Context(), operator, id, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func same(a, b any) string { return cmp.Diff(a, b, cmpopts.EquateEmpty()) }

// edit changes one field of a process as it is.
func (r rig) edit(t testing.TB, id registry.ProcessID, field, text string) store.ProcessDetail {
	t.Helper()
	now, err := r.store.Process(t.Context(), operator, id, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := r.Edit(t.Context(), operator, id, now.ChangeID, fields(field, text), "架空の理由")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// An edit reads what is written as a sheet's cell would be read.
func TestEditReadsAsASheetIsRead(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	full := made("環境局", "甲の届出", 1200)
	full[7], full[9] = 300, "備考のとおり"
	for _, c := range []struct {
		name  string
		input intake.EditInput
		want  []store.FieldChange // in the history; none: nothing was written
		field string              // of the error
	}{
		{"a label", fields("digitization_status", "実施済"), []store.FieldChange{{Field: "digitization_status", Old: "considering", New: "done"}}, ""},
		{"a code", fields("digitization_status", "done"), []store.FieldChange{{Field: "digitization_status", Old: "considering", New: "done"}}, ""},
		{"what is so already", fields("digitization_status", "検討中", "remarks", "備考のとおり"), nil, ""},
		{"nothing", intake.EditInput{}, nil, ""},
		{"a day in an era", fields("digitized_on", "令和３年４月１日", "digitization_status", "実施済"),
			[]store.FieldChange{{Field: "digitization_status", Old: "considering", New: "done"}, {Field: "digitized_on", New: "2021-04-01"}}, ""},
		{"a blank clears", fields("remarks", " 　"), []store.FieldChange{{Field: "remarks", Old: "備考のとおり"}}, ""},
		{"a list in one text", fields("obstacle", "6、7"), []store.FieldChange{{Field: "obstacle", New: "6,7"}}, ""},
		{"a list one by one",
			intake.EditInput{Fields: map[string]intake.FieldInput{"attachments": {Items: []string{"住民票、または戸籍", "図面"}},
				"obstacle": {Items: []string{"7", "7"}}}},
			[]store.FieldChange{{Field: "obstacle", New: "7"}, {Field: "attachments", New: "住民票、または戸籍,図面"}}, ""},
		{"a name", fields("procedure_name", "甲の届出（変更）"), []store.FieldChange{{Field: "procedure_name", Old: "甲の届出", New: "甲の届出（変更）"}}, ""},
		{"a blank answer on the law is unknown", fields("national_law_change", ""), nil, ""},
		{"a total", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2021, Total: written("約1.2万件")}}},
			[]store.FieldChange{{Field: "annual_volume", FiscalYear: 2021, Old: "1200", New: "約12000"}}, ""},
		{"the same total, written otherwise", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2021, Total: written("１，２００件")}}}, nil, ""},
		{"a blank total is unknown, not zero", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2021, Total: written("")}}},
			[]store.FieldChange{{Field: "annual_volume", FiscalYear: 2021, Old: "1200", New: "不明"}}, ""},
		{"another year", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2022, Total: written("9"), Online: written("9")}}},
			[]store.FieldChange{{Field: "annual_volume", FiscalYear: 2022, New: "9"}, {Field: "online_volume", FiscalYear: 2022, New: "9"}}, ""},
		{"a year without a number", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2022}}}, nil, ""},

		{"no choice of the list", fields("digitization_status", "そのうち"), nil, "digitization_status"},
		{"no name", fields("procedure_name", ""), nil, "procedure_name"},
		{"no scope", fields("scope", ""), nil, "scope"},
		{"no number", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2021, Total: written("たくさん")}}}, nil, "annual_volume"},
		{"more online than in all", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2021, Total: written("200")}}}, nil, "online_volume"},
		{"a year that is none", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 3, Total: written("200")}}}, nil, "fiscal_year"},
		{"a year twice", intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2021}, {FiscalYear: 2021}}}, nil, "fiscal_year"},
		{"two values for one", intake.EditInput{Fields: map[string]intake.FieldInput{"fee": {Items: []string{"有", "無"}}}}, nil, "fee"},
		{"the bureau", fields("bureau", "港湾局"), nil, "bureau"},
		{"the ID", fields("process_id", "P-0000009"), nil, "process_id"},
		{"the priority", fields("priority_override", "yes"), nil, "priority_override"},
		{"what is no field", fields("color", "red"), nil, "color"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.rows(t, full) // as it was, whatever the case before wrote
			before := r.process(t, 1)
			_, _, err := r.Edit(t.Context(), operator, 1, before.ChangeID, c.input, "試験")
			var field string
			if e, ok := errors.AsType[*registry.Error](err); ok {
				field = e.Field
			}
			if field != c.field || c.field != "" && registry.CodeOf(err) != registry.Invalid || c.field == "" && err != nil {
				t.Errorf("%v, want an error on %q", err, c.field)
			}
			after := r.process(t, 1)
			if c.want == nil {
				if after.ChangeID != before.ChangeID {
					t.Errorf("wrote %+v", after.History[0])
				}
				return
			}
			if h := after.History[0]; same(h.Fields, c.want) != "" || h.Change.Kind != registry.ChangeEdit || h.Change.Reason != "試験" {
				t.Errorf("wrote %+v, want %+v", h, c.want)
			}
			undoEdit(t, r, before)
		})
	}
	r.verify(t)
	for _, p := range r.catalogue(t, store.ProcessFilter{Text: "甲"}) {
		if p.ID != 1 {
			t.Errorf("%s is another process", p.ID)
		}
	}
}

// undoEdit writes a process as it was before a case.
func undoEdit(t testing.TB, r rig, was store.ProcessDetail) {
	t.Helper()
	now := r.process(t, was.ID)
	w := intake.EditInput{Fields: map[string]intake.FieldInput{}}
	for name, text := range store.ProcessTexts(was.Process) {
		if !slices.Contains([]string{"bureau", "priority_override", "priority_reason", "attachments"}, name) {
			w.Fields[name] = intake.FieldInput{Text: text}
		}
	}
	w.Fields["attachments"] = intake.FieldInput{Items: was.Attachments}
	for _, v := range was.Volumes {
		w.Volumes = append(w.Volumes, intake.VolumeInput{FiscalYear: v.FiscalYear, Total: written(v.Total.Written()),
			Online: written(v.Online.Written())})
	}
	if _, _, err := r.Edit(t.Context(), operator, was.ID, now.ChangeID, w, "架空の理由"); err != nil {
		t.Fatal(err)
	}
}

func TestAStaleEditIsRefusedWithWhatChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1))
	base := r.process(t, 1)
	r.edit(t, 1, "remarks", "先に直した")
	if _, _, err := r.Edit(t.Context(), operator, 1, r.process(t, 1).ChangeID,
		intake.EditInput{Volumes: []intake.VolumeInput{{FiscalYear: 2021, Total: written("5")}}}, "架空の理由"); err != nil {
		t.Fatal(err)
	}
	now := r.process(t, 1)
	w := fields("remarks", "あとから直した", "platform", "jGrants")
	w.Volumes = []intake.VolumeInput{{FiscalYear: 2021, Total: written("5")}}
	_, _, err := r.Edit(t.Context(), operator, 1, base.ChangeID, w, "架空の理由")
	stale, ok := errors.AsType[*store.StaleError](err)
	if !ok || registry.CodeOf(err) != registry.Conflict {
		t.Fatalf("a stale edit: %v", err)
	}
	if d := same(stale.Cells, []store.StaleCell{
		{Field: "remarks", Base: "", Theirs: "先に直した", Mine: "あとから直した", Clash: true},
		{Field: "annual_volume", FiscalYear: 2021, Base: "1", Theirs: "5", Mine: "5"},
	}); d != "" || stale.Version != now.ChangeID {
		t.Errorf("version %d, cells (-got +want):\n%s", stale.Version, d)
	}
	if after := r.process(t, 1); after.ChangeID != now.ChangeID {
		t.Errorf("a stale edit wrote %+v", after.History[0])
	}
	// Of a version that never was, there is nothing to compare.
	_, _, err = r.Edit(t.Context(), operator, 1, 99, w, "架空の理由")
	if stale, ok = errors.AsType[*store.StaleError](err); !ok || len(stale.Cells) != 0 {
		t.Errorf("an unknown version: %v", err)
	}
}

func TestOfManyEditsOfOneVersionOneWins(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1))
	base := r.process(t, 1)
	var won sync.Map
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			text := string(rune('い' + i))
			_, _, err := r.Edit(t.Context(), operator, 1, base.ChangeID, fields("remarks", text), "架空の理由")
			switch _, stale := errors.AsType[*store.StaleError](err); {
			case err == nil:
				won.Store(text, true)
			case !stale:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var winners []string
	won.Range(func(text, _ any) bool { winners = append(winners, text.(string)); return true })
	if after := r.process(t, 1); len(winners) != 1 || after.Remarks != winners[0] || len(after.History) != 2 {
		t.Errorf("%v won, the registry holds %q after %d changes", winners, after.Remarks, len(after.History))
	}
}

func TestWhoMayEditWhat(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 9000))
	as := func(role registry.Role, bureau string) registry.Scope {
		a := registry.Account{Name: "架空の" + role.Label(), Role: role}
		if role.OfBureau() {
			a.BureauID = r.bureau(t, bureau)
		}
		return registry.ScopeOf(a)
	}
	for _, c := range []struct {
		scope          registry.Scope
		edit, overrule registry.Code
	}{
		{as(registry.Officer, "環境局"), "", registry.Forbidden},
		{as(registry.Approver, "環境局"), "", registry.Forbidden},
		{as(registry.Officer, "港湾局"), registry.NotFound, registry.Forbidden},
		{as(registry.Planner, ""), registry.Forbidden, ""},
		{as(registry.Headquarters, ""), "", ""},
		{as(registry.Auditor, ""), registry.Forbidden, registry.Forbidden},
		{as(registry.Administrator, ""), registry.Forbidden, registry.Forbidden},
		{registry.Scope{}, registry.Forbidden, registry.Forbidden},
	} {
		now := r.process(t, 1)
		_, _, err := r.Edit(t.Context(), c.scope, 1, now.ChangeID, fields("remarks", "直した："+c.scope.Actor), "架空の理由")
		if registry.CodeOf(err) != c.edit {
			t.Errorf("%s in %d edits: %v, want %q", c.scope.Role, c.scope.BureauID, err, c.edit)
		}
		now = r.process(t, 1)
		decision := registry.Yes
		if now.Override == registry.Yes {
			decision = registry.No
		}
		if _, err = r.Overrule(t.Context(), c.scope, 1, now.ChangeID, decision, "件数より影響が大きい（作り物）"); registry.CodeOf(err) != c.overrule {
			t.Errorf("%s overrules: %v, want %q", c.scope.Role, err, c.overrule)
		}
	}
	now := r.process(t, 1)
	if _, err := r.Overrule(t.Context(), operator, 1, now.ChangeID, registry.Yes, " 　"); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := r.Overrule(t.Context(), operator, 1, now.ChangeID, registry.Undecidable, "理由"); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("overruled to undecidable: %v", err)
	}
	d, err := r.Overrule(t.Context(), operator, 1, now.ChangeID, "", "架空の理由")
	if err != nil || d.Override != "" || d.OverrideReason != "" || d.Priority(10_000) != registry.No {
		t.Errorf("left to the volume again: %+v, %v", d.Process, err)
	}
	r.verify(t)
}
