package web_test

import (
	"net/http"
	"strconv"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A file is sent whole, whatever part or age of it is asked for: it may be another one the
// next time.
func TestAFileIsSentWhole(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	file := webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 10, 1, "実施済", "不要"})
	at := r.As(registry.Officer).Send("/uploads", "a.xlsx", file).Want(t, http.StatusSeeOther).Header.Get("Location")
	for _, header := range [][2]string{{"Range", "bytes=0-0"}, {"Range", "rows=x"}, {"If-None-Match", "*"},
		{"If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"}, {"If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"}} {
		b := r.As(registry.Officer)
		b.Header.Set(header[0], header[1])
		got := b.Get("/api/v1"+at+"/file").Want(t, http.StatusOK)
		if got.Body != string(file) || got.Header.Get("Content-Length") != strconv.Itoa(len(file)) || got.Header.Get("Accept-Ranges") != "" {
			t.Errorf("%v: %d of %d bytes, %v", header, len(got.Body), len(file), got.Header)
		}
	}
	got := r.As(registry.Officer).Do(http.MethodHead, "/api/v1"+at+"/file", nil, "").Want(t, http.StatusOK)
	if got.Header.Get("Content-Length") != strconv.Itoa(len(file)) || got.Body != "" {
		t.Errorf("HEAD: %v", got.Header)
	}
}
