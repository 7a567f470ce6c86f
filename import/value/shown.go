package value

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// parseShown reads a cell that shows something else than was saved in it. Where both
// mean the same, nothing is to be said. Where they do not, what a person sees counts if
// it is certain what it means: it has a unit, a word or a mark. Else the cell is not
// understood.
func parseShown(f *form.Field, c Cell, ctx *Context) (Value, []finding.Finding) {
	s := shown{field: f, cell: c, ctx: ctx}
	s.saved = Clean(c.Text)
	s.seen = Clean(c.Shown)
	return s.parse()
}

type shown struct {
	field       *form.Field
	cell        Cell
	ctx         *Context
	saved, seen string
}

func (s *shown) parse() (Value, []finding.Finding) {
	f := s.field
	stored := s.cell
	stored.Shown = ""
	old, oldFound := parse(f, stored, s.ctx)
	if s.cell.Unseen || s.cell.Unsure {
		if s.saved == "" {
			return old, oldFound
		}
		return s.unclear()
	}
	look := Cell{Text: s.cell.Shown}
	if s.cell.Plain != "" && !textual(f) {
		look.Text = s.cell.Plain
	}
	v, found := parse(f, look, s.ctx)
	v.Count.Raw = ""
	oldWrong, wrong := hasError(oldFound), hasError(found)
	switch {
	case s.cell.Date && f.Kind == form.Date && !oldWrong && (wrong || !sameValue(v, old)),
		s.cell.Date && f.Kind == form.Year && !oldWrong && wrong && monthOfYear.MatchString(s.seen), // 2025年3月末頃
		s.cell.Date && wrong && !oldWrong && (f.Kind == form.OneCode || f.Kind == form.Codes) && len(oldFound) > 0:
		return s.dated(old, oldFound)
	case wrong:
		return s.wrong(found)
	case !oldWrong && sameValue(v, old):
		if hasWarning(oldFound) && !hasWarning(found) {
			return v, found // 10営業日
		}
		return old, oldFound
	case !s.certain(v):
		return s.unclear()
	}
	if f.Kind == form.Count {
		v.Count.Raw = s.seen
	}
	return v, s.normalised(v, found)
}

// textual tells whether a field takes a text as it is, so that all of what is seen counts.
func textual(f *form.Field) bool {
	return f.Kind == form.Text || f.Kind == form.ID || f.Kind == form.List || f.Kind == form.Organ
}

var monthOfYear = regexp.MustCompile(`[0-9元]年.*月`)

func hasWarning(found []finding.Finding) bool {
	return slices.ContainsFunc(found, func(x finding.Finding) bool { return x.Severity == finding.Warning })
}

func hasError(found []finding.Finding) bool {
	return slices.ContainsFunc(found, func(x finding.Finding) bool { return x.Severity == finding.Error })
}

// sameValue compares values but for the text of a count.
func sameValue(a, b Value) bool {
	a.Count.Raw, b.Count.Raw = "", ""
	return reflect.DeepEqual(a, b)
}

// certain tells whether what is seen has a meaning of its own. Digits alone differ from
// what was saved by rounding or by thousands left out, and a dash or a blank may stand
// for nought or for nothing.
func (s *shown) certain(v Value) bool {
	if s.cell.Plain == "" || s.field.Kind == form.Year && s.cell.Date {
		return true // a text, or a day of which the year is shown
	}
	if isDash(s.seen) {
		return false
	}
	if strings.Trim(s.seen, "0123456789,. -") != "" {
		return true
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(s.seen, ",", ""), 64)
	y, err2 := strconv.ParseFloat(s.saved, 64)
	switch {
	case err != nil: // 2-1
		return strings.Trim(s.seen, "0123456789-") == ""
	case err2 != nil:
		return false
	case textual(s.field):
		return x == y // 0012
	}
	return s.field.Kind == form.Count && v.Count.Value != nil &&
		float64(*v.Count.Value) == y // thousands left out under a header that counts in thousands
}

// both names what is seen and what was saved.
func (s *shown) both() string {
	seen := "「" + s.seen + "」と表示されています"
	if s.seen == "" {
		seen = "何も表示されていません"
	}
	return seen + "が、保存されている値は「" + s.saved + "」です。"
}

func (s *shown) finding(severity finding.Severity, message string) finding.Finding {
	raw := s.seen
	if raw == "" {
		raw = s.saved
	}
	return finding.Finding{
		Severity: severity,
		Rule:     finding.RuleShown,
		Field:    s.field.Key,
		Raw:      raw,
		Message:  message,
		Example:  s.field.Example,
		Count:    1,
	}
}

// unclear is a cell of which nobody can tell whether what is seen or what was saved counts.
func (s *shown) unclear() (Value, []finding.Finding) {
	what := s.both()
	if s.cell.Unsure {
		what = "「" + s.saved + "」の小さな文字が注の番号かどうか分かりません。"
	}
	return s.none(), []finding.Finding{
		s.finding(finding.Error, what+"どちらの意味か分からないため、読み取りませんでした。セルの表示形式を「標準」に戻し、"+s.field.Label+"をそのまま入力してください。"),
	}
}

// wrong is a cell that shows what is no value of the field.
func (s *shown) wrong(found []finding.Finding) (Value, []finding.Finding) {
	for i := range found {
		if found[i].Severity == finding.Error {
			found[i].Raw = s.seen
			found[i].Message += "（セルには" + s.both() + "）"
		}
	}
	return s.none(), found
}

func (s *shown) none() Value {
	if s.field.Kind == form.Count {
		return Value{Count: Count{State: NotProvided, Raw: s.seen}}
	}
	return Value{}
}

// dated is a day of which not all is shown: the one that was saved, to be confirmed.
func (s *shown) dated(v Value, found []finding.Finding) (Value, []finding.Finding) {
	x := s.finding(finding.Warning, s.both()+"保存されている値を読みました。確かめて、"+s.field.Label+"がすべて見える形で入力してください。")
	x.Read = inWords(s.field, v)
	return v, append(found, x)
}

// normalised says what was read, in place of what the parts of the text would say, and asks
// for a look where the number was rounded for the eye.
func (s *shown) normalised(v Value, found []finding.Finding) []finding.Finding {
	read := inWords(s.field, v)
	found = slices.DeleteFunc(found, func(x finding.Finding) bool {
		if x.Severity != finding.Info {
			return false
		}
		if x.Read != "" {
			read = x.Read
		}
		return true
	})
	message := s.both() + "見えているとおり「" + read + "」と読みました。"
	switch {
	case strings.HasPrefix(s.saved, `="`):
		message = "「" + s.saved + "」の値を包んでいる「=」と引用符を外して「" + read + "」と読みました。"
	case s.cell.Plain == "" && !s.cell.Date:
		message = "「" + s.saved + "」のうち、取消線の文字や小さな注の番号を除いて「" + read + "」と読みました。"
	}
	x := s.finding(finding.Info, message)
	x.Read = read
	if s.field.Kind == form.Count && s.cell.Plain != s.cell.Shown {
		if rounded, _ := parse(s.field, Cell{Text: s.cell.Shown}, s.ctx); !sameValue(rounded, v) {
			x.Severity = finding.Warning
			x.Message = s.both() + "表示は丸められているため、保存されている桁まで「" + read + "」と読みました。確かめてください。"
		}
	}
	return append(found, x)
}

// inWords writes a value for a person.
func inWords(f *form.Field, v Value) string {
	label := func(code string) string {
		if f.List == nil {
			return code
		}
		return f.List.Label(code)
	}
	switch {
	case v.Year != 0:
		return itoa(v.Year) + "年度"
	case v.List != nil:
		out := make([]string, len(v.List))
		for i, c := range v.List {
			out[i] = label(c)
		}
		return strings.Join(out, "、")
	case v.Count.Value != nil:
		return strconv.FormatInt(*v.Count.Value, 10)
	case v.Count.State != "":
		return noValue
	case v.Text == "":
		return noValue
	}
	return label(v.Text)
}
