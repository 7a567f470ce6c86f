package report

import (
	"net/url"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// GroupJSON is one version of a group, of API and verb.
type GroupJSON struct {
	Group       int               `json:"group"` // the number of all its versions
	Name        string            `json:"name"`
	Description maybe             `json:"description"`
	Source      string            `json:"source"`
	Listed      *int              `json:"listed"`  // how many processes its list has; null: the filter says it
	Filter      maybe             `json:"filter"`  // the parameters of the catalogue; null: the list says it
	List        string            `json:"list"`    // the parameters of the list of its processes
	Figures     *progress.Figures `json:"figures"` // as of now, or as asked; null: the version is not in force
	SetJSON
}

// NewGroupJSON writes one, with its figures (nil: none).
func NewGroupJSON(g registry.GroupVersion, f *progress.Figures) GroupJSON {
	j := GroupJSON{Group: g.Number, Name: g.Name, Description: maybe(g.Description), Source: g.Source, Filter: maybe(g.Filter),
		List: url.Values{"group": {g.Name}}.Encode(), Figures: f, SetJSON: NewSetJSON(g.Reason, g.Set)}
	if g.Filter == "" {
		j.Listed = &g.Listed
	}
	return j
}
