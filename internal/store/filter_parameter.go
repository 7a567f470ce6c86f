package store

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"tetsuzuki/internal/registry"
)

// parameter is how one field of a [ProcessFilter] is written.
type parameter struct {
	name      string
	example   string // a right value
	allows    string // what values there are, as the beginning of a sentence that goes on with 指定してください
	repeats   bool
	restricts bool // makes the list shorter
	set       func(f *ProcessFilter, value string) (ok bool)
	show      func(f ProcessFilter) []string
}

// parameters are all there are, in the order in which pages show them.
var parameters = []parameter{
	{name: "q", example: "貸金業", allows: "200文字までで", restricts: true,
		set: func(f *ProcessFilter, v string) bool {
			f.Text = v
			return utf8.RuneCountInString(v) <= 200
		},
		show: func(f ProcessFilter) []string { return text(f.Text) }},
	{name: "bureau", example: "B10", allows: "局の名前かコードで", repeats: true, restricts: true,
		set: func(f *ProcessFilter, v string) bool {
			f.Bureaus = append(f.Bureaus, v)
			return true
		},
		show: func(f ProcessFilter) []string { return f.Bureaus }},
	oneOrMore("status", append(texts(registry.Statuses), Blank), func(f *ProcessFilter) *[]string { return &f.Statuses }),
	oneOrMore("type", []string{"1", "2-1", "2-2", "2-3", "3", "4", Blank}, func(f *ProcessFilter) *[]string { return &f.Types }),
	oneOf("scope", []string{ScopeIn, ScopeOut, ScopeCounted}, func(f *ProcessFilter) *string { return &f.Scope }),
	oneOrMore("law_change", texts(registry.LawChanges), func(f *ProcessFilter) *[]string { return &f.LawChanges }),
	oneOf(
		"priority",
		[]registry.Priority{registry.Yes, registry.No, registry.Undecidable},
		func(f *ProcessFilter) *registry.Priority { return &f.Priority },
	),
	{name: "near", example: "yes", allows: "yes を", restricts: true,
		set: func(f *ProcessFilter, v string) bool {
			f.Near = true
			return v == "yes"
		},
		show: func(f ProcessFilter) []string { return flag(f.Near, "yes") }},
	cases("volume_min", func(f *ProcessFilter) **int64 { return &f.VolumeMin }),
	cases("volume_max", func(f *ProcessFilter) **int64 { return &f.VolumeMax }),
	oneOf("volume", []string{Known, Unknown}, func(f *ProcessFilter) *string { return &f.Volume }),
	oneOf("usage", []string{Known, Unknown}, func(f *ProcessFilter) *string { return &f.Usage }),
	{name: "planned_year", example: "2023", allows: "西暦の年度か none（予定年度なし）で", repeats: true, restricts: true,
		set: func(f *ProcessFilter, v string) bool {
			year, err := strconv.Atoi(v)
			if v == Blank {
				year, err = 0, nil
			}
			f.PlannedYears = append(f.PlannedYears, year)
			return err == nil && (v == Blank || 1868 <= year && year <= 2100)
		},
		show: func(f ProcessFilter) (values []string) {
			for _, year := range f.PlannedYears {
				if year == 0 {
					values = append(values, Blank)
				} else {
					values = append(values, strconv.Itoa(year))
				}
			}
			return values
		}},

	{name: "as_of", example: "2022-12-31", allows: "日付で",
		set: func(f *ProcessFilter, v string) bool {
			t, err := registry.ParseMoment(v)
			f.AsOf = t
			return err == nil
		},
		show: func(f ProcessFilter) []string {
			if f.AsOf.IsZero() {
				return nil
			}
			return []string{registry.FormatMoment(f.AsOf)}
		}},
	{name: "sort", example: "volume", allows: registry.Choices(SortKeys()) + " のどれかを",
		set: func(f *ProcessFilter, v string) bool {
			f.Sort = v
			return slices.Contains(SortKeys(), v)
		},
		show: func(f ProcessFilter) []string { return text(f.Sort) }},
	{name: "order", example: "desc", allows: "asc か desc を",
		set: func(f *ProcessFilter, v string) bool {
			f.Descending = v == "desc"
			return v == "asc" || v == "desc"
		},
		show: func(f ProcessFilter) []string { return flag(f.Descending, "desc") }},
	{name: "cursor", example: "（前のページの next_cursor）", allows: "前のページの next_cursor を",
		set: func(f *ProcessFilter, v string) bool {
			f.Cursor = v
			return true
		},
		show: func(f ProcessFilter) []string { return text(f.Cursor) }},
	{name: "limit", example: "50", allows: fmt.Sprintf("1～%dの整数で", MaxLimit),
		set: func(f *ProcessFilter, v string) bool {
			n, err := strconv.Atoi(v)
			f.Limit = n
			return err == nil && 1 <= n && n <= MaxLimit
		},
		show: func(f ProcessFilter) []string {
			if f.Limit == 0 {
				return nil
			}
			return []string{strconv.Itoa(f.Limit)}
		}},
}

// ParameterNames lists the parameters of a filter.
func ParameterNames() []string {
	names := make([]string, len(parameters))
	for i, p := range parameters {
		names[i] = p.name
	}
	return names
}

func parameterOf(name string) (parameter, bool) {
	for _, p := range parameters {
		if p.name == name {
			return p, true
		}
	}
	return parameter{}, false
}

// oneOrMore is a parameter with a choice of codes, any of which may be given.
func oneOrMore(name string, codes []string, field func(*ProcessFilter) *[]string) parameter {
	return parameter{name: name, example: codes[0], allows: registry.Choices(codes) + " のどれかを", repeats: true, restricts: true,
		set: func(f *ProcessFilter, v string) bool {
			*field(f) = append(*field(f), v)
			return slices.Contains(codes, v)
		},
		show: func(f ProcessFilter) []string { return *field(&f) }}
}

// oneOf is a parameter with a choice of codes.
func oneOf[T ~string](name string, codes []T, field func(*ProcessFilter) *T) parameter {
	return parameter{name: name, example: string(codes[0]), allows: registry.Choices(codes) + " のどれかを", restricts: true,
		set: func(f *ProcessFilter, v string) bool {
			*field(f) = T(v)
			return slices.Contains(codes, T(v))
		},
		show: func(f ProcessFilter) []string { return text(string(*field(&f))) }}
}

var digits = regexp.MustCompile(`^[0-9]{1,15}$`)

// cases is a parameter with a number of cases a year.
func cases(name string, field func(*ProcessFilter) **int64) parameter {
	return parameter{name: name, example: "10000", allows: "0以上の整数（半角）で", restricts: true,
		set: func(f *ProcessFilter, v string) bool {
			n, err := strconv.ParseInt(v, 10, 64)
			*field(f) = &n
			return err == nil && digits.MatchString(v)
		},
		show: func(f ProcessFilter) []string {
			n := *field(&f)
			if n == nil {
				return nil
			}
			return []string{strconv.FormatInt(*n, 10)}
		}}
}

func text(s string) []string { return flag(s != "", s) }

func flag(set bool, value string) []string {
	if set {
		return []string{value}
	}
	return nil
}

func texts[T ~string](codes []T) []string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = string(c)
	}
	return all
}
