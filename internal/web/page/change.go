package page

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// changeBody is the page of one change: who, when, why, and every cell before and after.
type changeBody struct {
	store.ChangeDetail
	Kind      string
	Upload    string // its page; empty: none
	Processes []changedRow
	Settings  []changedSetting
	First     string // the first page of the processes; empty: here already
	More      string // the next page; empty: none
	Whole     bool   // the scope sees every bureau, and so the whole chain
}

// changedRow is what the change did to one process.
type changedRow struct {
	store.ChangedProcess
	Href   string // the process as of the change; just before it, if the change removed it
	Fields []fieldChange
}

// Rows is how many rows of the table the process takes.
func (r changedRow) Rows() int { return max(1, len(r.Fields)) }

// SHA is the hash of the change as people compare it.
func (b changeBody) SHA() string { return hex.EncodeToString(b.Hash[:]) }

// PreviousSHA is the hash of the change before.
func (b changeBody) PreviousSHA() string { return hex.EncodeToString(b.PreviousHash[:]) }

func (s *Handlers) changePage(c echo.Context) error {
	const op = "page.change"
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	asked, err := store.ChangeParameters.Parse(op, c.QueryParams())
	if err != nil {
		return inWords(store.ChangeParameters, c.QueryParams(), map[string]string{"after": "ページ", "limit": "1ページの行数"}, err)
	}
	scope := request.ScopeOf(c)
	d, err := s.Store.Change(c.Request().Context(), scope, id, asked)
	if err != nil {
		return err
	}
	b := changeBody{ChangeDetail: d, Kind: changeLabel(d.Change), Whole: scope.AllBureaus(), Settings: changedSettings(d.Settings)}
	if d.UploadID != 0 {
		b.Upload = registry.UploadPath(d.UploadID)
	}
	for _, p := range d.Processes {
		at := d.At
		if p.Removed {
			at = at.Add(-time.Microsecond)
		}
		b.Processes = append(b.Processes, changedRow{p, withQuery(registry.ProcessPath(p.ID), asOfValues(at)), s.labels(c).changes(p.Fields)})
	}
	if asked.After != 0 {
		b.First = registry.ChangePath(id)
	}
	if d.Next != 0 {
		b.More = withQuery(registry.ChangePath(id), url.Values{"after": {d.Next.String()}})
	}
	return s.pages.change.render(s, c, http.StatusOK, page{Title: fmt.Sprintf("変更 %d", id)}, b)
}
