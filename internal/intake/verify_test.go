package intake_test

import (
	"slices"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// verify fails the test where the registry does not hold together.
func (r rig) verify(t testing.TB) {
	t.Helper()
	v, err := r.store.Verify(t.Context(), operator, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Problems) > 0 || v.Changes == 0 {
		t.Errorf("of %d changes: %+v", v.Changes, v.Problems)
	}
}

// Whoever may write to the tables past their triggers is still found out.
func TestVerifyFindsWhatWasDoneBehindItsBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, sql string
		want      []store.Flaw
	}{
		{"nothing", ``, nil},
		{"a name altered", `update process set procedure_name = '別の届出' where process_id = 1 and recorded_to < 'infinity'`, []store.Flaw{store.FlawContent}},
		{"a name altered, now", `update process set procedure_name = '別の届出' where process_id = 1 and recorded_to = 'infinity'`, []store.Flaw{store.FlawContent, store.FlawKeys}},
		{"a status altered", `update process set digitization_status = 'done' where process_id = 2`, []store.Flaw{store.FlawContent}},
		{"a count altered", `update volume set total = 20000 where process_id = 2`, []store.Flaw{store.FlawContent, store.FlawVolume}},
		{"an old count altered", `update volume set total = 20000 where process_id = 1 and recorded_to < 'infinity'`, []store.Flaw{store.FlawContent}},
		{"the deciding count altered", `update process set volume_total = 20000, volume_low = 20000, volume_high = 20000 where process_id = 2`, []store.Flaw{store.FlawContent, store.FlawVolume}},
		{"the search text altered", `update process set search_text = '隠す' where process_id = 2`, []store.Flaw{store.FlawKeys}},
		{"a process removed", `delete from process where process_id = 2`, []store.Flaw{store.FlawContent, store.FlawVersion}},
		{"an old version removed", `delete from process where process_id = 1 and recorded_to < 'infinity'`, []store.Flaw{store.FlawContent, store.FlawContent}},
		{"a volume removed", `delete from volume where process_id = 2`, []store.Flaw{store.FlawContent, store.FlawVolume}},
		{"a moment moved", `update process set recorded_from = recorded_from - interval '1 day' where process_id = 2`, []store.Flaw{store.FlawMoment}},
		{"an end moved", `update process set recorded_to = recorded_to - interval '1 millisecond' where process_id = 1 and recorded_to < 'infinity'`, []store.Flaw{store.FlawMoment, store.FlawVersion}},
		{"a second version now", `drop index process_now; insert into process select (jsonb_populate_record(p,
			'{"recorded_from": "2001-01-01T00:00:00Z"}')).*
			from process p where process_id = 2`, []store.Flaw{store.FlawContent, store.FlawMoment, store.FlawVersion, store.FlawSchema}},
		{"a process ended without an undo",
			`update process set recorded_to = (select at from change where id = 2), closed_by = 2 where process_id = 2`,
			[]store.Flaw{store.FlawContent, store.FlawVersion, store.FlawVersion}},
		{"its volumes with it", `update process set recorded_to = (select at from change where id = 2), closed_by = 2 where process_id = 2;
			update volume set recorded_to = (select at from change where id = 2), closed_by = 2 where process_id = 2`,
			[]store.Flaw{store.FlawContent, store.FlawVersion}},
		{"a volume ended", `update volume set recorded_to = (select at from change where id = 2), closed_by = 2 where process_id = 2`,
			[]store.Flaw{store.FlawContent, store.FlawVolume}},
		{"a closing by another change", `update process set closed_by = 1 where process_id = 1 and recorded_to < 'infinity'`,
			[]store.Flaw{store.FlawContent, store.FlawContent, store.FlawMoment}},
		{"a usage made up", `update process set usage_total = 2, usage_online = 1, usage_year = 2021 where process_id = 2`, []store.Flaw{store.FlawContent, store.FlawVolume}},
		{"a change put in between", `insert into change (at, actor, kind, previous_hash, content_hash, hash)
			select (select at from change where id = 1) + interval '1 microsecond', 'だれか', 'edit', z, z, z from (select sha256('') as z) as zero`,
			[]store.Flaw{store.FlawOrder, store.FlawChange, store.FlawOrder, store.FlawAdded}},
		{"who did it altered", `update change set actor = 'だれか' where id = 2`, []store.Flaw{store.FlawChange, store.FlawAltered}},
		{"when altered", `update change set at = at + interval '1 second' where id = 2`, []store.Flaw{store.FlawChange, store.FlawMoment, store.FlawMoment, store.FlawMoment, store.FlawMoment, store.FlawMoment, store.FlawMoment, store.FlawAltered}},
		{"the first change removed", `delete from change where id = 1`, []store.Flaw{store.FlawOrder, store.FlawMoment, store.FlawMoment, store.FlawMoment, store.FlawMoment, store.FlawRemoved}},
		{"a kept file altered", `update upload_chunk set data = 'x' where upload_id = 1`, []store.Flaw{store.FlawFile}},
		{"another file named", `update upload set sha256 = sha256('x') where id = 1`, []store.Flaw{store.FlawChange, store.FlawFile, store.FlawAltered}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2))
			r.rows(t, made("環境局", "甲の届出", 5), made("環境局", "乙の許可", 2), made("環境局", "丙の申請", 3))
			if _, err := pgtest.Open(t, r.url).Exec("set session_replication_role = replica; " + c.sql); err != nil {
				t.Fatal(err)
			}
			v, err := r.store.Verify(t.Context(), operator, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []store.Flaw
			for _, p := range v.Problems {
				got = append(got, p.Flaw)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %v, want %v", v.Problems, c.want)
			}
		})
	}
}

func TestVerifyIsForThoseWhoAudit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.store.Verify(t.Context(), registry.ScopeOf(registry.Account{Name: "試験", Role: registry.Planner}), nil, nil)
	if registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("a planner may verify: %v", err)
	}
}
