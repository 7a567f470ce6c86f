package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// madeSheet is a made-up inventory.
const madeSheet = "手続名,根拠法令,年間件数（令和2年度）,独自の欄\n架空の申請,架空法,1200,あ\n架空の届出,架空法,不明,い\n"

func madeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good := madeFile(t, "good.csv", madeSheet)
	bad := madeFile(t, "bad.csv", strings.Replace(madeSheet, "1200", "たくさん", 1))
	empty := madeFile(t, "empty.xlsx", "")
	missing := filepath.Join(t.TempDir(), "none.csv")
	for _, c := range []struct {
		name     string
		args     []string
		status   int
		out, err string // each a part of what is printed
	}{
		{"for people", []string{good}, exitOK, "2 手続を読み取りました。要修正 0 件", ""},
		{"columns and what is left out", []string{good}, exitOK, "読み取らない列: D列「独自の欄」", ""},
		{"an error with its cell and example", []string{bad}, exitWrong, "bad!C2: ", ""},
		{"flags after the file", []string{good, "--bureau", "環境局", "--json"}, exitOK, `"bureau": "環境局"`, ""},
		{"as JSON", []string{"--json", bad}, exitWrong, `"rule": "L2-01"`, ""},
		{"a file that cannot be read", []string{empty}, exitUnreadable, "読み取れませんでした", ""},
		{"a file that cannot be read, as JSON", []string{"--json", empty}, exitUnreadable, `"records": []`, ""},
		{"no such file", []string{missing}, exitUnreadable, "", "none.csv"},
		{"a folder", []string{filepath.Dir(good)}, exitUnreadable, "", "ふつうのファイルではありません"},
		{"no file given", nil, exitUsage, "", "ファイルを指定してください"},
		{"a mapping that is none", []string{"--mapping", good, good}, exitUsage, "", "列の対応表"},
		{"the rules", []string{"--rules"}, exitOK, "R-online-over-total（要修正）", ""},
		{"the rules as JSON", []string{"--rules", "--json"}, exitOK, `"rule": "L1-12"`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			status, out, stderr := run(t, append([]string{"check"}, c.args...)...)
			if status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			if !strings.Contains(out, c.out) || !strings.Contains(stderr, c.err) {
				t.Errorf("printed %q and %q, want %q and %q in it", out, stderr, c.out, c.err)
			}
		})
	}
}

func run(t *testing.T, args ...string) (status int, out, stderr string) {
	t.Helper()
	var o, e bytes.Buffer
	status = (&program{out: &o, err: &e}).run(t.Context(), args)
	return status, o.String(), e.String()
}

// TestCheckRemembersColumns saves what was understood, corrects it and uses it.
func TestCheckRemembersColumns(t *testing.T) {
	t.Parallel()
	sheet := madeFile(t, "made.csv", madeSheet)
	mapping := filepath.Join(t.TempDir(), "mapping.json")
	if status, _, stderr := run(t, "check", "--save-mapping", mapping, sheet); status != exitOK {
		t.Fatalf("status %d: %s", status, stderr)
	}
	text, err := os.ReadFile(mapping)
	if err != nil {
		t.Fatal(err)
	}
	corrected := strings.Replace(string(text), `"ignore"`, `"remarks"`, 1)
	if corrected == string(text) {
		t.Fatalf("the column without a field is not ignored in %s", text)
	}
	if err := os.WriteFile(mapping, []byte(corrected), 0o600); err != nil {
		t.Fatal(err)
	}
	_, out, _ := run(t, "check", "--json", "--mapping", mapping, sheet)
	var report struct {
		Tables []struct {
			Columns []struct{ Column, Field, Match string }
		}
		Records []struct{ Values struct{ Remarks string } }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if got := report.Records[0].Values.Remarks; got != "あ" {
		t.Errorf("remarks %q, want あ", got)
	}
	for _, c := range report.Tables[0].Columns {
		if c.Match != "remembered" {
			t.Errorf("column %s (%s) is %s, want remembered", c.Column, c.Field, c.Match)
		}
	}
}

// TestCheckReturns gives the file back with what is wrong in it.
func TestCheckReturns(t *testing.T) {
	t.Parallel()
	sheet := madeFile(t, "made.csv", strings.Replace(madeSheet, "1200", "たくさん", 1))
	back := filepath.Join(t.TempDir(), "back.csv")
	if status, _, stderr := run(t, "check", "--return", back, sheet); status != exitWrong {
		t.Fatalf("status %d: %s", status, stderr)
	}
	marked, err := os.ReadFile(back)
	if err != nil || !strings.Contains(string(marked), "年間件数") || len(marked) <= len(madeSheet) {
		t.Errorf("%v, given back:\n%s", err, marked)
	}
}
