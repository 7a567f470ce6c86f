package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// answer is a handler with the parameters that it takes.
type answer struct {
	handle     echo.HandlerFunc
	parameters []parameter.Spec
	fields     []parameter.Spec // of a form
}

// asked is a handler that takes the parameters of a table, and nothing else.
func asked[T any](t parameter.Table[T], handle func(echo.Context, T) error) answer {
	return answer{
		handle: func(c echo.Context) error {
			given, err := t.Parse("api.asked", c.QueryParams())
			if err != nil {
				return err
			}
			return handle(c, given)
		},
		parameters: t.Specs(),
	}
}

// plain is a handler that takes no parameters.
func plain(handle echo.HandlerFunc) answer {
	return asked(parameter.Table[struct{}]{}, func(c echo.Context, _ struct{}) error { return handle(c) })
}

// filled is a handler of a form with a file, whose fields are those of a table.
func filled[T any](t parameter.Table[T], handle echo.HandlerFunc) answer {
	a := plain(handle)
	a.fields = t.Specs()
	return a
}

func get(path string, p registry.Power, a answer) request.Route {
	return route(http.MethodGet, path, p, a)
}

func post(path string, p registry.Power, a answer) request.Route {
	return route(http.MethodPost, path, p, a)
}

func put(path string, p registry.Power, a answer) request.Route {
	return route(http.MethodPut, path, p, a)
}

func patch(path string, p registry.Power, a answer) request.Route {
	return route(http.MethodPatch, path, p, a)
}

func route(method, path string, p registry.Power, a answer) request.Route {
	return request.Route{Method: method, Path: path, Access: request.Needs(p), Handle: a.handle,
		Parameters: a.parameters, Fields: a.fields}
}
