// Package parameter reads the parameters of an address by a table, which says of each
// what it is called, what it means, which values it takes and where they go. What a
// caller is told of a wrong one, and what the API's description says, comes from it.
package parameter

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"tetsuzuki/internal/registry"
)

// Table is all parameters of an address that are read into a T, in the order in which
// messages and pages name them.
type Table[T any] []Parameter[T]

// Parameter is one of them.
type Parameter[T any] struct {
	Spec
	Set  func(into *T, value string) (ok bool) // called for each value, with no blanks around it
	Show func(from *T) []string                // what Set reads back; nil where nobody writes it again

	exact bool // blanks around a value belong to it
}

// Spec is what a caller may know of a parameter: most of it in the words of OpenAPI.
type Spec struct {
	Name      string
	Means     string   // empty where the name says it
	Example   string   // a right value
	Allows    string   // which values it takes, as the beginning of a sentence that goes on with 指定してください
	Required  bool     // must be given
	Repeats   bool     // may be given several times
	Restricts bool     // makes a list shorter; order, moment and page do not
	Type      Type     // of one value; empty: Text
	Format    string   // such as date
	Enum      []string // all values; nil: more than can be listed
	Min, Max  *int64
	MaxLength int    // in characters; 0: no limit
	Default   string // what no value means; empty: nothing
}

// Type is how a value is written.
type Type string

// The types of values.
const (
	Text    Type = "string"
	Number  Type = "integer"
	Boolean Type = "boolean"
)

// Parse reads the parameters of an address. A blank value is as good as none, so that a
// form can be sent as it is. An unknown parameter, and a value that cannot be meant, is
// an Invalid error that names the parameter in Field and shows a right example. A T with
// a method Valid() error has the last word on how its parameters go together.
func (t Table[T]) Parse(op string, values url.Values) (T, error) {
	var read, none T
	wrong := func(name, message string) error {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: name, Message: message}
	}
	for _, p := range t {
		if p.Default != "" {
			p.Set(&read, p.Default)
		}
		if p.Required && strings.TrimSpace(values.Get(p.Name)) == "" {
			return none, wrong(p.Name, fmt.Sprintf("%s を%s指定してください。例：%s=%s", p.Name, p.Allows, p.Name, p.Example))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(t, func(p Parameter[T]) bool { return p.Name == name })
		if i < 0 {
			return none, wrong(name, t.unknown(name))
		}
		p := t[i]
		var given []string
		for _, v := range values[name] {
			if !p.exact {
				v = strings.TrimSpace(v)
			}
			if v != "" {
				given = append(given, v)
			}
		}
		if len(given) > 1 && !p.Repeats {
			return none, wrong(name, fmt.Sprintf("%s は1つだけ指定してください。例：%s=%s", name, name, p.Example))
		}
		for _, v := range given {
			if !p.Set(&read, v) {
				return none, wrong(name, fmt.Sprintf("%s の「%s」は使えません。%s指定してください。例：%s=%s", name, v, p.Allows, name, p.Example))
			}
		}
	}
	if v, ok := any(read).(interface{ Valid() error }); ok {
		if err := v.Valid(); err != nil {
			return none, err
		}
	}
	return read, nil
}

// unknown says which parameters there are.
func (t Table[T]) unknown(name string) string {
	if len(t) == 0 {
		return fmt.Sprintf("「%s」という条件はありません。このアドレスに条件は付けられません。「?」から後を除いて送ってください。", name)
	}
	return fmt.Sprintf("「%s」という条件はありません。使える条件は %s です。例：%s=%s", name, strings.Join(t.Names(), "、"), t[0].Name, t[0].Example)
}

// Values are the parameters that Parse reads back, as few as will do.
func (t Table[T]) Values(from T) url.Values {
	values := url.Values{}
	for _, p := range t {
		if p.Show != nil {
			for _, v := range p.Show(&from) {
				if v != p.Default {
					values.Add(p.Name, v)
				}
			}
		}
	}
	return values
}

// Like is the parameter with another right value as its example.
func (p Parameter[T]) Like(example string) Parameter[T] {
	p.Example = example
	return p
}

// Must is the parameter where it must be given.
func (p Parameter[T]) Must() Parameter[T] {
	p.Required = true
	return p
}

// Or is the parameter with what no value means.
func (p Parameter[T]) Or(value string) Parameter[T] {
	p.Default = value
	return p
}

// Names lists the parameters.
func (t Table[T]) Names() []string {
	names := make([]string, len(t))
	for i, p := range t {
		names[i] = p.Name
	}
	return names
}

// Specs are what a caller may know of each.
func (t Table[T]) Specs() []Spec {
	specs := make([]Spec, len(t))
	for i, p := range t {
		specs[i] = p.Spec
	}
	return specs
}

// Without is the table less some of its parameters.
func (t Table[T]) Without(names ...string) Table[T] {
	return slices.DeleteFunc(slices.Clone(t), func(p Parameter[T]) bool { return slices.Contains(names, p.Name) })
}

// Within is a table's parameters read into a part of something larger.
func Within[T, U any](t Table[T], part func(*U) *T) Table[U] {
	wider := make(Table[U], len(t))
	for i, p := range t {
		wider[i] = Parameter[U]{Spec: p.Spec, exact: p.exact, Set: func(u *U, v string) bool { return p.Set(part(u), v) }}
		if p.Show != nil {
			wider[i].Show = func(u *U) []string { return p.Show(part(u)) }
		}
	}
	return wider
}
