package value

import (
	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// opposite are the codes that yes and no mean under a header that says the opposite
// of its field (押印不要). No code: that answer leaves it open.
var opposite = map[string]struct{ yes, no string }{
	"seal_required":       {"no", "yes"},
	"fee":                 {"none", "required"},
	"national_law_change": {"not_required", "required"},
	"identity_method":     {"6", ""},
	"scope":               {"out", "in"},
	"digitization_status": {"not_started", "done"},
}

// The answers to a question, folded. What a cell says in full words (不要, 要) goes by
// the list instead: it says the same under any header.
var (
	yeses = set(
		"○",
		"◎",
		"●",
		"✓",
		"✔",
		"☑",
		"レ",
		"1",
		"有",
		"有り",
		"あり",
		"該当",
		"該当する",
		"該当あり",
		"該当有",
		"はい",
		"yes",
		"y",
		"true",
		"する",
		"済",
		"済み",
		"適用",
	)
	noes = set("×", "0", "無", "無し", "なし", "非該当", "該当しない", "該当なし", "該当無", "いいえ", "no", "n", "false", "しない", "否", "非適用")
)

// answer tells whether a text is yes or no.
func answer(text string) (yes, ok bool) {
	f := form.Fold(text)
	return yeses[f], yeses[f] || noes[f]
}

// negated reads a choice under a header that says the opposite of the field. done is
// false where the cell is to be read like any other.
func (p *parser) negated(text string) (code string, done bool) {
	if p.ctx.Sense != form.Ask && p.ctx.Sense != form.Not {
		return "", false
	}
	list := p.field.List
	yes, answered := answer(text)
	switch p.ctx.Sense {
	case form.Ask:
		if _, _, ok := list.Lookup(text); ok && !answered {
			return "", false
		}
		if isDash(text) {
			return "", true
		}
		p.find(
			finding.Error,
			ruleNegated,
			"見出しが打ち消しの言葉のため、「"+p.raw+"」が"+p.field.Label+"のどの選択肢か決められません。選択肢の言葉で書くか、列の見出しを「"+p.field.Label+"」にしてください。",
		)
		return "", true
	case form.Not:
		if !answered {
			return "", false
		}
		to, known := opposite[p.field.Key]
		code = to.no
		if yes {
			code = to.yes
		}
		if !known || code == "" {
			p.find(finding.Error, ruleNegated, "見出しが打ち消しの言葉のため、「"+p.raw+"」だけでは"+p.field.Label+"が決まりません。選択肢の言葉で書いてください。")
			return "", true
		}
		p.normalise(ruleNormalised, list.Label(code), "見出しが打ち消しの言葉のため、「"+p.raw+"」を"+p.field.Label+"「"+list.Label(code)+"」と読みました。")
		return code, true
	}
	return "", false
}
