package page_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// A form that is sent after the session ended must not look as if it had been taken.
func TestAFormWithoutASessionIsToldNotTaken(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.Visitor()
	const notTaken = "いま送った内容は、まだ届いていません"
	b.Header.Set("Referer", r.Url+"/uploads/7/submission?x=1")
	to := b.Post("/uploads/7/submit", "text", "架空の連絡").Want(t, http.StatusSeeOther).Header.Get("Location")
	if want := "/sign-in?next=%2Fuploads%2F7%2Fsubmission%3Fx%3D1%23typed"; to != want {
		t.Fatalf("leads to %s, want %s", to, want)
	}
	b.Get(to).Want(t, 200, notTaken).See(t, webtest.Sends("next", "/uploads/7/submission?x=1#typed"))
	b.Get(b.Get("/uploads/7").Want(t, 303).Header.Get("Location")).Want(t, 200, "!"+notTaken)
	b.Get("/sign-in").Want(t, 200, "!"+notTaken)

	b.Header.Set("Referer", "https://evil.example/uploads/7/submission")
	if to := b.Post("/uploads/7/submit").Want(t, 303).Header.Get("Location"); strings.Contains(to, "evil") {
		t.Errorf("leads to %s", to)
	}
}

// A browser that still sends when it is answered shows an error of its own.
func TestALargeFileWithoutASessionIsTakenToItsEnd(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	rest := &io.LimitedReader{R: zeros{}, N: 30 << 20} // more than any buffer between holds
	r.Visitor().Do(http.MethodPost, "/uploads", rest, "multipart/form-data; boundary=x").Want(t, http.StatusSeeOther)
	if rest.N != 0 {
		t.Errorf("%d bytes were not taken", rest.N)
	}
}

// zeros is a reader without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// In the browser the text is there again; to somebody else it is not.
func TestTypedTextSurvivesTheEndOfASession(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	at := r.As(registry.Officer).Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空の届出", "架空法", 1, 1, "検討中", "要"})).
		Want(t, 303).Header.Get("Location")
	r.As(registry.Officer).Post(at+"/submit").Want(t, 303)
	const text = "架空の理由：根拠法令を確かめてください"
	for _, c := range []struct {
		name, login string
		there       bool
	}{
		{"the same person", "approver", true},
		{"another", "headquarters", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := browser.Open(t, r.Url)
			b := r.SignIn(registry.Approver)
			b.Lend(w)
			w.Go(at + "/submission")
			w.Do(chromedp.SendKeys("#return-reason", text), chromedp.SendKeys("[name=remark_cell]", "B2"))
			b.Forget(w)
			w.Do(chromedp.Click(`form[action$="/return"] button[name="send"]`), chromedp.WaitVisible("#login"),
				chromedp.SendKeys("#login", c.login), chromedp.SendKeys("#password", webtest.Password+kb.Enter), chromedp.WaitVisible("#return-reason"))
			want, cell := "", ""
			if c.there {
				want, cell = text, "B2"
			}
			if got := browser.Eval[string](w, `document.querySelector('#return-reason').value`); got != want {
				t.Errorf("the reason is %q, want %q", got, want)
			}
			if got := browser.Eval[string](w, `document.querySelector('[name=remark_cell]').value`); got != cell {
				t.Errorf("the cell is %q, want %q", got, cell)
			}
			w.Accessible("what was restored")
			if got := browser.Eval[bool](w, `sessionStorage.getItem('typed') !== null`); got {
				t.Error("it is kept although it was given back")
			}
		})
	}
}
