package value

import (
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

func itoa(n int) string { return strconv.Itoa(n) }

// bureau reads the name of a bureau and says whose row it is, where one bureau
// sends the file.
func (p *parser) bureau() string {
	if isDash(p.raw) {
		return ""
	}
	name, ok := p.organ(p.raw)
	if !ok {
		hint := "局名を確かめてください。"
		if near := p.near(); near != "" {
			hint = "「" + near + "」ではありませんか。"
		}
		p.find(finding.Error, ruleUnknownBureau, "「"+p.raw+"」という局はありません。"+hint)
		return ""
	}
	if own := p.ctx.Bureau; own != "" && own != name {
		succeeds := p.ctx.Succeeds
		if succeeds == nil {
			succeeds = Succeeds
		}
		if succeeds(own, name) {
			p.findWith(finding.Warning, ruleFormerBureau, "「"+name+"」は"+own+"の前の名称です。今の局名に直してください。", own)
		} else {
			p.findWith(finding.Error, ruleOtherBureau, "この行は"+name+"の手続です。"+own+"のファイルでは、"+own+"の行だけを受け付けます。", own)
		}
	}
	return name
}

func (p *parser) organ(text string) (string, bool) {
	if p.ctx.Known != nil {
		return p.ctx.Known(text)
	}
	b, ok := form.Current().Bureau(text)
	return b.Name, ok
}

// Succeeds tells whether a bureau took over from an earlier one.
func Succeeds(own, earlier string) bool {
	f := form.Current()
	e, ok := f.Bureau(earlier)
	if !ok {
		return false
	}
	for _, code := range e.Successors {
		if s, ok := f.Bureau(code); ok && (s.Name == own || Succeeds(own, s.Name)) {
			return true
		}
	}
	return false
}

// near is a known bureau whose name differs in one character, if any.
func (p *parser) near() string {
	want := []rune(form.Fold(p.raw))
	for _, b := range form.Current().Bureaus() {
		have := []rune(form.Fold(b.Name))
		if len(have) != len(want) {
			continue
		}
		off := 0
		for i := range have {
			if have[i] != want[i] {
				off++
			}
		}
		if off == 1 {
			return b.Name
		}
	}
	return ""
}

// id reads the registry's own ID of a process. IDs are never changed, but for
// their width and letter case; another writing is kept and pointed out.
func (p *parser) id() string {
	if isDash(p.raw) {
		return ""
	}
	if registryID(p.raw) {
		return p.raw
	}
	if s := strings.ToUpper(form.Fold(p.raw)); registryID(s) {
		return s
	}
	p.find(finding.Warning, ruleID, "「"+p.raw+"」は登録簿の手続IDの形ではありません。新しい手続なら空欄にしてください。")
	return p.raw
}

// registryID tells whether a text is an ID as the registry issues them: P- and
// seven digits or more.
func registryID(s string) bool {
	digits, ok := strings.CutPrefix(s, "P-")
	return ok && len(digits) >= 7 && strings.Trim(digits, "0123456789") == ""
}
