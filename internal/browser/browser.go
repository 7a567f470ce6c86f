// Package browser drives a headless Chromium for tests: one browser for all tests
// of a run, and for each a window with cookies of its own.
package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take in the browser: on a busy machine it is slow.
const patience = 2 * time.Minute

var errNone = errors.New("no Chromium on this machine: run make deps")

// closeAll ends the browser and removes its profile.
var closeAll = func() {}

// chromium is started by the first test that needs it.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errNone
	}
	profile, err := os.MkdirTemp("", "tetsuzuki-chromium-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(profile),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Env("LANGUAGE=ja"), chromedp.WSURLReadTimeout(patience))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	closeAll = func() {
		calm, late := context.WithTimeout(ctx, patience)
		_ = chromedp.Cancel(calm) // a browser that was killed leaves processes, which write on
		late()
		cancel()
		stop()
		_ = os.RemoveAll(profile) // what is left, the system's cleaning of temporary files takes
	}
	return ctx, chromedp.Run(ctx)
})

// Close ends the browser, if any test started it; for TestMain.
func Close() { closeAll() }

// Window is a browser's window on a service.
type Window struct {
	t   testing.TB
	ctx context.Context
	url string // of the service

	apart cdp.BrowserContextID // with cookies and files of its own
}

// Need skips a test that cannot do without a browser: with -short, and where there is no
// Chromium, which in CI fails. A test says so first, before it makes what it would show.
func Need(t testing.TB) {
	t.Helper()
	need(t)
}

func need(t testing.TB) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("-short does without a browser")
	}
	whole, err := chromium()
	if errors.Is(err, errNone) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// Open opens a window of 1280 × 900 on the service at url, until the end of the test.
// It has [Need] of a browser.
func Open(t testing.TB, url string) *Window {
	t.Helper()
	whole := need(t)
	executor := cdp.WithExecutor(whole, chromedp.FromContext(whole).Browser)
	apart, err := target.CreateBrowserContext().Do(executor)
	if err != nil {
		t.Fatal(err)
	}
	// Chromium opens no tab in a context that has no window yet.
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(apart).WithNewWindow(true).Do(executor)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(whole, chromedp.WithTargetID(id))
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil { // the window lasts as long as the first context of its actions
		t.Fatal(err)
	}
	w := &Window{t, ctx, url, apart}
	w.Size(1280, 900)
	return w
}

// run does one step, within the time that it may take.
func (w *Window) run(actions ...chromedp.Action) error {
	ctx, stop := context.WithTimeout(w.ctx, patience)
	defer stop()
	return chromedp.Run(ctx, actions...)
}

// Do does what the actions say, one after the other.
func (w *Window) Do(actions ...chromedp.Action) {
	w.t.Helper()
	if err := w.run(actions...); err != nil {
		w.t.Fatal(err)
	}
}

// Follow does what leads to another page, and waits until what the selector finds can
// be seen there, whether or not the page that is left shows such a thing, too.
func (w *Window) Follow(selector string, actions ...chromedp.Action) {
	w.t.Helper()
	w.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := chromedp.RunResponse(ctx, actions...)
		return err
	}))
	w.Await(selector)
}

// Await waits until what the selector finds can be seen, also while the page is left
// for another.
func (w *Window) Await(selector string) {
	w.t.Helper()
	if err := w.calmly(chromedp.WaitVisible(selector, chromedp.ByQuery)); err != nil {
		w.t.Fatalf("%s is not to be seen: %v", selector, err)
	}
}

// Gone waits until the selector finds nothing any more, as Await does.
func (w *Window) Gone(selector string) {
	w.t.Helper()
	if err := w.calmly(chromedp.WaitNotPresent(selector, chromedp.ByQuery)); err != nil {
		w.t.Fatalf("%s does not go away: %v", selector, err)
	}
}

// calmly does what can be repeated, until no change of the page breaks it off.
func (w *Window) calmly(action chromedp.Action) error {
	for tries := 1; ; tries++ {
		err := w.run(action)
		if e, ok := errors.AsType[*cdproto.Error](err); !ok || e.Code != targetLeft || tries == 20 {
			return err
		}
	}
}

// targetLeft is the debugger's code for what it cannot do because the page is another
// by now.
const targetLeft = -32000

// Go opens one of the service's addresses.
func (w *Window) Go(path string) { w.t.Helper(); w.Do(chromedp.Navigate(w.url + path)) }

// Size makes the window so many pixels wide and high.
func (w *Window) Size(width, height int64) {
	w.t.Helper()
	w.Do(emulation.SetDeviceMetricsOverride(width, height, 1, false))
}

// Scripts lets pages run scripts or not.
func (w *Window) Scripts(on bool) { w.t.Helper(); w.Do(emulation.SetScriptExecutionDisabled(!on)) }

// Listen has fn told of what happens in the window.
func (w *Window) Listen(fn func(event any)) { chromedp.ListenTarget(w.ctx, fn) }

// Save clicks what the selector finds, and returns the name and the content of the file that the
// browser saves then.
func (w *Window) Save(selector string) (name string, data []byte) {
	w.t.Helper()
	folder := w.t.TempDir()
	ctx, stop := context.WithCancel(w.ctx)
	defer stop()
	begun, ended := make(chan *cdpbrowser.EventDownloadWillBegin, 1), make(chan cdpbrowser.DownloadProgressState, 1)
	chromedp.ListenTarget(ctx, func(event any) { // which must not wait
		switch e := event.(type) {
		case *cdpbrowser.EventDownloadWillBegin:
			put(begun, e)
		case *cdpbrowser.EventDownloadProgress:
			if e.State != cdpbrowser.DownloadProgressStateInProgress {
				put(ended, e.State)
			}
		}
	})
	w.Do(cdpbrowser.SetDownloadBehavior(cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName).WithBrowserContextID(w.apart).
		WithDownloadPath(folder).WithEventsEnabled(true),
		chromedp.Click(selector, chromedp.ByQuery),
		chromedp.ActionFunc(func(ctx context.Context) (err error) {
			file, err := got(ctx, begun)
			if err != nil {
				return err
			}
			state, err := got(ctx, ended)
			if err == nil && state != cdpbrowser.DownloadProgressStateCompleted {
				err = fmt.Errorf("%s is not saved: %s", file.SuggestedFilename, state)
			}
			if err != nil {
				return err
			}
			name = file.SuggestedFilename
			data, err = os.ReadFile(filepath.Join(folder, file.GUID))
			return err
		}))
	return name, data
}

// put hands a value over, unless there is one already.
func put[T any](to chan<- T, value T) {
	select {
	case to <- value:
	default:
	}
}

// got is the value that somebody puts, in time.
func got[T any](ctx context.Context, from <-chan T) (value T, err error) {
	select {
	case value = <-from:
		return value, nil
	case <-ctx.Done():
		return value, ctx.Err()
	}
}

// Text is the visible text of the first element that the selector finds.
func (w *Window) Text(selector string) (text string) {
	w.t.Helper()
	w.Do(chromedp.Text(selector, &text, chromedp.ByQuery))
	return text
}

// Path is the path of the page that is open.
func (w *Window) Path() string { w.t.Helper(); return Eval[string](w, "location.pathname") }

// Style is how a property of the first element that the selector finds is shown.
func (w *Window) Style(selector, property string) (value string) {
	w.t.Helper()
	script, err := json.Marshal([]string{selector, property})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Do(evaluate(fmt.Sprintf(`(([s, p]) => getComputedStyle(document.querySelector(s)).getPropertyValue(p))(%s)`, script), &value))
	return value
}

// Eval runs a script in the page by the debugger, which the page's policy does not
// bind, and gives what it returns.
func Eval[T any](w *Window, script string) (value T) {
	w.t.Helper()
	w.Do(evaluate(script, &value))
	return value
}

func evaluate(script string, to any) chromedp.Action {
	return chromedp.Evaluate(script, to, func(p *cdpruntime.EvaluateParams) *cdpruntime.EvaluateParams {
		return p.WithAwaitPromise(true)
	})
}

// Screenshot writes what the window shows to a PNG file.
func (w *Window) Screenshot(file string) {
	w.t.Helper()
	var png []byte
	w.Do(chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(file, png, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// PDF is the page as it is printed: on the paper and with the margins that it asks for itself.
func (w *Window) PDF() (pdf []byte) {
	w.t.Helper()
	w.Do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	return pdf
}

// axe is the text of the accessibility checker.
var axe = sync.OnceValues(func() (string, error) {
	_, self, _, _ := runtime.Caller(0)
	text, err := os.ReadFile(filepath.Join(filepath.Dir(self), "..", "..", ".ci", "npm", "node_modules", "axe-core", "axe.min.js"))
	return string(text), err
})

// Accessible fails the test for all that axe finds wrong with the page that is
// open, by the rules of WCAG 2.2 AA and of good practice; at names the page.
func (w *Window) Accessible(at string) {
	w.t.Helper()
	script, err := axe()
	if errors.Is(err, os.ErrNotExist) && os.Getenv("CI") == "" {
		w.t.Skip("axe-core is not installed: run make deps")
	}
	if err != nil {
		w.t.Fatal(err)
	}
	var text string
	err = w.calmly(evaluate(script+`;
		axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
			.then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes
				.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))))`, &text))
	if err != nil {
		w.t.Fatal(err)
	}
	var found []string
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		w.t.Fatal(err)
	}
	for _, v := range found {
		w.t.Errorf("%s: %s", at, v)
	}
}
