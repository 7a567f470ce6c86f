package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
)

// A list of proposals is taken as a whole or not at all, and looked at first where that is asked for.
func TestProposalsAreImportedFromAList(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.csv", "件名,所管府省,手続の条件,状態,状態の日\r\n架空の旅券の改正,架空省,law=架空旅券法,検討中,2021-06-30\r\n架空の登録の改正,架空省,,,\r\n")
	faulty := write("faulty.csv", "件名,状態,状態の日\r\n架空の正しい行,,\r\n架空の届出の改正,半分,2021-06-30\r\n")
	changed := write("changed.csv", "番号,件名,所管府省\r\n2,架空の登録の改正,架空第2省\r\n")
	for _, c := range []struct {
		args   string
		status int
		printed
	}{
		{"proposals import", exitUsage, printed{err: "ファイル"}},
		{"proposals import " + filepath.Join(dir, "none.csv"), exitWrong, printed{err: "を読めません"}},
		{"proposals import " + faulty, exitWrong, printed{out: "要修正  3行目  架空の届出の改正\n    B3：状態「半分」が分かりません", err: "何も取り込んでいません"}},
		{"proposals import " + good + " --check", exitOK, printed{out: "新しい提案 2、変更した提案 0、変更のない提案 0、直すところのある行 0\n"}},
		{"proposals --json", exitOK, printed{out: `"proposals": []`}},
		{"proposals import " + good, exitOK, printed{out: "一覧を取り込みました。\n"}},
		{"proposals import " + changed, exitOK, printed{out: "変更  2行目  架空の登録の改正\n新しい提案 0、変更した提案 1、変更のない提案 0、直すところのある行 0\n"}},
		{"proposals import " + changed, exitOK, printed{out: "変更なし  2行目  架空の登録の改正\n"}},
		{"proposals", exitOK, printed{out: "1  架空の旅券の改正  検討中（2021年6月30日）  架空省"}},
		{"proposals", exitOK, printed{out: "架空第2省"}},
	} {
		status, out, stderr := runOn(t, url, strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(stderr, c.err) {
			t.Errorf("%s: status %d, want %d\n%s%s", c.args, status, c.status, out, stderr)
		}
	}
}
