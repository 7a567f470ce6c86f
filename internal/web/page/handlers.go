// Package page serves the pages for people: handlers, views, templates, static files.
package page

import (
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
	a, err := LoadAssets()
	if err != nil {
		return nil, registry.Failed(op, err)
	}
	p, err := loadPages(a)
	if err != nil {
		return nil, registry.Failed(op, err)
	}
	return &Handlers{Service: s, pages: p, assets: a, openID: openID}, nil
}

// Fail answers with the page of an error.
func (s *Handlers) Fail(c echo.Context, status int, title, message, reference string) error {
	return s.pages.failure.render(s, c, status, page{Title: title}, failure{Status: status, Message: message, Reference: reference})
}
