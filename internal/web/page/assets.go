package page

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

// Assets are the static files. The address of each holds a hash of its content,
// so that a browser may keep it for ever and still gets a new one at once.
type Assets struct {
	ByName map[string]asset
}

type asset struct {
	Url         string
	ContentType string
	data        []byte
}

// LoadAssets reads the static files.
func LoadAssets() (*Assets, error) {
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, err
	}
	a := &Assets{ByName: map[string]asset{}}
	for _, e := range entries {
		data, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		a.ByName[e.Name()] = asset{
			Url:         "/static/" + hex.EncodeToString(sum[:8]) + "/" + e.Name(),
			ContentType: mime.TypeByExtension(path.Ext(e.Name())),
			data:        data,
		}
	}
	return a, nil
}

// url is the address of a static file, for templates.
func (a *Assets) url(name string) (string, error) {
	f, ok := a.ByName[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return f.Url, nil
}

func (s *Handlers) static(c echo.Context) error {
	f, ok := s.assets.ByName[c.Param("name")]
	if !ok || f.Url != c.Request().URL.Path {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, f.ContentType, f.data)
}
