package page_test

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Where the reader's system decides all colours, what our colours say is still to be seen: how a
// table is sorted, what is done and what is partly done, the area and the words of a chart, tags
// and where the focus is.
func TestForcedColoursKeepWhatColoursSay(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	r.Fill()
	w := r.Window()
	r.As(registry.Headquarters).Lend(w)
	w.Do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"}}))
	w.Go("/?sort=all&order=desc")
	ground := w.Style("body", "background-color")
	seen := func(what, selector, property string) string {
		t.Helper()
		value := w.Style(selector, property)
		if value == ground || value == "none" || value == "rgba(0, 0, 0, 0)" {
			t.Errorf("%s (%s) is %s, as its ground", what, selector, value)
		}
		return value
	}
	seen("the arrow of the sorted column", `th[aria-sort] .sort-mark .on`, "fill")
	if w.Style(`th[aria-sort] .sort-mark path:not(.on)`, "display") != "none" {
		t.Error("the sorted column has both arrows")
	}
	done := seen("what is done", "tbody .bar-1", "fill")
	partly := w.Style("tbody .bar-3", "fill")
	if done == partly {
		t.Errorf("done and partly done are both %s", done)
	}
	seen("what is partly done", "tbody .bar-3", "stroke")
	seen("the area under the curve", ".curve-ground", "fill")
	seen("the curve", ".curve", "stroke")
	if text, word := w.Style("body", "color"), seen("what the chart says", ".chart .strong", "fill"); word != text {
		t.Errorf("the chart's words are %s, other texts %s", word, text)
	}
	seen("the target", ".target-line", "stroke")
	seen("a tag", "tbody .tag", "border-top-color")
	w.Do(chromedp.KeyEvent(kb.Tab))
	seen("the focus", ":focus", "outline-color")
	if w.Style(":focus", "outline-style") != "solid" {
		t.Error("the focus is not shown")
	}
}
