package page

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// codeListsBody is the page of the form's code lists.
type codeListsBody struct {
	Tabs  []tab
	Lists []codeListTable
}

// codeListTable is the code list of a field, with how many processes use each code.
type codeListTable struct {
	Field, Label string
	Codes        []codeRow
	Blank        int64 // processes without a code
	Many         bool  // a process can have several
}

// codeRow is a code.
type codeRow struct {
	Code, Label string
	Processes   int64
	Href        string // the list of those; empty: lists do not filter by the field
	Former      bool   // the form does not have it any more
	Added       bool   // to the form's
	Ended       bool   // it is no longer offered
	Writings    string // what else is read as it
	Note        string // what is said of it to whoever chooses
}

// codeFilters are the parameters of the list of processes by fields.
var codeFilters = map[string]string{"digitization_status": "status", "process_type": "type", "national_law_change": "law_change"}

func (s *Handlers) codeLists(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	uses, err := s.Store.CodeUses(ctx, scope)
	if err != nil {
		return err
	}
	of, err := s.Intake.Form(ctx)
	if err != nil {
		return err
	}
	b := codeListsBody{Tabs: adminTabs(scope, codesPath)}
	for _, f := range of.Fields() {
		if f.List == nil {
			continue
		}
		b.Lists = append(b.Lists, codeListOf(f, uses[f.Key]))
	}
	return s.pages.codeLists.render(s, c, http.StatusOK, page{Title: "コードの一覧"}, b)
}

func codeListOf(f form.Field, uses map[string]int64) codeListTable {
	t := codeListTable{Field: f.Key, Label: f.Label, Many: f.Kind == form.Codes, Blank: uses[""]}
	known := map[string]bool{"": true}
	add := func(row codeRow) {
		code := row.Code
		known[code], row.Processes = true, uses[code]
		if name, ok := codeFilters[f.Key]; ok && row.Processes > 0 {
			if filter, err := store.ParseFilter(map[string][]string{name: {code}}); err == nil {
				row.Href = listing(filter)
			}
		}
		t.Codes = append(t.Codes, row)
	}
	for _, code := range f.List.All() {
		add(codeRow{Code: code.Code, Label: code.Label, Added: code.Added, Ended: code.Ended, Note: code.Note,
			Writings: strings.Join(code.Synonyms, "、")})
	}
	for code := range uses {
		if !known[code] {
			add(codeRow{Code: code, Label: code, Former: true})
		}
	}
	return t
}
