package api

import (
	_ "embed"
	"net/http"

	"github.com/labstack/echo/v4"
)

// OpenAPI is the description of the API.
//
//go:embed openapi.yaml
var OpenAPI []byte

// description serves the OpenAPI document; it holds nothing that needs a sign-in.
func (s *Handlers) description(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/yaml; charset=utf-8", OpenAPI)
}
