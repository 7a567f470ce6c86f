package registry

import (
	"strconv"
	"time"
)

// ListName is a list of processes that people save views of.
type ListName string

// The lists.
const (
	CatalogueList  ListName = "processes"
	PrioritiesList ListName = "priorities"
)

// ListNames are all of them, in the order of pages.
var ListNames = []ListName{CatalogueList, PrioritiesList}

// Label is what the list's page is called.
func (l ListName) Label() string {
	return map[ListName]string{CatalogueList: "手続一覧", PrioritiesList: "重点手続"}[l]
}

// SavedView is a list as somebody saved it under a name: its filters, order and columns.
type SavedView struct {
	ID        int64
	Name      string
	List      ListName
	Query     string // the parameters of the list's address
	Shared    bool   // with whom it is for: its bureau, or everybody
	Bureau    string // the bureau whose people it is for; empty: of whoever sees every bureau
	AccountID int64  // whose it is; 0: the operator's
	SetBy     string
	SetAt     time.Time
}

// Path is the view's own address.
func (v SavedView) Path() string { return "/views/" + strconv.FormatInt(v.ID, 10) }

// Href is the address of the list that it shows.
func (v SavedView) Href() string {
	if v.Query == "" {
		return "/" + string(v.List)
	}
	return "/" + string(v.List) + "?" + v.Query
}

// Belongs says with whom the view is shared.
func (v SavedView) Belongs() string {
	switch {
	case !v.Shared:
		return "自分だけ"
	case v.Bureau != "":
		return v.Bureau
	}
	return "全員"
}
