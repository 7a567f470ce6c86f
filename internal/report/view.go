package report

import (
	"time"

	"tetsuzuki/internal/registry"
)

// ViewJSON is a saved view, of the API and of the verb.
type ViewJSON struct {
	ID     int64             `json:"id"`
	Name   string            `json:"name"`
	List   registry.ListName `json:"list"`
	Query  string            `json:"query"` // the parameters of the list
	Shared bool              `json:"shared"`
	Bureau maybe             `json:"bureau"` // whose people it is for; null: of whoever sees every bureau
	Own    bool              `json:"own"`
	Path   string            `json:"path"` // its own address
	Href   string            `json:"href"` // the page that it shows
	API    string            `json:"api"`  // the same list by the API
	SetBy  string            `json:"set_by"`
	SetAt  time.Time         `json:"set_at"`
}

// NewViewJSON writes one as the account sees it.
func NewViewJSON(v registry.SavedView, account int64) ViewJSON {
	return ViewJSON{ID: v.ID, Name: v.Name, List: v.List, Query: v.Query, Shared: v.Shared, Bureau: maybe(v.Bureau),
		Own: v.AccountID == account, Path: v.Path(), Href: v.Href(), API: "/api/v1" + v.Href(), SetBy: v.SetBy,
		SetAt: v.SetAt.In(registry.Tokyo)}
}
