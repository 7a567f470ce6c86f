package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/web/request"
)

// What the tests of the middleware need: the service with routes of their own.

// Server is the service before its routes are put behind the middleware.
type Server = server

// NewServer is described at [newServer].
func NewServer(opt Options) (*Server, error) { return newServer(opt) }

// Routes is described at [Server.routes].
func (s *server) Routes() []request.Route { return s.routes() }

// Handler is described at [Server.handler].
func (s *server) Handler(routes []request.Route) (http.Handler, error) { return s.handler(routes) }

// Health is described at [Server.health].
func (s *server) Health(c echo.Context) error { return s.health(c) }

// Policy is described at [policy].
const Policy = policy

// Done is described at [page.Handlers.Done].
func (s *server) Done(c echo.Context, to, notice string) error { return s.page.Done(c, to, notice) }
