package request

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Get, Post, Put and Patch are routes within the default limits.
func Get(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodGet, path, a, h, Limits{}}
}

// Post is described at [Get].
func Post(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPost, path, a, h, Limits{}}
}

// Put is described at [Get].
func Put(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPut, path, a, h, Limits{}}
}

// Patch is described at [Get].
func Patch(path string, a Access, h echo.HandlerFunc) Route {
	return Route{http.MethodPatch, path, a, h, Limits{}}
}

// Within is the same route with limits of its own.
func (r Route) Within(l Limits) Route {
	r.Limits = l
	return r
}
