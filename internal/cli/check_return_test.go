package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A made-up list comes back with its findings, and reads the same again.
func TestCheckGivesTheFileBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "一覧.csv"), filepath.Join(dir, "返却.csv")
	const list = "局,手続名,根拠法令,年間件数（令和2年度）\n環境局,見本の申請,見本法,1200\n環境局,見本の届出,見本法,たくさん\n"
	if err := os.WriteFile(in, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (int, string, string) {
		var out, stderr bytes.Buffer
		p := &program{out: &out, err: &stderr}
		return p.run(t.Context(), append([]string{"check"}, args...)), out.String(), stderr.String()
	}
	status, first, stderr := run("--return", out, in)
	if status != exitWrong || stderr != "" {
		t.Fatalf("status %d, %s%s", status, first, stderr)
	}
	back, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(back), "局,手続名,根拠法令,年間件数（令和2年度）,\"指摘（手続レジストリ）\"\n環境局,見本の申請,見本法,1200\n環境局,見本の届出,見本法,たくさん,\"D3 要修正：") {
		t.Errorf("got %s", back)
	}
	if _, again, _ := run(out); strings.ReplaceAll(again, "返却", "一覧") != first {
		t.Errorf("read again: got\n%s\nwant\n%s", again, first)
	}
	if status, _, stderr := run("--return", in, in); status != exitUsage || !strings.Contains(stderr, "元のファイルには書き込めません") {
		t.Errorf("onto itself: status %d, %s", status, stderr)
	}
	if now, err := os.ReadFile(in); err != nil || string(now) != list {
		t.Errorf("the sender's file became %q, %v", now, err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("%d files left, %v", len(left), err)
	}
}
