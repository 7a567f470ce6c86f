package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/store/storetest"
)

func TestVerifyTellsProgramsToo(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	if status, out, _ := runOn(t, url, "verify", "--json"); status != exitOK || !strings.Contains(out, `"problems": []`) {
		t.Errorf("of an empty registry: status %d\n%s", status, out)
	}
	if _, err := pgtest.Open(t, url).Exec(`insert into change (at, actor, kind, previous_hash, content_hash, hash)
		select now(), 'だれか', 'edit', z, z, z from (select sha256('') as z) as zero`); err != nil {
		t.Fatal(err)
	}
	status, out, stderr := runOn(t, url, "verify", "--json")
	if status != exitWrong || !strings.Contains(stderr, "2 件") {
		t.Errorf("status %d, %s", status, stderr)
	}
	var got verificationJSON
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Changes != 1 || len(got.Head) != 64 || len(got.Problems) != 2 || got.Problems[0].Flaw != "order" ||
		got.Problems[0].ChangeID != 1 || got.Problems[0].Message == "" {
		t.Errorf("%+v", got)
	}
}

func TestSnapshotsByVerb(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Catalogue(t)
	for _, c := range []struct {
		args   []string
		status int
		out    []string // parts of it
		err    string
	}{
		{[]string{"snapshot", "list"}, exitOK, nil, ""},
		{[]string{"snapshot", "add"}, exitUsage, nil, "引数が足りません"},
		{[]string{"snapshot", "add", "架空の四半期", "--as-of", "2022-12-31"}, exitOK,
			[]string{"公表値を記録しました。\n1  架空の四半期  2022年12月31日時点  デジタル化率 20.0％（1 ÷ 5）  運用者（コマンド）  "}, ""},
		{[]string{"snapshot", "add", "架空の四半期"}, exitWrong, nil, "すでにあります"},
		{[]string{"snapshot", "add", "架空の四半期", "--replaces", "1"}, exitWrong, nil, "理由"},
		{[]string{"snapshot", "add", "架空の四半期", "--replaces", "1", "--reason", "架空", "--json"}, exitOK, []string{`"snapshot": 2`, `"replaces": 1`, `"rule_version": "`}, ""},
		{[]string{"snapshot", "list"}, exitOK, []string{"2  架空の四半期（1 の訂正）", "1  架空の四半期（2 に訂正）"}, ""},
		{[]string{"snapshot", "compare", "1", "2"}, exitOK, []string{"架空の四半期 → 架空の四半期", "デジタル化率  ", "実施済  "}, ""},
		{[]string{"snapshot", "compare", "1"}, exitOK, []string{"架空の四半期 → 今"}, ""},
		{[]string{"snapshot", "compare", "1", "2", "--json"}, exitOK, []string{`"number": "in_scope"`, `"difference": `, `"bureaus": [`}, ""},
		{[]string{"snapshot", "compare", "9"}, exitWrong, nil, "公表値"},
		{[]string{"snapshot", "compare", "x"}, exitWrong, nil, "公表値の番号"},
		{[]string{"snapshot", "list", "--json"}, exitOK, []string{`"replaced_by": 2`, `"done": 1`}, ""},
	} {
		status, out, stderr := runOn(t, w.URL, c.args...)
		if status != c.status || !strings.Contains(stderr, c.err) {
			t.Errorf("%v: status %d, want %d\n%s%s", c.args, status, c.status, out, stderr)
		}
		for _, want := range c.out {
			if !strings.Contains(out, want) {
				t.Errorf("%v lacks %q:\n%s", c.args, want, out)
			}
		}
	}
}

func TestVerifyTellsWhichPublishedFigureIsWrong(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Catalogue(t)
	if status, _, stderr := runOn(t, w.URL, "snapshot", "add", "架空の四半期", "--as-of", "2022-12-31"); status != exitOK {
		t.Fatal(stderr)
	}
	if _, err := w.Pool.Exec(`set session_replication_role = replica; update threshold set volume = 5`); err != nil {
		t.Fatal(err)
	}
	_, out, _ := runOn(t, w.URL, "verify")
	if !strings.Contains(out, "公表値が、その時点の数値を計算し直した結果と違います　公表値 1\n") || !strings.Contains(out, "    threshold　記録 10000　計算し直した値 5\n") {
		t.Errorf("%s", out)
	}
	_, out, _ = runOn(t, w.URL, "verify", "--json")
	var got verificationJSON
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	found := slices.IndexFunc(got.Problems, func(p problemJSON) bool { return p.Flaw == "figures" && p.SnapshotID == 1 })
	if got.Snapshots != 1 || found < 0 ||
		!slices.Contains(got.Problems[found].Differences, progress.Difference{Path: "threshold", Recorded: "10000", Computed: "5"}) {
		t.Errorf("%+v", got)
	}
}

// A hash that was held elsewhere finds what the chains alone cannot: an end that was
// rewritten with its hashes.
func TestAHeldHashFindsARewrittenEnd(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	if status, _, stderr := runOn(t, url, "account", "add", "kakuu", "--name", "架空の人", "--role", "planner"); status != exitOK {
		t.Fatal(stderr)
	}
	_, out, _ := runOn(t, url, "verify", "--json")
	var first verificationJSON
	if err := json.Unmarshal([]byte(out), &first); err != nil || len(first.Seal) != 64 {
		t.Fatal(out, err)
	}
	held := filepath.Join(t.TempDir(), "控え.txt")
	if err := os.WriteFile(held, []byte("2022-04-01T09:00:00+09:00\t"+fmt.Sprint(first.Seals)+"\t"+first.Seal+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := runOn(t, url, "account", "disable", "kakuu"); status != exitOK {
		t.Fatal(stderr)
	}
	for _, against := range []string{held, first.Seal} {
		if status, out, stderr := runOn(t, url, "verify", "--against", against); status != exitOK ||
			!strings.Contains(out, "控えたハッシュ 1 件は、どれもつながりの中にあります。") {
			t.Errorf("against %s: status %d, %s%s", against, status, out, stderr)
		}
	}
	// The owner makes another end: what was done last never was, and somebody else is
	// what they were not, with seals as the program makes them.
	if _, err := pgtest.Open(t, url).Exec(`
		begin;
		set local session_replication_role = replica;
		delete from seal where id > 10;
		set local session_replication_role = origin;
		do $$
		declare r record;
		begin
			for r in select a.relation, a.key, l.became as was, a.digest from seal_rows() a
			         left join lateral (select became from seal s where s.relation = a.relation and s.key = a.key order by id desc limit 1) l on true
			loop
				perform seal_append(r.relation, r.key, r.was, r.digest, 'program');
			end loop;
		end $$;
		commit`); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := runOn(t, url, "verify"); status != exitOK {
		t.Errorf("the chain is whole in itself: status %d, %s", status, stderr)
	}
	if status, out, _ := runOn(t, url, "verify", "--against", held); status != exitWrong ||
		!strings.Contains(out, "控えたハッシュが、つながりの中にありません") || !strings.Contains(out, first.Seal) {
		t.Errorf("status %d, %s", status, out)
	}
	for _, against := range []string{filepath.Join(held, "x"), first.Seal[:63]} {
		if status, _, stderr := runOn(t, url, "verify", "--against", against); status == exitOK || stderr == "" {
			t.Errorf("against %s: status %d", against, status)
		}
	}
}

// Whatever the owner alters of the schema is named, with what it should be.
func TestVerifyNamesWhatIsWrongWithTheSchema(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	if _, err := pgtest.Open(t, url).
		Exec(`alter table process disable row level security; grant delete on audit_event to tetsuzuki_app`); err != nil {
		t.Fatal(err)
	}
	status, out, _ := runOn(t, url, "verify")
	for _, want := range []string{"データベースの構成が", "table process", "row security f", "right of tetsuzuki_app on the table audit_event"} {
		if status != exitWrong || !strings.Contains(out, want) {
			t.Errorf("status %d, lacks %q:\n%s", status, want, out)
		}
	}
}

// At a terminal verifying says how far it is, in a line that is gone at the end; what a
// program reads has nothing of it.
func TestVerifyTellsHowFarItIsAtATerminal(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Catalogue(t)
	var out, shown bytes.Buffer
	p := &program{out: &out, err: &shown, environ: []string{"TETSUZUKI_DATABASE_URL=" + w.URL}, terminal: true}
	p.run(t.Context(), []string{"verify"})
	const again = "\r\x1b[K"
	for _, part := range []string{again + "確かめています：変更　0 ÷ ", again + "確かめています：データベースの構成　1 ÷ 1" + again} {
		if !strings.Contains(shown.String(), part) {
			t.Errorf("%q is not in %q", part, shown.String())
		}
	}
	if strings.Contains(out.String(), "確かめています") {
		t.Errorf("%s", out.String())
	}
	if _, _, stderr := runOn(t, w.URL, "verify"); strings.Contains(stderr, "確かめています") {
		t.Errorf("%s", stderr)
	}
}
