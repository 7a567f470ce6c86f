//go:build dev

package page_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/web/page"
	"tetsuzuki/internal/web/request"
)

// What make dev starts shows a changed template and a changed style at the next request.
func TestTheDevBuildReadsItsPagesAnew(t *testing.T) {
	theirs := page.Folder
	defer func() { page.Folder = theirs }()
	page.Folder = t.TempDir()
	for _, part := range []string{"templates", "static"} {
		if err := os.CopyFS(filepath.Join(page.Folder, part), os.DirFS(filepath.Join(theirs, part))); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := page.New(&request.Service{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	shown := func() string {
		t.Helper()
		w := httptest.NewRecorder()
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), w)
		if err := pages.Fail(c, http.StatusServiceUnavailable, "架空", "架空の文", ""); err != nil {
			t.Fatal(err)
		}
		return w.Body.String()
	}
	change := func(name, old, now string) {
		t.Helper()
		file := filepath.Join(page.Folder, name)
		text, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(file, []byte(strings.ReplaceAll(string(text), old, now)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	before := shown()
	if shown() != before {
		t.Error("the page changes by itself")
	}
	change("templates/layout.html", "本文へ移動", "架空の変更")
	if got := shown(); !strings.Contains(got, "架空の変更") || strings.Contains(got, "本文へ移動") {
		t.Errorf("the changed layout does not show:\n%.500s", got)
	}
	before = shown()
	change("static/app.css", "}", "}\n")
	if shown() == before {
		t.Error("a changed style has the address of the one before")
	}
}
