package cli

import (
	"fmt"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/store"
)

// codeLists are the code lists that the program carries, for the database, where
// every version that ever was stays. The form's version "2021.1" is 202101 there.
func codeLists() []store.CodeList {
	f := form.Current()
	var year, issue int
	if _, err := fmt.Sscanf(f.Version, "%d.%d", &year, &issue); err != nil {
		panic(fmt.Sprintf("the form's version %q: %v", f.Version, err)) // embedded, so a mistake of ours
	}
	var lists []store.CodeList
	seen := make(map[string]bool)
	for _, d := range f.Fields() {
		if d.List == nil || seen[d.List.Name] {
			continue
		}
		seen[d.List.Name] = true
		l := store.CodeList{Name: d.List.Name, Version: year*100 + issue, ValidFrom: year}
		for _, c := range d.List.All() {
			l.Codes = append(l.Codes, store.Code{Code: c.Code, Label: c.Label})
		}
		lists = append(lists, l)
	}
	return lists
}
