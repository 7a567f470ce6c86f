package web_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// mark is a text that leaves its place wherever a page does not encode it, and then
// runs: out of an attribute, an element, a script, a template and an address.
const mark = `javascript:ran()//"><img src=x onerror=ran()><script>ran()</script>'{{7}}` + "\u202e"

// leftPlaces finds what marks made of a page that does not keep them in their places.
const leftPlaces = `[
	...(window.hasRun ? ['something ran'] : []),
	...[...document.querySelectorAll('script:not([src]), iframe, object, embed, base, img[src="x"]')].map(e => e.outerHTML),
	...[...document.querySelectorAll('[href], [src], [action], [formaction]')]
		.filter(e => /^\s*javascript:/i.test(e.href || e.src || e.action || '')).map(e => e.outerHTML),
	...[...document.querySelectorAll('*')]
		.filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).map(e => e.outerHTML)].slice(0, 5)`

// Every text field of every form, and every cell of a workbook, holds a marked text;
// then every page is looked at, by a browser that would run what it is told to: without
// the policy that stands behind.
func TestNoTextLeavesItsPlace(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	f := newFuzzer(t, 0)
	f.markNames()
	f.markWorkbook()
	roles := []registry.Role{registry.Headquarters, registry.Administrator, registry.Officer, registry.Approver}
	addresses := f.pages("1", "2", "12", "13", "x") // 12 and 13 are uploads of markWorkbook
	slices.Sort(addresses)
	for _, role := range roles {
		for _, at := range addresses {
			forms, _ := f.read(f.As(role).Get(at).Body)
			for _, form := range forms {
				if form.method == "post" && !locksOut(form.action) {
					action, _, _ := strings.Cut(form.action, "#")
					got := f.As(role).Do(http.MethodPost, action, strings.NewReader(marked(form).Encode()), "application/x-www-form-urlencoded")
					f.answered(role, "POST "+form.action, got)
				}
			}
		}
	}
	w := f.Window()
	w.Do(devtools.SetBypassCSP(true), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := devtools.AddScriptToEvaluateOnNewDocument(`window.ran = () => { window.hasRun = true }`).Do(ctx)
		return err
	}))
	shown := map[string]bool{}
	for _, role := range roles[:3] {
		f.As(role).Lend(w)
		seen := map[string]int{}
		queue := slices.Clone(addresses)
		for i := 0; i < len(queue); i++ {
			at := queue[i]
			pattern := patternOf(at)
			if seen[pattern] >= 2 ||
				slices.ContainsFunc([]string{".xlsx", ".csv", "/file", "/marked", "/remainder", "/healthz", "/readyz", "openid"},
					func(s string) bool { return strings.Contains(at, s) }) {
				continue
			}
			got := f.As(role).Get(at)
			if got.Status != http.StatusOK || !strings.Contains(got.Header.Get("Content-Type"), "html") {
				continue
			}
			seen[pattern]++
			_, links := f.read(got.Body)
			queue = append(queue, links...)
			w.Go(at)
			if left := browser.Eval[[]string](w, leftPlaces); len(left) > 0 {
				t.Errorf("%s as %s: %s", at, role, strings.Join(left, "\n"))
			}
			if browser.Eval[bool](w, `document.documentElement.textContent.includes('onerror=ran()')
				 || [...document.querySelectorAll('input, textarea')].some(e => e.value.includes('onerror=ran()'))`) {
				shown[pattern] = true
			}
		}
	}
	if len(shown) < 15 {
		t.Errorf("marks are shown on %d kinds of pages only: %v", len(shown), shown)
	}
	// A page that does not encode would be found.
	w.Do(chromedp.Evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<a href="'+`+"`"+mark+"`"+`+'">x</a>')`, nil))
	w.Await(`img[src="x"]`)
	if left := browser.Eval[[]string](w, leftPlaces); len(left) < 2 {
		t.Errorf("the probe finds nothing: %q", left)
	}
}

// locksOut reports whether a form ends sessions or changes accounts, which the test needs.
func locksOut(action string) bool {
	return slices.ContainsFunc([]string{"/sign-out", "/account/password", "/account/second-factor", "/account/sessions/", "/account/confirm",
		"/admin/accounts/"},
		func(beginning string) bool { return strings.HasPrefix(action, beginning) })
}

// markNames marks the names of accounts and of a bureau.
func (f *fuzzer) markNames() {
	f.t.Helper()
	for role, id := range f.Ids {
		a := registry.Account{ID: id, Name: mark, Role: role}
		if role.OfBureau() {
			a.BureauID = f.Bureau.ID
		}
		f.must(f.Store.ChangeAccount(f.t.Context(), registry.Operator(mark), a))
	}
	_, err := f.World.Pool.ExecContext(f.t.Context(), `update bureau set name = $1 where id = 3`, mark)
	f.must(err)
}

// patternOf is an address without its numbers and its query.
func patternOf(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return at
	}
	parts := strings.Split(u.Path, "/")
	for i, p := range parts {
		if strings.ContainsAny(p, "0123456789") {
			parts[i] = ":id"
		}
	}
	return strings.Join(parts, "/")
}

// marked enters the mark into every field that takes a text, and something fitting into
// the others.
func marked(form pageForm) url.Values {
	values := url.Values{}
	for _, field := range form.fields {
		value := field.value
		switch {
		case len(field.choices) > 0:
			value = field.choices[len(field.choices)-1]
		case field.name == "login":
			value = "marked"
		case field.name == "current":
			value = "none of the passwords"
		case field.name == "processes":
			value = "P-0000001"
		case field.kind == "date":
			value = webtest.Day(3)
		case field.kind == "number":
			value = "2021"
		case field.kind == "password":
			value = "seven copper umbrellas"
		case field.kind == "text", field.kind == "textarea", field.kind == "search":
			value = mark
		}
		values.Add(field.name, value)
	}
	return values
}

// markWorkbook hands in workbooks with marks for names and cells: one that is returned,
// one that is registered, one with faults.
func (f *fuzzer) markWorkbook() {
	f.t.Helper()
	const name = `"><img src=x onerror=ran()>`
	header := []any{"手続名", "根拠法令", "根拠条項", "年間件数（令和2年度）", "デジタル化状況", "部", "課", "備考", "国の法令改正の要否"}
	rows := [][]any{header, {mark, mark, mark, 3, "検討中", mark, mark, mark, "不要"},
		{mark + "2", mark, mark, 4, "検討中", mark, mark, mark, "要"}}
	whole := sheettest.Book(f.t, name, rows...)
	header[7] = mark
	wrong := sheettest.Book(f.t, name, append(rows, []any{mark, mark, mark, mark, mark, mark, mark, mark, mark})...)
	officer, approver := f.As(registry.Officer), f.As(registry.Approver)
	for _, file := range [][]byte{wrong, whole, whole} {
		at := officer.Send("/uploads", mark+".xlsx", file).Want(f.t, http.StatusSeeOther).Header.Get("Location")
		if bytes.Equal(file, whole) {
			officer.Post(at+"/submit", "text", mark, "keep", "1").Want(f.t, http.StatusSeeOther)
			approver.Post(at+"/return", "reason", mark)
			officer.Post(at+"/submit", "text", mark, "keep", "1")
			approver.Post(at + "/approve")
		}
	}
}
