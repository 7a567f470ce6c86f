package page_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A second press while the first is on its way is not sent: its answer, that all is
// done already, would be what the person sees.
func TestAButtonPressedTwiceSendsOnce(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	at := r.As(registry.Officer).Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空の届出", "架空法", 1, 1, "検討中", "要"})).
		Want(t, 303).Header.Get("Location")
	r.As(registry.Officer).Post(at+"/submit").Want(t, 303)
	approver := r.SignIn(registry.Approver)
	var sent atomic.Int32
	arrived, pressed := make(chan struct{}), make(chan struct{})
	first, second := sync.OnceFunc(func() { close(arrived) }), sync.OnceFunc(func() { close(pressed) })
	r.Serve(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch {
		case req.Method == http.MethodPost:
			sent.Add(1)
			first()
			<-pressed
		case req.URL.Path == "/healthz": // by which the page learns that the first has arrived
			<-arrived
		case req.URL.Path == "/readyz": // by which it tells that it was pressed again
			second()
		}
		r.Handler.ServeHTTP(w, req)
	}), map[registry.Role]*webtest.Visitor{registry.Approver: approver})
	t.Cleanup(second)
	t.Cleanup(first)
	w := browser.Open(t, approver.Url)
	approver.Lend(w)
	w.Go(at + "/submission")
	w.Do(chromedp.SendKeys("#return-reason", "架空の理由"), chromedp.Evaluate(`{
		const button = document.querySelector('form[action$="/return"] button[name=send]');
		button.click();
		fetch('/healthz').then(() => { button.click(); fetch('/readyz'); });
	}`, nil))
	w.Await("#events")
	if n := sent.Load(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}
