package request

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Get is a route that reads, within the default limits.
func Get(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodGet, path, a, h, Limits{}}
}

// Post is a route that does something, within the default limits.
func Post(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPost, path, a, h, Limits{}}
}

// Put is a route that sets something, within the default limits.
func Put(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPut, path, a, h, Limits{}}
}

// Patch is a route that changes parts of something, within the default limits.
func Patch(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPatch, path, a, h, Limits{}}
}

// Within is the same route with limits of its own.
func (r Route) Within(l Limits) Route {
	r.Limits = l
	return r
}
