package value

import (
	"strconv"
	"strings"
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// read parses one cell of a field and holds each finding to what a person needs.
func read(t *testing.T, field string, c Cell, ctx *Context) (Value, []finding.Finding) {
	t.Helper()
	f := form.Current().Field(field)
	if f == nil {
		t.Fatalf("no field %s", field)
	}
	if ctx == nil {
		ctx = &Context{}
	}
	v, found := Parse(f, c, ctx)
	for _, x := range found {
		if x.Field != field || x.Raw != Clean(c.Text) || x.Count != 1 || x.Sheet != "" || x.Cell != "" {
			t.Errorf("%q: a finding not of this cell: %+v", c.Text, x)
		}
		checkFinding(t, x)
	}
	return v, found
}

func checkFinding(t *testing.T, x finding.Finding) {
	t.Helper()
	if x.Message == "" || x.Example == "" {
		t.Errorf("a finding without message or example: %+v", x)
	}
	if x.Normalised() != (x.Read != "") {
		t.Errorf("a mended cell, and only that, says what it was read as: %+v", x)
	}
	for _, r := range finding.ValueRules {
		if r.ID == x.Rule {
			if r.Severity != x.Severity {
				t.Errorf("%s is a rule of severity %s, but a finding says %s", r.ID, r.Severity, x.Severity)
			}
			return
		}
	}
	t.Errorf("the rule %q is not in finding.ValueRules", x.Rule)
}

// ids are the rules of findings, each with a sign for its severity: !error, ?warning,
// info without one.
func ids(found []finding.Finding) string {
	var out []string
	for _, x := range found {
		out = append(out, map[finding.Severity]string{finding.Error: "!", finding.Warning: "?"}[x.Severity]+x.Rule)
	}
	return strings.Join(out, " ")
}

// say writes a count as 1200, ~1200, 100..200, >=100, <=10, not_provided.
func say(c Count) string {
	if c.State != Provided {
		return c.State
	}
	n := strconv.FormatInt(*c.Value, 10)
	switch c.Qualifier {
	case Approx:
		return "~" + n
	case Lower:
		return ">=" + n
	case Over:
		return ">" + n
	case Upper:
		if c.Upper == nil {
			return "<" + n
		}
		return "<=" + n
	case Range:
		return n + ".." + strconv.FormatInt(*c.Upper, 10)
	}
	return n
}
