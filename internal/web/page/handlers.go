// Package page serves the pages for people: handlers, views, templates, static files.
package page

import (
	"sync"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// Handlers answer the addresses of the pages.
type Handlers struct {
	*request.Service
	pages  *pages
	assets *Assets
	openID *auth.OpenID // nil: not configured
}

// New reads the templates and the static files. It fails where one is not as it must
// be. openID is nil where people sign in by password only.
func New(s *request.Service, openID *auth.OpenID) (*Handlers, error) {
	const op = "page.New"
	l, err := loaded()
	if err != nil {
		return nil, registry.Failed(op, err)
	}
	return &Handlers{Service: s, pages: l.pages, assets: l.assets, openID: openID}, nil
}

type loadedFiles struct {
	pages  *pages
	assets *Assets
}

// loaded reads the files once in a process: they do not change, and nobody changes what
// was read. A test of hundreds of servers would read them hundreds of times.
var loaded = sync.OnceValues(func() (l loadedFiles, err error) {
	if l.assets, err = LoadAssets(); err != nil {
		return l, err
	}
	l.pages, err = loadPages(l.assets)
	return l, err
})

// Fail answers with the page of an error.
func (s *Handlers) Fail(c echo.Context, status int, title, message, reference string) error {
	return s.pages.failure.render(s, c, status, page{Title: title}, failure{Status: status, Message: message, Reference: reference})
}
