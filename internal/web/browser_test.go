package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/registry"
)

// patience is how long a page may take: on a busy machine the browser is slow.
const patience = 2 * time.Minute

var errNoBrowser = errors.New("no Chromium on this machine")

// chromium is one browser for all tests of a run; each opens a window with cookies
// of its own.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errNoBrowser
	}
	profile, err := os.MkdirTemp("", "tetsuzuki-chromium-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(profile),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "ja"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	closeBrowser = func() {
		cancel()
		os.RemoveAll(profile)
	}
	return ctx, chromedp.Run(ctx)
})

var closeBrowser = func() {}

func TestMain(m *testing.M) {
	status := m.Run()
	closeBrowser()
	os.Exit(status)
}

// window is a browser's window on the service.
type window struct {
	t   *testing.T
	ctx context.Context
	url string
}

func (r *rig) window() *window {
	r.t.Helper()
	browser, err := chromium()
	if errors.Is(err, errNoBrowser) && os.Getenv("CI") == "" {
		r.t.Skip(err)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	whole := cdp.WithExecutor(browser, chromedp.FromContext(browser).Browser)
	apart, err := target.CreateBrowserContext().Do(whole)
	if err != nil {
		r.t.Fatal(err)
	}
	// Chromium opens no tab in a context that has no window yet.
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(apart).WithNewWindow(true).Do(whole)
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithTargetID(id))
	r.t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, patience)
	r.t.Cleanup(stop)
	w := &window{r.t, ctx, r.url}
	w.do(emulation.SetDeviceMetricsOverride(1280, 900, 1, false))
	return w
}

func (w *window) do(actions ...chromedp.Action) {
	w.t.Helper()
	if err := chromedp.Run(w.ctx, actions...); err != nil {
		var at string
		_ = chromedp.Run(w.ctx, chromedp.Location(&at)) // only to tell
		w.t.Fatalf("at %s: %v", at, err)
	}
}

func (w *window) open(path string) { w.t.Helper(); w.do(chromedp.Navigate(w.url + path)) }

// signIn has the window use the session of somebody who signed in.
func (w *window) signIn(b *browser) {
	w.t.Helper()
	req, err := b.client.Get(b.url + "/static/none")
	if err != nil {
		w.t.Fatal(err)
	}
	req.Body.Close()
	for _, c := range b.client.Jar.Cookies(req.Request.URL) {
		w.do(network.SetCookie(c.Name, c.Value).WithURL(w.url))
	}
}

// eval runs a script in the page and gives what it returns.
func eval[T any](w *window, script string) (value T) {
	w.t.Helper()
	w.do(chromedp.Evaluate(script, &value, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
	return value
}

func (w *window) text(selector string) (text string) {
	w.t.Helper()
	w.do(chromedp.Text(selector, &text, chromedp.ByQuery))
	return text
}

// axe is the accessibility checker, run in the page by the debugger, which the
// page's policy does not bind.
var axe = sync.OnceValues(func() (string, error) {
	text, err := os.ReadFile(filepath.Join("..", "..", ".ci", "npm", "node_modules", "axe-core", "axe.min.js"))
	return string(text), err
})

// violations is what the checker finds wrong with the page that is open.
func (w *window) violations() []string {
	w.t.Helper()
	script, err := axe()
	if err != nil {
		if os.Getenv("CI") == "" {
			w.t.Skip("axe-core is not installed: run make deps")
		}
		w.t.Fatal(err)
	}
	text := eval[string](w, script+`;
		axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
			.then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))))`)
	var found []string
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		w.t.Fatal(err)
	}
	return found
}

// everyPage is one address of each page and of each of its states.
func everyPage(r *rig) []string {
	return []string{
		"/", "/?as_of=2022-04-30", "/?as_of=2021-01-01",
		"/processes", "/processes?bureau=B10&status=done&volume_min=1", "/processes?q=none", "/processes?limit=1",
		"/processes/P-0000001", "/processes/P-0000002?as_of=2022-04-30",
		"/priorities", "/priorities?list=undecidable", "/priorities?list=near",
		"/exports", "/account", "/admin", "/admin/accounts", fmt.Sprintf("/admin/accounts/%d", r.ids[registry.Planner]),
		"/nothing", "/?as_of=2999-01-01",
	}
}

func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	w := r.window()
	check := func(at string) {
		t.Helper()
		for _, v := range w.violations() {
			t.Errorf("%s: %s", at, v)
		}
		if n := eval[int](w, `document.querySelectorAll('h1').length`); n != 1 {
			t.Errorf("%s has %d h1", at, n)
		}
	}
	w.open("/sign-in")
	check("/sign-in")
	w.do(chromedp.SendKeys("#login", "nobody"), chromedp.SendKeys("#password", "x"+kb.Enter), chromedp.WaitVisible("#problem"))
	check("/sign-in refused")
	w.signIn(r.as(registry.Administrator))
	for _, path := range everyPage(r) {
		w.open(path)
		check(path)
	}
	w.open("/admin/accounts")
	w.do(chromedp.Evaluate(`document.querySelectorAll('[minlength]').forEach(e => e.removeAttribute('minlength'))`, nil),
		chromedp.SendKeys("#name", "架空"), chromedp.SendKeys("#login", "x"), chromedp.SendKeys("#password", "short"+kb.Enter), chromedp.WaitVisible("#account-problem"))
	check("/admin/accounts refused")
	w.open("/account")
	w.do(chromedp.SendKeys("#token-name", "架空"+kb.Enter), chromedp.WaitVisible("#new-token"))
	check("/account with a new token")
}

// At 320 px, which is also 1280 px at 400 %, only tables may be wider than the page.
func TestNoPageScrollsSideways(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	w := r.window()
	w.signIn(r.as(registry.Administrator))
	for _, width := range []int64{320, 768, 1280} {
		w.do(emulation.SetDeviceMetricsOverride(width, 800, 1, false))
		for _, path := range everyPage(r) {
			w.open(path)
			if got := eval[int64](w, `document.documentElement.scrollWidth`); got > width {
				t.Errorf("%s is %d px wide at %d px: %s", path, got, width,
					eval[string](w, fmt.Sprintf(`[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > %d && !e.parentElement.closest('.table-box')).map(e => e.tagName + '.' + e.getAttribute('class')).slice(0, 5).join(' ')`, width)))
			}
		}
	}
}

// Every reading works with scripts off, and the policy stops nothing of our own.
func TestPagesWithAndWithoutScripts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	for _, off := range []bool{false, true} {
		w := r.window()
		var complaints []string
		var lock sync.Mutex
		chromedp.ListenTarget(w.ctx, func(event any) {
			if e, ok := event.(*runtime.EventConsoleAPICalled); ok && e.Type == runtime.APITypeError {
				lock.Lock()
				complaints = append(complaints, fmt.Sprint(e.Args))
				lock.Unlock()
			}
			if e, ok := event.(*runtime.EventExceptionThrown); ok {
				lock.Lock()
				complaints = append(complaints, e.ExceptionDetails.Error())
				lock.Unlock()
			}
		})
		w.do(runtime.Enable(), emulation.SetScriptExecutionDisabled(off))
		w.open("/sign-in")
		w.do(chromedp.SendKeys("#login", "planner"), chromedp.SendKeys("#password", password+kb.Enter), chromedp.WaitVisible("#rates"))
		w.do(chromedp.Click(`.site-nav a[href="/processes"]`), chromedp.WaitVisible("#q"))
		w.do(chromedp.SendKeys("#q", "架空道路"+kb.Enter), chromedp.WaitVisible(".chip"))
		if got := w.text(".count"); !strings.Contains(got, "1 手続") {
			t.Errorf("scripts off %t: %q", off, got)
		}
		w.do(chromedp.Click(".chip"), chromedp.WaitNotPresent(".chip"))
		w.do(chromedp.Click(`th a[href*="sort=volume"]`), chromedp.WaitVisible(`th[aria-sort="descending"]`))
		w.do(chromedp.Click("tbody th a"), chromedp.WaitVisible("#history"))
		if got := w.text("h1"); got != "架空道路の占用" {
			t.Errorf("scripts off %t: %q", off, got)
		}
		lock.Lock()
		if complaints != nil {
			t.Errorf("scripts off %t: %s", off, strings.Join(complaints, "\n"))
		}
		lock.Unlock()
	}
}

func TestSignInByKeyboardAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fill()
	w := r.window()
	w.open("/sign-in")
	focus := func() string {
		return eval[string](w, `document.activeElement.id || document.activeElement.className || document.activeElement.tagName`)
	}
	tabTo := func(want string) {
		t.Helper()
		for range 20 {
			w.do(chromedp.KeyEvent(kb.Tab))
			if focus() == want {
				return
			}
		}
		t.Fatalf("the Tab key does not lead to %s", want)
	}
	tabTo("login")
	w.do(chromedp.KeyEvent("planner"))
	tabTo("password")
	w.do(chromedp.KeyEvent(password), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#rates"))
	w.do(chromedp.KeyEvent(kb.Tab))
	if got := focus(); got != "skip" {
		t.Errorf("the first stop is %q, want the way past the navigation", got)
	}
	if outline := eval[string](w, `getComputedStyle(document.activeElement).outlineStyle`); outline != "solid" {
		t.Errorf("the focus is not shown: %s", outline)
	}
	w.do(chromedp.KeyEvent(kb.Enter))
	if got := focus(); got != "main" {
		t.Errorf("it leads to %q", got)
	}
}

// The officer's main job in the browser: sign in, hand a workbook in, read the
// report, register it, see the priority list.
func TestUploadInTheBrowser(t *testing.T) {
	t.Parallel()
	standard, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "sheets", "01-standard.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(standard); err != nil {
		standard = "" // the made-up sheet is read in any case
	}
	made := filepath.Join(t.TempDir(), "架空の棚卸.xlsx")
	err = os.WriteFile(made, sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "未着手・今後検討", "不要"},
		[]any{"架空騒音の届出", "架空騒音法", "不明", "", "検討中", "要"}), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, file, bureau, priority string
		scriptsOff                   bool
	}{
		{"made", made, "環境局", "架空廃棄物の許可", false},
		{"made, scripts off", made, "環境局", "架空廃棄物の許可", true},
		{"the standard form", standard, "環境局", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.file == "" {
				t.Skip("../shared/sheets/01-standard.xlsx is not there")
			}
			t.Parallel()
			r := newRig(t)
			w := r.window()
			w.do(emulation.SetScriptExecutionDisabled(c.scriptsOff))
			w.open("/sign-in")
			w.do(chromedp.SendKeys("#login", "headquarters"), chromedp.SendKeys("#password", password+kb.Enter), chromedp.WaitVisible(`a[href="/uploads"]`))
			w.do(chromedp.Click(`.site-nav a[href="/uploads"]`), chromedp.WaitVisible("#file"))
			check := func(at string) {
				t.Helper()
				if c.scriptsOff {
					return // the checker needs them
				}
				for _, v := range w.violations() {
					t.Errorf("%s: %s", at, v)
				}
			}
			check("the form")
			w.do(chromedp.SetUploadFiles("#file", []string{c.file}))
			w.do(chromedp.SendKeys("#bureau", c.bureau))
			w.do(chromedp.Click("form .primary"), chromedp.WaitVisible("#findings"))
			check("the report")
			if got := w.text(".tag"); got != "登録の確認待ち" {
				t.Fatalf("state %q: %s", got, w.text("main"))
			}
			w.do(chromedp.Click(`form[action$="/confirm"] button`), chromedp.WaitVisible(".notice.success"))
			check("what came of it")
			w.do(chromedp.Click(`.site-nav a[href="/priorities"]`), chromedp.WaitVisible(".tabs"))
			if got := w.text("tbody"); !strings.Contains(got, c.priority) {
				t.Errorf("the priority list lacks %q: %s", c.priority, got)
			}
		})
	}
}
