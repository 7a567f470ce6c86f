package parameter_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
)

type filter struct {
	Text   string
	Kind   registry.Decision
	Codes  []string
	Number int64
	Open   bool
	Day    time.Time
	After  registry.ProcessID
}

var table = parameter.Table[filter]{
	parameter.Words("q", "言葉", "騒音", 5, func(f *filter) *string { return &f.Text }),
	parameter.OneOf("kind", "種類", registry.Decisions, func(f *filter) *registry.Decision { return &f.Kind }).Or("keep"),
	parameter.SomeOf("code", "コード", []string{"1", "2-1"}, func(f *filter) *[]string { return &f.Codes }),
	parameter.Integer("limit", "件数", "50", 1, 200, func(f *filter) *int64 { return &f.Number }),
	parameter.Flag("open", "", func(f *filter) *bool { return &f.Open }),
	parameter.Day("from", "最初の日", "2026-04-01", func(f *filter) *time.Time { return &f.Day }),
	parameter.Process("after", "", func(f *filter) *registry.ProcessID { return &f.After }),
}

func TestParse(t *testing.T) {
	t.Parallel()
	values, err := url.ParseQuery("q=+騒音+&kind=abolish&code=1&code=&code=2-1&limit=7&open=true&from=2026-04-01&after=P-0000012")
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.Parse("test", values)
	want := filter{"騒音", registry.DecideAbolish, []string{"1", "2-1"}, 7, true, time.Date(2026, 4, 1, 0, 0, 0, 0, registry.Tokyo), 12}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if none, err := table.Parse("test", url.Values{"q": {""}, "limit": {" "}}); err != nil ||
		!cmp.Equal(none, filter{Kind: registry.DecideKeep}) {
		t.Errorf("%+v, %v", none, err)
	}
}

// Whatever is wrong is told by its name, with a right example.
func TestParseSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]struct{ field, message string }{
		"color=red":          {"color", "「color」という条件はありません。使える条件は q、kind、code、limit、open、from、after です。例：q=騒音"},
		"q=" + "とても長い言葉":     {"q", "5文字までで指定してください。例：q=騒音"},
		"kind=burn":          {"kind", "keep のどれかを指定してください。例：kind=abolish"},
		"kind=keep&kind=x":   {"kind", "1つだけ"},
		"code=1&code=3":      {"code", "1、2-1 のどれかを指定してください。例：code=1"},
		"limit=0":            {"limit", "1～200の整数（半角）で指定してください。例：limit=50"},
		"limit=201":          {"limit", "例：limit=50"},
		"limit=１":            {"limit", "例：limit=50"},
		"limit=1e3":          {"limit", "例：limit=50"},
		"open=maybe":         {"open", "true か false を指定してください。例：open=true"},
		"from=2026-02-30":    {"from", "例：from=2026-04-01"},
		"after=12x":          {"after", "例：after=P-0000123"},
		"q=a&zebra=1&apple=": {"apple", "という条件はありません"},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = table.Parse("test", values)
		e, ok := errors.AsType[*registry.Error](err)
		if !ok || e.Code != registry.Invalid || e.Field != want.field || !strings.Contains(e.Message, want.message) {
			t.Errorf("%s: %v, want %v", query, err, want)
		}
	}
	_, err := parameter.Table[filter]{}.Parse("test", url.Values{"x": {"1"}})
	if !strings.Contains(registry.MessageOf(err), "「x」という条件はありません。このアドレスに条件は付けられません") {
		t.Error(err)
	}
	required := parameter.Table[filter]{table[5]}
	required[0].Required = true
	_, err = required.Parse("test", url.Values{"from": {" "}})
	if !strings.Contains(registry.MessageOf(err), "from を日付で指定してください。例：from=2026-04-01") {
		t.Error(err)
	}
}

// A part's parameters are those of the whole.
func TestWithin(t *testing.T) {
	t.Parallel()
	type wider struct {
		filter
		More string
	}
	whole := append(parameter.Within(table, func(w *wider) *filter { return &w.filter }),
		parameter.Raw("more", "", "x", "", "言葉で", func(w *wider) *string { return &w.More })).Without("code", "from", "after", "open")
	values := url.Values{"q": {"a"}, "limit": {"3"}, "more": {"y"}}
	got, err := whole.Parse("test", values)
	if err != nil || got.Text != "a" || got.Number != 3 || got.More != "y" {
		t.Errorf("%+v, %v", got, err)
	}
	if diff := cmp.Diff(values, whole.Values(got)); diff != "" {
		t.Error(diff)
	}
}
