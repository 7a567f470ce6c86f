package web

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
)

// A second press while the first is on its way is not sent: its answer, that all is
// done already, would be what the person sees.
func TestAButtonPressedTwiceSendsOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	at := r.as(registry.Officer).send("/uploads", "架空.xlsx", sheet(t, []any{"架空の届出", "架空法", 1, 1, "検討中", "要"})).
		want(t, 303).header.Get("Location")
	r.as(registry.Officer).post(at+"/submit").want(t, 303)
	approver := r.signIn(registry.Approver)
	var sent atomic.Int32
	arrived, pressed := make(chan struct{}), make(chan struct{})
	first, second := sync.OnceFunc(func() { close(arrived) }), sync.OnceFunc(func() { close(pressed) })
	r.serve(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
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
		r.handler.ServeHTTP(w, req)
	}), map[registry.Role]*visitor{registry.Approver: approver})
	t.Cleanup(second)
	t.Cleanup(first)
	w := browser.Open(t, approver.url)
	approver.lend(w)
	w.Go(at + "/submission")
	w.Do(chromedp.SendKeys("#return-reason", "架空の理由"), chromedp.Evaluate(`{
		const button = document.querySelector('form[action$="/return"] button');
		button.click();
		fetch('/healthz').then(() => { button.click(); fetch('/readyz'); });
	}`, nil))
	w.Await("#events")
	if n := sent.Load(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}
