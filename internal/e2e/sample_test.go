package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/sample"
)

// screenshots names a folder for the pictures of the README.
const screenshots = "TETSUZUKI_TEST_SCREENSHOTS"

// What a new user does: start the program, sign in with an account that it
// printed, and look around among the made-up 28,000 processes.
func TestTheSampleInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newMachine(t).serve(t, "--sample-if-empty")
	w := browser.Open(t, s.url)
	w.Go("/")
	w.Do(chromedp.SendKeys("#login", "kikaku"), chromedp.SendKeys("#password", sample.Password+kb.Enter), chromedp.WaitVisible("#rates"))
	for _, want := range []string{"サンプル（架空のデータ）", "28,000", "環境局"} {
		if got := w.Text("body"); !strings.Contains(got, want) {
			t.Errorf("the dashboard lacks %q", want)
		}
	}
	w.Accessible("the dashboard")
	if dir := os.Getenv(screenshots); dir != "" {
		w.Size(1280, 1640)
		w.Screenshot(filepath.Join(dir, "dashboard.png"))
	}
	for _, path := range []string{"/processes?sort=volume&order=desc", "/processes/P-0000001", "/priorities?limit=200", "/uploads", "/uploads/1"} {
		w.Go(path)
		w.Accessible(path)
	}
}
