package parameter

import (
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"tetsuzuki/internal/registry"
)

// Words is a parameter that takes any text, of at most so many characters.
func Words[T any](name, means, example string, most int, field func(*T) *string) Parameter[T] {
	p := Read(Spec{Name: name, Means: means, Example: example, Allows: fmt.Sprintf("%d文字までで", most), MaxLength: most},
		func(v string) (string, error) {
			if utf8.RuneCountInString(v) > most {
				return v, strconv.ErrRange
			}
			return v, nil
		}, field)
	p.Show = func(t *T) []string { return shown(*field(t)) }
	return p
}

// Raw is a parameter whose text something else reads, as format and allows say.
func Raw[T any](name, means, example, format, allows string, field func(*T) *string) Parameter[T] {
	p := Read(Spec{Name: name, Means: means, Example: example, Allows: allows, Format: format},
		func(v string) (string, error) { return v, nil }, field)
	p.Show = func(t *T) []string { return shown(*field(t)) }
	return p
}

// Exact is a parameter whose text counts to the last space, such as a password.
func Exact[T any](name, means, example string, field func(*T) *string) Parameter[T] {
	p := Raw(name, means, example, "", "そのまま", field)
	p.exact = true
	return p
}

// OneOf is a parameter with a choice of codes.
func OneOf[T any, C ~string](name, means string, codes []C, field func(*T) *C) Parameter[T] {
	return Parameter[T]{
		Spec: choice(name, means, codes),
		Set: func(t *T, v string) bool {
			*field(t) = C(v)
			return slices.Contains(codes, C(v))
		},
		Show: func(t *T) []string { return shown(string(*field(t))) },
	}
}

// SomeOf is a parameter with a choice of codes, any of which may be given.
func SomeOf[T any](name, means string, codes []string, field func(*T) *[]string) Parameter[T] {
	p := Parameter[T]{
		Spec: choice(name, means, codes),
		Set: func(t *T, v string) bool {
			*field(t) = append(*field(t), v)
			return slices.Contains(codes, v)
		},
		Show: func(t *T) []string { return *field(t) },
	}
	p.Repeats = true
	return p
}

func choice[C ~string](name, means string, codes []C) Spec {
	s := Spec{Name: name, Means: means, Example: string(codes[0]), Allows: registry.Choices(codes) + " のどれかを"}
	for _, c := range codes {
		s.Enum = append(s.Enum, string(c))
	}
	if len(codes) == 1 {
		s.Allows = string(codes[0]) + " を"
	}
	return s
}

// Integer is a parameter with a whole number from least to most, both included; most 0
// is no limit. The number 0 is written by nobody.
func Integer[T any, N ~int | ~int64](name, means, example string, least, most int64, field func(*T) *N) Parameter[T] {
	s := Spec{Name: name, Means: means, Example: example, Type: Number, Min: &least, Allows: fmt.Sprintf("%d以上の整数（半角）で", least)}
	if most != 0 {
		s.Max, s.Allows = &most, fmt.Sprintf("%d～%dの整数（半角）で", least, most)
	}
	p := Read(s, func(v string) (N, error) {
		n, err := strconv.ParseInt(v, 10, 64)
		if n < least || most != 0 && n > most {
			return 0, strconv.ErrRange
		}
		return N(n), err
	}, field)
	p.Show = func(t *T) []string {
		if n := *field(t); n != 0 {
			return []string{strconv.FormatInt(int64(n), 10)}
		}
		return nil
	}
	return p
}

// Day is a parameter with a day in Tokyo, from its beginning.
func Day[T any](name, means, example string, field func(*T) *time.Time) Parameter[T] {
	return Read(Spec{Name: name, Means: means, Example: example, Allows: "日付で", Format: "date"},
		func(v string) (time.Time, error) { return registry.ParseDay("parameter.Day", name, means, v) }, field)
}

// Flag is a parameter that is true or false.
func Flag[T any](name, means string, field func(*T) *bool) Parameter[T] {
	return Read(Spec{Name: name, Means: means, Example: "true", Allows: "true か false を", Type: Boolean}, strconv.ParseBool, field)
}

// Process is a parameter with the ID of a process.
func Process[T any](name, means string, field func(*T) *registry.ProcessID) Parameter[T] {
	return Read(Spec{Name: name, Means: means, Example: "P-0000123", Allows: "手続IDを"}, registry.ParseProcessID, field)
}

// Read is a parameter whose values a function reads.
func Read[T, V any](s Spec, read func(string) (V, error), field func(*T) *V) Parameter[T] {
	return Parameter[T]{Spec: s, Set: func(t *T, value string) bool {
		v, err := read(value)
		*field(t) = v
		return err == nil
	}}
}

func shown(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// Restricting are the parameters that make a list shorter.
func Restricting[T any](all ...Parameter[T]) Table[T] {
	for i := range all {
		all[i].Restricts = true
	}
	return all
}
