package page_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/page"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// hands are those of somebody who works without a mouse.
type hands struct {
	*browser.Window
	t       *testing.T
	scripts bool
	checks  bool // every page that is come to for what keeps people out
}

// on reports whether the focus is on what the selector finds.
func (h hands) on(selector string) bool {
	var found []*cdp.Node
	h.Do(chromedp.Nodes(strings.ReplaceAll(selector, ",", ":focus,")+":focus", &found, chromedp.ByQueryAll, chromedp.AtLeast(0)))
	return len(found) > 0
}

// to moves the focus with the Tab key, or backwards with Shift, to what the selector
// finds.
func (h hands) to(selector string, back bool) {
	h.t.Helper()
	with := []chromedp.KeyOption{}
	if back {
		with = append(with, chromedp.KeyModifiers(2<<2)) // Shift
	}
	for range 300 {
		if h.Do(chromedp.KeyEvent(kb.Tab, with...)); h.on(selector) {
			return
		}
	}
	h.t.Fatalf("the Tab key does not lead to %s: %.2000s", selector, h.Text("main"))
}

// press goes to what the selector finds, presses it, and waits for what then appears
// on the page that it leads to.
func (h hands) press(selector, then string) { h.t.Helper(); h.pressed(selector, then, false) }

// last is press for what lies near the end of a page.
func (h hands) last(selector, then string) { h.t.Helper(); h.pressed(selector, then, true) }

func (h hands) pressed(selector, then string, back bool) {
	h.t.Helper()
	h.to(selector, back)
	h.Follow(then, chromedp.KeyEvent(kb.Enter))
	if h.checks && h.scripts { // the checker is a script
		h.Accessible(then + ", come to by " + selector)
	}
}

// tick goes to each box that the selector finds and ticks it.
func (h hands) tick(selector string) {
	h.t.Helper()
	var boxes []*cdp.Node
	h.Do(chromedp.Nodes(selector, &boxes, chromedp.ByQueryAll, chromedp.AtLeast(0)))
	for _, box := range boxes {
		h.to(fmt.Sprintf("%s[name=%s]", selector, box.AttributeValue("name")), false)
		h.Do(chromedp.KeyEvent(" "))
	}
}

func (h hands) signIn(login string) {
	h.t.Helper()
	h.Go("/sign-in")
	h.to("#login", false)
	h.Do(chromedp.KeyEvent(login))
	h.to("#password", false)
	h.Follow(".site-nav", chromedp.KeyEvent(webtest.Password+kb.Enter))
}

func (h hands) signOut() {
	h.t.Helper()
	h.press(`form[action="/sign-out"] button`, "#login")
}

// state is what the page of an upload says of it.
func (h hands) state() string { h.t.Helper(); return h.Text("main .tag") }

// journey is one file's way through the hands of three people.
type journey struct {
	hands
	rig      *webtest.Rig
	file     string
	year     int  // that the sender says the numbers are of; 0: none
	returned bool // once, before it is approved
}

// send hands the file in and follows it until it can be submitted.
func (j journey) send() {
	j.signIn("sender")
	j.press(`.site-nav a[href="/uploads"]`, "#file")
	j.Do(chromedp.SetUploadFiles("#file", []string{j.file})) // the system's own dialog
	if j.year != 0 {
		j.to("#fiscal-year", false)
		for range page.FormYears {
			var chosen []*cdp.Node
			j.Do(chromedp.Nodes(fmt.Sprintf(`#fiscal-year option:checked[value="%d"]`, j.year), &chosen, chromedp.ByQueryAll, chromedp.AtLeast(0)))
			if len(chosen) > 0 {
				break
			}
			j.Do(chromedp.KeyEvent(kb.ArrowDown))
		}
	}
	j.press(`form[action="/uploads"] .primary`, "[data-live]")
	j.wait("#checked")
	if j.state() == request.StateOf(registry.UploadStructure).Label {
		j.press(".next-step .primary", `button[value="confirm"]`)
		j.last(`button[value="confirm"]`, "#checked, #findings, .steps")
		j.overview()
	}
	if j.state() == request.StateOf(registry.UploadFaulty).Label {
		j.press(".next-step .primary", `form[action$="/stage-right"]`)
		j.to("details:has(form[action$='/stage-right']) summary", false)
		j.Do(chromedp.KeyEvent(kb.Enter))
		j.Await(`form[action$="/stage-right"] button`)
		j.press(`form[action$="/stage-right"] button`, "[data-live]")
		j.wait("#checked")
	}
	if got, want := j.state(), request.StateOf(registry.UploadStaged).Label; got != want {
		j.t.Fatalf("the upload is %s, want %s: %.3000s", got, want, j.Text("main"))
	}
}

// wait has the file read, and stays with the page that shows how far that is.
func (j journey) wait(then string) {
	j.t.Helper()
	j.rig.Work()
	if j.scripts {
		j.Gone("[data-live]") // by itself
		j.Await(then)
		return
	}
	j.press("[data-live] a", then)
}

// overview goes to the first of the steps, whatever page of the upload is open.
func (j journey) overview() {
	j.t.Helper()
	j.press(`.steps li:first-child a`, "#checked")
}

// submit goes through the difference and hands the upload over.
func (j journey) submit(text string) {
	j.t.Helper()
	j.press(`.steps a[href$="/difference"]`, "#main h1")
	j.press(`.steps a[href$="/submission"]`, "#submit")
	j.tick(`form[action$="/submit"] [type=checkbox]`)
	j.to("#submit-text", false)
	j.Do(chromedp.KeyEvent(text))
	j.press(`form[action$="/submit"] .primary`, `.notice.info, #about`)
	j.overview()
	if got, want := j.state(), request.StateOf(registry.UploadSubmitted).Label; got != want {
		j.t.Fatalf("the upload is %s, want %s: %.3000s", got, want, j.Text("main"))
	}
}

// decide comes to the upload from the notice of it.
func (j journey) decide() {
	j.t.Helper()
	j.press(`a[href="/notices"]`, ".mailbox")
	j.press(`.mailbox a[href^="/uploads/"]`, "#about, #submit, .steps")
	j.press(`.steps a[href$="/submission"]`, `form[action$="/approve"]`)
}

// Officer, approver and headquarters take each file of ../shared/sheets from reception
// to confirmation without a mouse, with scripts and without.
func TestTheWholeLifecycleByKeyboardAlone(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	truths, err := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", "sheets", "*.truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(truths) == 0 {
		t.Skip("../shared/sheets is not there")
	}
	for i, truth := range truths {
		text, err := os.ReadFile(truth)
		if err != nil {
			t.Fatal(err)
		}
		var sheet struct {
			File       string
			Bureau     string
			FiscalYear int `json:"fiscal_year"`
			Rows       []json.RawMessage
			Invalid    []json.RawMessage
		}
		if err := json.Unmarshal(text, &sheet); err != nil {
			t.Fatal(err)
		}
		file, err := filepath.Abs(filepath.Join(filepath.Dir(truth), sheet.File))
		if err != nil {
			t.Fatal(err)
		}
		for _, scripts := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, scripts %t", sheet.File, scripts), func(t *testing.T) {
				t.Parallel()
				r := webtest.NewRig(t)
				r.Idle = true
				hash, err := webtest.PasswordHash()
				if err != nil {
					t.Fatal(err)
				}
				bureau, err := r.Store.Bureau(t.Context(), sheet.Bureau)
				if err != nil {
					t.Fatal(err)
				}
				for login, role := range map[string]registry.Role{"sender": registry.Officer, "checker": registry.Approver} {
					a := registry.Account{Login: login, Name: "架空の" + role.Label(), Role: role, BureauID: r.Bureau.ID}
					if _, err := r.Store.AddAccount(t.Context(), webtest.Fixer, a, hash); err != nil {
						t.Fatal(err)
					}
					// The bureau may be one that has ended since, to which nobody comes any more.
					if _, err := r.World.Pool.ExecContext(t.Context(), "update account set bureau_id = $1 where login = $2",
						bureau.ID, login); err != nil {
						t.Fatal(err)
					}
				}
				w := r.Window()
				w.Scripts(scripts)
				j := journey{hands{w, t, scripts, i%3 == 0}, r, file, sheet.FiscalYear, i%4 == 0}
				j.send()
				j.submit("お願いします")
				j.signOut()
				j.signIn("checker")
				j.decide()
				if j.returned {
					j.to("#return-reason", false)
					j.Do(chromedp.KeyEvent("架空の理由"))
					j.press(`form[action$="/return"] button[name="send"]`, ".notice, #about")
					j.signOut()
					j.signIn("sender")
					j.press(`a[href="/notices"]`, ".mailbox")
					j.press(`.mailbox a[href^="/uploads/"]`, ".steps")
					j.submit("確かめました")
					j.signOut()
					j.signIn("checker")
					j.decide()
				}
				j.press(`form[action$="/approve"] button`, ".notice.success")
				j.press(`.site-nav a[href="/processes"]`, "#main h1")
				rows := len(sheet.Rows)
				if got := j.count(); len(sheet.Invalid) == 0 && got != rows || len(sheet.Invalid) > 0 && (got == 0 || got >= rows) {
					t.Errorf("%d processes are registered of %d rows", got, rows)
				}
				j.signOut()

				j.signIn("headquarters")
				j.press(`.site-nav a[href="/uploads"]`, `a[href="/uploads/1"]`)
				j.press(`main a[href="/uploads/1"]`, "#about")
				j.press(`a[href="/uploads/1/undo"]`, "#reason")
				j.to("#reason", false)
				j.Do(chromedp.KeyEvent("架空の取消し"))
				j.press(`form[action$="/undo"] .danger`, ".notice")
				j.press(`.site-nav a[href="/processes"]`, "#main h1")
				if got := j.count(); got != 0 {
					t.Errorf("%d processes are left when the upload was undone", got)
				}
			})
		}
	}
}

// count is how many processes the list says that there are.
func (j journey) count() int {
	j.t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(j.Text(".count b"), ",", ""))
	if err != nil {
		j.t.Fatal(err)
	}
	return n
}
