package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"
)

// Assets are the static files. The address of each contains a hash of its content, so that a
// browser can cache it for ever and still gets a new version at once.
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
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		return nil, err
	}
	a := &Assets{ByName: map[string]asset{}}
	for _, e := range entries {
		if a.ByName[e.Name()], err = readAsset(e.Name()); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func readAsset(name string) (asset, error) {
	data, err := fs.ReadFile(files, "static/"+name)
	if err != nil {
		return asset{}, err
	}
	sum := sha256.Sum256(data)
	return asset{
		Url:         "/static/" + hex.EncodeToString(sum[:8]) + "/" + name,
		ContentType: mime.TypeByExtension(path.Ext(name)),
		data:        data,
	}, nil
}

// named is the static file of that name.
func (a *Assets) named(name string) (asset, error) {
	f, ok := a.ByName[name]
	if !ok {
		return f, fmt.Errorf("no static file %q", name)
	}
	if Live {
		return readAsset(name)
	}
	return f, nil
}

// url is the address of a static file, for templates.
func (a *Assets) url(name string) (string, error) {
	f, err := a.named(name)
	return f.Url, err
}

func (s *Handlers) static(c echo.Context) error {
	f, err := s.assets.named(c.Param("name"))
	if err != nil || f.Url != c.Request().URL.Path {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, f.ContentType, f.data)
}
