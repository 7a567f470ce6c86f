package cli

import (
	"bytes"
	"context"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/store"
)

func TestEveryVerbHasHelp(t *testing.T) {
	t.Parallel()
	for _, v := range verbs() {
		var out, stderr bytes.Buffer
		p := &program{out: &out, err: &stderr}
		if status := p.run(t.Context(), append([]string{"help"}, strings.Fields(v.name)...)); status != exitOK {
			t.Errorf("help %s: status %d, %s", v.name, status, stderr.String())
		}
		for _, want := range []string{v.summary, v.usage(), "終了コード"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("help %s lacks %q:\n%s", v.name, want, out.String())
			}
		}
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		args     []string
		status   int
		out, err string // each a part of what is printed
	}{
		{"nothing", nil, exitUsage, "", "動詞:"},
		{"help", []string{"help"}, exitOK, "TETSUZUKI_ADDR", ""},
		{"help by flag", []string{"--help"}, exitOK, "version", ""},
		{"help of a verb by flag", []string{"version", "--help"}, exitOK, "使い方: tetsuzuki version", ""},
		{"help of several verbs by flag", []string{"export", "--help"}, exitOK, "export progress", ""},
		{"several verbs", []string{"export"}, exitUsage, "", "export progress"},
		{"unknown verb", []string{"verison"}, exitUsage, "", "動詞「verison」はありません"},
		{"help of an unknown verb", []string{"help", "verison"}, exitUsage, "", "動詞「verison」はありません"},
		{"unknown flag", []string{"version", "--loud"}, exitUsage, "", "オプション「--loud」はありません"},
		{"too many arguments", []string{"version", "1"}, exitUsage, "", "余分な引数「1」があります"},
		{"version", []string{"version"}, exitOK, "tetsuzuki ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out, stderr bytes.Buffer
			p := &program{out: &out, err: &stderr}
			if status := p.run(context.Background(), c.args); status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			if !strings.Contains(out.String(), c.out) || !strings.Contains(stderr.String(), c.err) {
				t.Errorf("printed %q and %q, want %q and %q in it", out.String(), stderr.String(), c.out, c.err)
			}
		})
	}
}

// Whoever runs the machine learns what to look at, and why, but no password.
func TestAServerOutOfReachIsNamedWithItsReason(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"verify", "serve --addr 127.0.0.1:0", "migrate status", "migrate up"} {
		status, _, stderr := runOn(t, "postgres://tetsuzuki:secret-of-it@127.0.0.1:1/tetsuzuki?sslmode=disable", strings.Fields(verb)...)
		if status != exitWrong || !strings.Contains(stderr, "TETSUZUKI_DATABASE_URL のデータベースを使えません") || !strings.Contains(stderr, "原因: ") ||
			!strings.Contains(stderr, "connection refused") || strings.Contains(stderr, "secret-of-it") {
			t.Errorf("%s: status %d, %s", verb, status, stderr)
		}
	}
}

func TestParseArgs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args       string
		positional []string
		bureau     string
		json       bool
		err        string
	}{
		{"FILE --bureau 環境局 --json", []string{"FILE"}, "環境局", true, ""},
		{"--json=false --bureau=環境局 A B", []string{"A", "B"}, "環境局", false, ""},
		{"-json - -- --bureau", []string{"-", "--bureau"}, "", true, ""},
		{"--bureau", nil, "", false, "オプション「--bureau」に値がありません。"},
		{"--json=maybe", nil, "", false, "オプション「--json」の値「maybe」が正しくありません。"},
	} {
		fs := flag.NewFlagSet("", flag.ContinueOnError)
		bureau, json := fs.String("bureau", "", ""), fs.Bool("json", false, "")
		positional, _, err := parseArgs(fs, strings.Fields(c.args))
		if c.err != "" {
			if err == nil || err.Error() != c.err {
				t.Errorf("%s: %v, want %s", c.args, err, c.err)
			}
			continue
		}
		if err != nil || !slices.Equal(positional, c.positional) || *bureau != c.bureau || *json != c.json {
			t.Errorf("%s: %q %q %v %v", c.args, positional, *bureau, *json, err)
		}
	}
}

func TestEveryParameterOfAListIsAFlagWithHelp(t *testing.T) {
	t.Parallel()
	for _, name := range store.ProcessParameters.Names() {
		if name != "cursor" && name != "limit" && filterHelp[name] == "" {
			t.Errorf("export list has no help for --%s", name)
		}
	}
}

// The README names every verb and every variable.
func TestTheReadmeIsWhole(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range verbs() {
		if !strings.Contains(string(b), "`"+v.name+"`") {
			t.Errorf("the README lacks the verb %s", v.name)
		}
	}
	for _, s := range settings {
		if !strings.Contains(string(b), "`"+s.env+"`") || !strings.Contains(string(b), s.standard) {
			t.Errorf("the README lacks %s with its default %s", s.env, s.standard)
		}
	}
	for _, a := range sample.Accounts {
		if !strings.Contains(string(b), "`"+a.Login+"`") {
			t.Errorf("the README lacks the sample account %s", a.Login)
		}
	}
}
