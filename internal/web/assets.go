package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"
)

//go:embed static
var staticFiles embed.FS

// assets are the static files. The address of each holds a hash of its content,
// so that a browser may keep it for ever and still gets a new one at once.
type assets struct {
	byName map[string]asset
}

type asset struct {
	url         string
	contentType string
	data        []byte
}

func loadAssets() (*assets, error) {
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, err
	}
	a := &assets{byName: map[string]asset{}}
	for _, e := range entries {
		data, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		a.byName[e.Name()] = asset{
			url:         "/static/" + hex.EncodeToString(sum[:8]) + "/" + e.Name(),
			contentType: mime.TypeByExtension(path.Ext(e.Name())),
			data:        data,
		}
	}
	return a, nil
}

// url is the address of a static file, for templates.
func (a *assets) url(name string) (string, error) {
	f, ok := a.byName[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return f.url, nil
}

func (s *server) static(c echo.Context) error {
	f, ok := s.assets.byName[c.Param("name")]
	if !ok || f.url != c.Request().URL.Path {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, f.contentType, f.data)
}
