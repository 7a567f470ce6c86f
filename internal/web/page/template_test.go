package page

import (
	"bytes"
	"html/template"
	"slices"
	"testing"

	"tetsuzuki/internal/registry"
)

// Lines of templates are joined as if they had never been broken.
func TestLinesOfTemplatesAreJoined(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<p>\n  架空の\n  文\n</p>\n":             "<p>架空の文</p>",
		"<p>a b\n  <b>c</b> d</p>":            "<p>a b<b>c</b> d</p>",
		"<a\n    href=\"/x\"\n    id=\"y\">z": `<a href="/x" id="y">z`,
		"<a{{if .}}\n  id=\"y\"{{end}}>z":     `<a id="y">z`,
		"<a id=\"x\"\n  {{if .}}\n    class=\"y\"\n  {{else}}\n    z\n  {{end}}\n  >\n  z</a>": `<a id="x"  class="y"  >z</a>`,
		"{{range .}}\n  {{.}}\n{{else}}\n  none\n{{end}}\n":                                    "a",
		"{{with .}}\n  <b>\n    x\n  </b>\n{{end}}\ny":                                         "<b>x</b>y",
		"<textarea>{{\"\\n\"}}a</textarea>":                                                    "<textarea>\na</textarea>",
		"a {{/* of no meaning */}}\n  b":                                                       "a b",
	} {
		page, err := joined(template.New("").Parse(text))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := page.Execute(&b, []string{"a"}); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%q becomes %q, want %q", text, b.String(), want)
		}
	}
}

// Of every state, the page of an upload says what it means. Of one that was only
// received, that is said by how far its reading is.
func TestEveryStateHasItsNotice(t *testing.T) {
	t.Parallel()
	tones := []string{"info", "success", "warning", "error"}
	for _, state := range registry.UploadStates {
		b := uploadBody{}
		b.State = state
		n := b.StateNotice()
		if n == nil {
			if state != registry.UploadReceived {
				t.Errorf("nothing is said of %s", state)
			}
			continue
		}
		if !slices.Contains(tones, n.Tone) || n.Title == "" && len(n.Body) == 0 {
			t.Errorf("of %s is said %+v", state, n)
		}
	}
}

// The templates are a function of the program's files: a second server reads none.
func TestTemplatesAreReadOnce(t *testing.T) {
	t.Parallel()
	if Live {
		t.Skip("templates are read from the disk at each request")
	}
	var made []*Handlers
	for range 2 {
		h, err := New(nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, h)
	}
	if made[0].pages != made[1].pages {
		t.Error("a second server reads the templates anew")
	}
}
