package page

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// waitingExport is a file that is made, or kept for a while.
type waitingExport struct {
	Name, Address string
	Asked         time.Time
	Done, All     int64 // rows
	Begun, Ready  bool
	Failed        string
}

func waitingOf(e *request.Export) waitingExport {
	w := waitingExport{Name: e.Name, Address: e.Address, Asked: e.Asked, Begun: e.Begun()}
	w.Done, w.All = e.Rows()
	made, err := e.Made()
	w.Ready = made && err == nil
	if made && err != nil {
		w.Failed = registry.MessageOf(err)
	}
	return w
}

// Goes reports whether the file is being made, or waits for its turn.
func (w waitingExport) Goes() bool { return !w.Ready && w.Failed == "" }

// Waiting is where its progress is told.
func (w waitingExport) Waiting() string { return request.WaitingAt(w.Address) }

// waitingExports are the caller's files, those asked for last first.
func (s *Handlers) waitingExports(c echo.Context) (all []waitingExport) {
	for _, e := range s.Exports.Of(request.ScopeOf(c).AccountID) {
		all = append(all, waitingOf(e))
	}
	return all
}

// waitingPage tells how far a file is, and leads to it once it is there.
func (s *Handlers) waitingPage(c echo.Context) error {
	of := c.QueryParam("of")
	for _, w := range s.waitingExports(c) {
		if w.Address != of {
			continue
		}
		p := page{Title: "出力の用意"}
		switch {
		case w.Ready:
			p.Next = w.Address
		case w.Goes():
			p.Refresh = refreshSeconds
		}
		return s.pages.waiting.render(s, c, http.StatusOK, p, w)
	}
	// It was kept long enough, by another server, or never asked for.
	return registry.Errorf(registry.NotFound, "page.waiting", "この出力は、もうありません。出力のページか一覧から、もう一度保存してください。")
}
