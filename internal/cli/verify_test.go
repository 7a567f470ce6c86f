package cli

import (
	"encoding/json"
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
	if got.Changes != 1 || len(got.Head) != 64 || len(got.Problems) != 2 || got.Problems[0].Flaw != "order" || got.Problems[0].ChangeID != 1 || got.Problems[0].Message == "" {
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
			[]string{"公表値を記録しました。\n1  架空の四半期  2022年12月31日時点  デジタル化率 20.0 %（1 ÷ 5）  運用者（コマンド）  "}, ""},
		{[]string{"snapshot", "add", "架空の四半期"}, exitWrong, nil, "すでにあります"},
		{[]string{"snapshot", "add", "架空の四半期", "--replaces", "1"}, exitWrong, nil, "理由"},
		{[]string{"snapshot", "add", "架空の四半期", "--replaces", "1", "--reason", "架空", "--json"}, exitOK, []string{`"snapshot": 2`, `"replaces": 1`, `"rule_version": "`}, ""},
		{[]string{"snapshot", "list"}, exitOK, []string{"2  架空の四半期（1 の訂正）", "1  架空の四半期（2 に訂正）"}, ""},
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
	if got.Snapshots != 1 || found < 0 || !slices.Contains(got.Problems[found].Differences, progress.Difference{Path: "threshold", Recorded: "10000", Computed: "5"}) {
		t.Errorf("%+v", got)
	}
}
