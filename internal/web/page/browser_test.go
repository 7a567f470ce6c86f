package page_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestMain(m *testing.M) {
	status := m.Run()
	browser.Close()
	os.Exit(status)
}

func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	made := registry.Account{Login: "sample", Name: "見本", Role: registry.Planner, Sample: true} // has every page say so
	if _, err := r.Store.AddAccount(t.Context(), registry.Operator("test"), made, ""); err != nil {
		t.Fatal(err)
	}
	w := r.Window()
	check := func(at string) {
		t.Helper()
		w.Accessible(at)
		if n := browser.Eval[int](w, `document.querySelectorAll('h1').length`); n != 1 {
			t.Errorf("%s has %d h1", at, n)
		}
	}
	w.Go("/sign-in")
	check("/sign-in")
	w.Follow("#problem", chromedp.SendKeys("#login", "nobody"), chromedp.SendKeys("#password", "x"+kb.Enter))
	check("/sign-in refused")
	fresh := r.Given(t) // while the administrator's session is known here
	r.As(registry.Administrator).Lend(w)
	for _, path := range webtest.EveryPage(r) {
		w.Go(path)
		check(path)
	}
	w.Go("/admin/accounts")
	w.Follow("#account-problem", chromedp.Evaluate(`document.querySelectorAll('[minlength]').forEach(e => e.removeAttribute('minlength'))`,
		nil),
		chromedp.SendKeys("#name", "架空"), chromedp.SendKeys("#login", "x"), chromedp.SendKeys("#password", "short"+kb.Enter))
	check("/admin/accounts refused")
	w.Go("/account")
	w.Follow("#new-token", chromedp.SendKeys("#token-name", "架空"+kb.Enter))
	check("/account with a new token")
	var c webtest.Clock // as it is: the page is served by the same time
	w.Go("/account/second-factor")
	a := webtest.App{Secret: strings.ReplaceAll(w.Text("#factor-key"), " ", ""), Clock: &c}
	w.Follow("#problem", chromedp.SendKeys("#code", "000000"+kb.Enter))
	check("/account/second-factor refused")
	w.Follow("#recovery-codes", chromedp.SendKeys("#code", a.Code(t)+kb.Enter))
	check("the recovery codes")
	w.Follow("#waiting", chromedp.Click("#main .button.primary"))
	w.Go("/account")
	check("/account with a second factor")
	w.Follow("#login", chromedp.Click(`form[action="/sign-out"] button`))
	w.Follow("#code", chromedp.SendKeys("#login", "administrator"), chromedp.SendKeys("#password", webtest.Password+kb.Enter))
	check("/sign-in/code")
	w.Follow("#problem", chromedp.SendKeys("#code", "000000"+kb.Enter))
	check("/sign-in/code refused")
	fresh.Lend(w)
	w.Go("/processes")
	check("/account/initial-password")
	w.Follow("#problem", chromedp.Evaluate(`document.querySelectorAll('[minlength]').forEach(e => e.removeAttribute('minlength'))`, nil),
		chromedp.SendKeys("#new-password", "short"), chromedp.SendKeys("#again", "short"+kb.Enter))
	check("/account/initial-password refused")
}

// At 320 px, which is also 1280 px at 400 %, only tables may be wider than the page.
func TestNoPageScrollsSideways(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	w := r.Window()
	r.As(registry.Administrator).Lend(w)
	for _, width := range []int64{320, 768, 1280} {
		w.Size(width, 800)
		for _, path := range webtest.EveryPage(r) {
			w.Go(path)
			if got := browser.Eval[int64](w, `document.documentElement.scrollWidth`); got > width {
				t.Errorf("%s is %d px wide at %d px: %s", path, got, width,
					browser.Eval[string](w, fmt.Sprintf(`[...document.querySelectorAll('body *')]
						.filter(e => e.getBoundingClientRect().right > %d && !e.parentElement.closest('.table-box'))
						.map(e => e.tagName + '.' + e.getAttribute('class')).slice(0,
							5).join(' ')`, width)))
			}
		}
	}
}

// Every reading works with scripts off, and the policy stops nothing of our own.
func TestPagesWithAndWithoutScripts(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	for _, off := range []bool{false, true} {
		w := r.Window()
		var complaints []string
		var lock sync.Mutex
		w.Listen(func(event any) {
			if e, ok := event.(*runtime.EventConsoleAPICalled); ok && e.Type == runtime.APITypeError {
				lock.Lock()
				complaints = append(complaints, fmt.Sprint(e.Args))
				lock.Unlock()
			}
			if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == log.LevelError { // what the policy stops, too
				lock.Lock()
				complaints = append(complaints, e.Entry.Text)
				lock.Unlock()
			}
			if e, ok := event.(*runtime.EventExceptionThrown); ok {
				lock.Lock()
				complaints = append(complaints, e.ExceptionDetails.Error())
				lock.Unlock()
			}
		})
		w.Do(runtime.Enable(), log.Enable())
		w.Scripts(!off)
		w.Go("/sign-in")
		w.Follow("#waiting", chromedp.SendKeys("#login", "planner"), chromedp.SendKeys("#password", webtest.Password+kb.Enter))
		w.Follow("#search", chromedp.Click(`.site-nav a[href="/processes"]`))
		w.Follow(".chip", chromedp.SendKeys("#search", "架空道路"+kb.Enter))
		if got := w.Text(".count"); !strings.Contains(got, "1 手続") {
			t.Errorf("scripts off %t: %q", off, got)
		}
		w.Follow("#search", chromedp.Click(".chip"))
		w.Gone(".chip")
		w.Follow(`th[aria-sort="descending"]`, chromedp.Click(`th a[href*="sort=volume"]`))
		w.Follow("#history", chromedp.Click("tbody th a"))
		if got := w.Text("h1"); got != "架空道路の占用" {
			t.Errorf("scripts off %t: %q", off, got)
		}
		lock.Lock()
		if complaints != nil {
			t.Errorf("scripts off %t: %s", off, strings.Join(complaints, "\n"))
		}
		lock.Unlock()
	}
}

// The browser's way back does not show to the next person at the desk what was read
// before signing out.
func TestTheWayBackAfterSignOutLeadsToTheSignIn(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	w := r.Window()
	for _, scripts := range []bool{true, false} {
		w.Scripts(scripts)
		r.SignIn(registry.Planner).Lend(w)
		w.Go("/processes")
		if got := w.Text("h1"); got != "手続一覧" {
			t.Fatal(got)
		}
		w.Follow("#login", chromedp.Click(`form[action="/sign-out"] button`))
		w.Follow("#login", chromedp.NavigateBack())
		if got := w.Text("body"); strings.Contains(got, "架空") {
			t.Errorf("with scripts %t the way back shows %.200s", scripts, got)
		}
	}
}

func TestSignInByKeyboardAlone(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	w := r.Window()
	w.Go("/sign-in")
	focus := func() string {
		return browser.Eval[string](w, `document.activeElement.id || document.activeElement.className || document.activeElement.tagName`)
	}
	tabTo := func(want string) {
		t.Helper()
		for range 20 {
			w.Do(chromedp.KeyEvent(kb.Tab))
			if focus() == want {
				return
			}
		}
		t.Fatalf("the Tab key does not lead to %s", want)
	}
	tabTo("login")
	w.Do(chromedp.KeyEvent("planner"))
	tabTo("password")
	w.Follow("#waiting", chromedp.KeyEvent(webtest.Password), chromedp.KeyEvent(kb.Enter))
	w.Do(chromedp.KeyEvent(kb.Tab))
	if got := focus(); got != "skip" {
		t.Errorf("the first stop is %q, want the way past the navigation", got)
	}
	if outline := browser.Eval[string](w, `getComputedStyle(document.activeElement).outlineStyle`); outline != "solid" {
		t.Errorf("the focus is not shown: %s", outline)
	}
	w.Do(chromedp.KeyEvent(kb.Enter))
	if got := focus(); got != "main" {
		t.Errorf("it leads to %q", got)
	}
}

// The officer's main job in the browser: sign in, hand a workbook in, read the
// report, register it, see the priority list.
func TestUploadInTheBrowser(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	standard, err := filepath.Abs(filepath.Join("..", "..", "..", "..", "shared", "sheets", "01-standard.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(standard); err != nil {
		standard = "" // the made-up sheet is read in any case
	}
	made := filepath.Join(t.TempDir(), "架空の棚卸.xlsx")
	err = os.WriteFile(made, webtest.Sheet(t,
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
			r := webtest.NewRig(t)
			w := r.Window()
			w.Scripts(!c.scriptsOff)
			w.Go("/sign-in")
			w.Follow(`a[href="/uploads"]`, chromedp.SendKeys("#login", "headquarters"), chromedp.SendKeys("#password", webtest.Password+kb.Enter))
			w.Follow("#file", chromedp.Click(`.site-nav a[href="/uploads"]`))
			check := func(at string) {
				t.Helper()
				if c.scriptsOff {
					return // the checker needs them
				}
				w.Accessible(at)
			}
			check("the form")
			w.Do(chromedp.SetUploadFiles("#file", []string{c.file}))
			w.Do(chromedp.SendKeys("#bureau", c.bureau))
			r.Idle = true
			w.Follow("[data-live]", chromedp.Click("form .primary"))
			check("what waits to be read")
			r.Work()
			if c.scriptsOff {
				w.Do(chromedp.Click("[data-live] a"))
			}
			w.Await("#checked")
			check("the overview")
			if got := w.Text(".tag"); got != "提出前" {
				t.Fatalf("state %q: %s", got, w.Text("main"))
			}
			w.Follow(`.go-on .primary`, chromedp.Click(`.next-step .primary`))
			check("the difference")
			w.Follow("#submit", chromedp.Click(`.go-on .primary`))
			check("what is to be submitted")
			var boxes []*cdp.Node // to be ticked
			w.Do(chromedp.Nodes(`form[action$="/submit"] [type=checkbox]`, &boxes, chromedp.ByQueryAll, chromedp.AtLeast(0)))
			for _, box := range boxes {
				w.Do(chromedp.MouseClickNode(box))
			}
			w.Follow(`.steps li:nth-child(5)[aria-current]`, chromedp.Click(`form[action$="/submit"] button`))
			check("what was submitted")
			w.Follow("#login", chromedp.Click(`form[action="/sign-out"] button`))
			w.Follow(`a[href="/uploads"]`, chromedp.SendKeys("#login", "approver"), chromedp.SendKeys("#password", webtest.Password+kb.Enter))
			w.Go("/uploads/1")
			w.Follow(`form[action$="/approve"]`, chromedp.Click(`.next-step .primary`))
			check("what is to be approved")
			w.Follow(".notice.success", chromedp.Click(`form[action$="/approve"] button`))
			check("what came of it")
			w.Follow(".tabs", chromedp.Click(`.site-nav a[href="/priorities"]`))
			if got := w.Text("tbody"); !strings.Contains(got, c.priority) {
				t.Errorf("the priority list lacks %q: %s", c.priority, got)
			}
		})
	}
}
