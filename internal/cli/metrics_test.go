package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What counts the requests tells no more than their number, whatever they ask for, and
// is as guarded in a browser as every page.
func TestMetrics(t *testing.T) {
	t.Parallel()
	handler := measured(http.NotFoundHandler())
	for i := range 100 {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(fmt.Sprintf("MADE-UP-%d", i), fmt.Sprintf("/secret/%d?geheim", i), nil))
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	body := w.Body.String()
	if !strings.Contains(body, `tetsuzuki_http_request_duration_seconds_count{code="404",method="unknown"} 100`) {
		t.Errorf("a hundred requests are not counted as one kind:\n%.2000s", body)
	}
	if strings.Contains(body, "secret") || strings.Contains(body, "geheim") || strings.Contains(body, "MADE-UP") {
		t.Error("it tells what was asked for")
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := w.Header().Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") ||
		!strings.Contains(got, "frame-ancestors 'none'") {
		t.Errorf("the policy is %q", got)
	}
}
