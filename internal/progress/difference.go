package progress

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Difference is one value of recorded figures that differs from the computed one.
type Difference struct {
	Path     string `json:"path"`     // its keys from the outermost on, with dots between: "bureaus.B10.done"
	Recorded string `json:"recorded"` // as JSON; empty: there is none
	Computed string `json:"computed"` // as JSON; empty: there is none
}

// Compare returns the values in which recorded figures (the JSON of [Figures]) differ from
// computed ones, exactly. Values that earlier programs did not record are ignored. Bureaus and
// statuses are identified by their codes, in any order. Invalid JSON is one difference. The
// shortest paths come first.
func Compare(recorded []byte, computed Figures) ([]Difference, error) {
	text, err := json.Marshal(computed)
	if err != nil {
		return nil, err
	}
	now, _ := decode(text)
	then, isJSON := decode(recorded)
	if !isJSON {
		return []Difference{{Recorded: string(recorded), Computed: string(text)}}, nil
	}
	var found []Difference
	compare(nil, then, now, &found)
	// First what all the rest may come from, as the threshold.
	slices.SortStableFunc(found, func(a, b Difference) int {
		return strings.Count(a.Path, ".") - strings.Count(b.Path, ".")
	})
	return found, nil
}

func decode(text []byte) (value any, isJSON bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // to the last digit
	isJSON = d.Decode(&value) == nil
	return value, isJSON
}

// absent stands for a missing value; JSON's null is one.
type absent struct{}

func compare(path []string, then, now any, found *[]Difference) {
	if a, ok := then.(map[string]any); ok {
		if b, ok := now.(map[string]any); ok {
			compareObjects(path, a, b, found)
			return
		}
	}
	if a, ok := then.([]any); ok {
		if b, ok := now.([]any); ok {
			x, y := keyed(a), keyed(b)
			compareObjects(path, x, y, found)
			for _, key := range sortedKeys(y) {
				if _, ok := x[key]; !ok {
					compare(append(slices.Clone(path), key), absent{}, y[key], found)
				}
			}
			return
		}
	}
	if a, b := written(then), written(now); a != b {
		*found = append(*found, Difference{strings.Join(path, "."), a, b})
	}
}

func compareObjects(path []string, then, now map[string]any, found *[]Difference) {
	for _, key := range sortedKeys(then) {
		other, ok := now[key]
		if !ok {
			other = absent{}
		}
		compare(append(slices.Clone(path), key), then[key], other, found)
	}
}

// keyed maps the elements of a list by their codes.
func keyed(list []any) map[string]any {
	of := make(map[string]any, len(list))
	for i, element := range list {
		key := fmt.Sprint(i)
		if object, ok := element.(map[string]any); ok {
			for _, name := range []string{"code", "status"} {
				if s, ok := object[name].(string); ok {
					key = s
				}
			}
		}
		for of[key] != nil {
			key += "'" // a repeated code is a difference, too
		}
		of[key] = element
	}
	return of
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func written(value any) string {
	if _, none := value.(absent); none {
		return ""
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
