package request

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Get is a GET route with the default limits.
func Get(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodGet, path, a, h, Limits{}}
}

// Post is a POST route with the default limits.
func Post(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPost, path, a, h, Limits{}}
}

// Put is a PUT route with the default limits.
func Put(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPut, path, a, h, Limits{}}
}

// Patch is a PATCH route with the default limits.
func Patch(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPatch, path, a, h, Limits{}}
}

// Within returns the route with other limits.
func (r Route) Within(l Limits) Route {
	r.Limits = l
	return r
}
