package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
)

func TestMain(m *testing.M) {
	// The browser's files are looked for in a folder of their own.
	temporary, err := os.MkdirTemp("", "tetsuzuki-")
	if err != nil {
		panic(err)
	}
	os.Setenv("TMPDIR", temporary)
	status := m.Run()
	browser.Close()
	if left, _ := filepath.Glob(filepath.Join(temporary, "*")); left != nil {
		fmt.Println("FAIL: the browser leaves", left)
		status = 1
	}
	os.RemoveAll(temporary)
	os.Exit(status)
}

// Every page here looks alike, but for its number, and is left only a while after the
// press that asks for it.
func TestFollowWaitsForTheNextPage(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Path[1:])
		fmt.Fprintf(w, `<!doctype html><title>架空</title><button onclick="setTimeout(() => location = '/%d', 300)">次</button> <b>%d</b>`, n+1, n)
	}))
	t.Cleanup(server.Close)
	w := browser.Open(t, server.URL)
	w.Go("/0")
	for n := 1; n <= 3; n++ {
		w.Follow("b", chromedp.Click("button", chromedp.ByQuery))
		if got := w.Text("b"); got != strconv.Itoa(n) {
			t.Errorf("the page is %s, want %d", got, n)
		}
	}
}

func TestSaveHasTheWholeFile(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			fmt.Fprint(w, `<!doctype html><title>架空</title><a id="a" href="/1">一</a> <a id="b" href="/2">二</a>`)
			return
		}
		w.Header().Set("Content-Disposition", `attachment; filename*=UTF-8''%E6%9E%B6%E7%A9%BA`+r.URL.Path[1:]+".txt")
		fmt.Fprint(w, strings.Repeat(r.URL.Path[1:], 100_000))
	}))
	t.Cleanup(server.Close)
	w := browser.Open(t, server.URL)
	w.Go("/")
	for selector, n := range map[string]string{"#a": "1", "#b": "2"} {
		if name, data := w.Save(selector); name != "架空"+n+".txt" || string(data) != strings.Repeat(n, 100_000) {
			t.Errorf("%s is saved as %q, %d bytes", selector, name, len(data))
		}
	}
}
