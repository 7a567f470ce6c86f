package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/store"
)

// publish records the figures of now, and gives the snapshot.
func (r rig) publish(t *testing.T, name string) store.Snapshot {
	t.Helper()
	s, err := r.store.AddSnapshot(t.Context(), operator, store.SnapshotDraft{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Whoever alters published figures, or what they were computed from, is found out, and
// told which of them.
func TestVerifyHoldsPublishedFiguresAgainstTheRegistry(t *testing.T) {
	t.Parallel()
	// The first snapshot is of the rows of change 1, recorded by change 2; the second of
	// those of change 3, recorded by change 4.
	for _, c := range []struct {
		name, sql string
		want      []string // flaws, with the snapshots and changes they are at
	}{
		{"nothing", ``, nil},
		{"an old version altered", `update process set digitization_status = 'done' where process_id = 1 and recorded_to < 'infinity'`,
			[]string{"content s0 c1", "figures s1 c0"}},
		{"a version of today altered", `update process set digitization_status = 'done' where process_id = 1 and recorded_to = 'infinity'`,
			[]string{"content s0 c3", "figures s2 c0"}},
		{"a version of both altered", `update process set digitization_status = 'done' where process_id = 2`,
			[]string{"content s0 c1", "figures s2 c0", "figures s1 c0"}},
		{"a process added", `insert into process select (jsonb_populate_record(p, '{"process_id": 99}')).* from process p where process_id = 3`,
			[]string{"content s0 c3", "volume s0 c3", "figures s2 c0"}},
		{"the threshold altered", `update threshold set volume = 2`, []string{"figures s2 c0", "figures s1 c0", "altered threshold 1"}},
		{"a threshold put in between", `insert into threshold (effective_from, volume, reason, set_by, recorded_from)
			values ('2021-04-02', 2, 'x', 'x', '-infinity')`,
			[]string{"figures s2 c0", "figures s1 c0", "added threshold 2"}},
		{"a target altered", `update target set rate = 0.1`, []string{"figures s2 c0", "figures s1 c0", "altered target 1", "altered target 2"}},
		{"a bureau's name altered", `update bureau_term set name = '別の局' where name = '環境局'`,
			[]string{"figures s2 c0", "figures s1 c0", "altered bureau_term 10"}},
		{"a bureau's name of today altered", `update bureau set name = '別の局' where name = '環境局'`, []string{"altered bureau 10"}},
		{"a published number altered",
			`update snapshot set figures = replace(figures::text, '"processes":2,"in_scope":2,', '"processes":2,"in_scope":1,')::json where id = 1`,
			[]string{"snapshot s1 c2", "figures s1 c0", "altered snapshot 1"}},
		{"its hash with it", `update snapshot set figures = replace(figures::text, '"processes":2,"in_scope":2,',
			'"processes":2,"in_scope":1,')::json where id = 1;
			update snapshot s set hash = sha256(convert_to(row(s.id, s.name, s.note, s.as_of, s.recorded_at, s.account_id, s.actor, s.change_id,
			s.stood_at, s.stood_hash,
				s.rule_version, s.program, s.figures::text, s.replaces, s.reason)::text, 'UTF8'))`,
			[]string{"content s0 c2", "snapshot s1 c2", "figures s1 c0", "altered snapshot 1"}},
		{"figures that are none", `update snapshot set figures = '[]' where id = 1`, []string{"snapshot s1 c2", "figures s1 c0", "altered snapshot 1"}},
		{"a name altered", `update snapshot set name = '別の名前' where id = 2`, []string{"snapshot s2 c4", "altered snapshot 2"}},
		{"another moment", `update snapshot set as_of = as_of - interval '1 microsecond' where id = 1`, []string{"snapshot s1 c2", "figures s1 c0", "altered snapshot 1"}},
		{"a moment before there was anything", `update snapshot set as_of = '2000-01-01' where id = 1`, []string{"snapshot s1 c2", "stood s1 c1", "figures s1 c0", "altered snapshot 1"}},
		{"another change that it stood on", `update snapshot set stood_at = 1 where id = 2`, []string{"snapshot s2 c4", "stood s2 c1", "altered snapshot 2"}},
		{"who published altered", `update snapshot set actor = 'だれか' where id = 2`, []string{"snapshot s2 c4", "altered snapshot 2"}},
		{"other definitions", `update snapshot set rule_version = '2020-1' where id = 1`, []string{"snapshot s1 c2", "altered snapshot 1", "not recomputed: [1]"}},
		{"one removed", `delete from snapshot where id = 1`, []string{"content s0 c2", "snapshot s0 c2", "removed snapshot 1"}},
		{"one added", `insert into snapshot (id, name, as_of, recorded_at, actor, change_id, stood_at, stood_hash, rule_version, program,
			figures, hash)
			select 9, '偽の公表値', as_of, recorded_at, actor, 1, stood_at, stood_hash, rule_version, program, figures, hash from snapshot where id = 1`,
			[]string{"content s0 c1", "snapshot s9 c1", "stood s9 c1", "added snapshot 9"}},
		{"the change that it stood on altered", `update change set hash = sha256('x') where id = 1`,
			[]string{"change s0 c1", "order s0 c2", "stood s1 c1", "altered change 1"}},
		{"the change that recorded it called an edit", `update change set kind = 'edit' where id = 2`, []string{"change s0 c2", "snapshot s1 c2", "altered change 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2))
			r.publish(t, "一")
			r.rows(t, made("環境局", "甲の届出", 5), made("環境局", "乙の許可", 2), made("環境局", "丙の申請", 3))
			r.publish(t, "二")
			if _, err := pgtest.Open(t, r.url).Exec("set session_replication_role = replica; " + c.sql); err != nil {
				t.Fatal(err)
			}
			v, err := r.store.Verify(t.Context(), operator, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range v.Problems {
				if p.Table != "" {
					got = append(got, fmt.Sprintf("%s %s %s", p.Flaw, p.Table, p.Key))
					continue
				}
				got = append(got, fmt.Sprintf("%s s%d c%d", p.Flaw, p.SnapshotID, p.ChangeID))
				if (p.Flaw == store.FlawFigures) != (len(p.Differences) > 0) {
					t.Errorf("%+v", p)
				}
			}
			if len(v.OtherRules) > 0 {
				got = append(got, fmt.Sprintf("not recomputed: %v", v.OtherRules))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// The figure that was altered is told with what was published and what the rows say.
func TestVerifyTellsWhichFigureIsWrong(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2))
	s := r.publish(t, "一")
	r.verify(t)
	if _, err := pgtest.Open(t, r.url).
		Exec("set session_replication_role = replica; update process set digitization_status = 'done' where process_id = 2"); err != nil {
		t.Fatal(err)
	}
	differences, known, err := r.store.CheckSnapshot(t.Context(), operator, s)
	if err != nil || !known {
		t.Fatal(known, err)
	}
	for _, want := range []progress.Difference{
		{Path: "rates.process.numerator", Recorded: "0", Computed: "1"},
		{Path: "rates.process.percent", Recorded: `"0.0"`, Computed: `"50.0"`},
		{Path: "bureaus.B10.done", Recorded: "0", Computed: "1"},
		{Path: "statuses.done.processes", Recorded: "0", Computed: "1"},
	} {
		if !slices.Contains(differences, want) {
			t.Errorf("lacks %v: %v", want, differences)
		}
	}
}
