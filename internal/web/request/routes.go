package request

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Get is a GET route with the default limits.
func Get(path string, a Access, h echo.HandlerFunc) Route {
	return Route{Method: http.MethodGet, Path: path, Access: a, Handle: h}
}

// Post is a POST route with the default limits.
func Post(path string, a Access, h echo.HandlerFunc) Route {
	return Route{Method: http.MethodPost, Path: path, Access: a, Handle: h}
}

// Within returns the route with other limits.
func (r Route) Within(l Limits) Route {
	r.Limits = l
	return r
}
