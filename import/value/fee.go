package value

import (
	"regexp"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

var (
	yen      = regexp.MustCompile(`(?:¥ ?([0-9][0-9,]*)|([0-9][0-9,]*(?:\.[0-9]+)?) ?(?:千|万|百)?円)`)
	bareYen  = regexp.MustCompile(`^([0-9][0-9,]*)$`)
	freeWord = regexp.MustCompile(`無料|免除|なし|無し|不要|減免|徴収しない`)
)

// smallestFee is what a number in a column of fees has to reach to be an amount: smaller
// ones may be the number of a choice.
const smallestFee = 10

// feeOf reads the amount of a fee, or how it is paid, which says that there is one:
// 500円, 1件につき1,200円, 収入証紙. 0円 is none. What speaks of exemptions as well is
// left to a person.
func (p *parser) feeOf(text string) (code string, ok bool) {
	if p.field.Key != "fee" {
		return "", false
	}
	f := form.FoldSpaced(text)
	if p.cell.Number {
		if i := strings.IndexByte(f, '.'); i > 0 && strings.Trim(f[i+1:], "0") == "" {
			f = f[:i]
		}
	}
	amounts := yen.FindAllStringSubmatch(f, -1)
	if m := bareYen.FindStringSubmatch(f); m != nil && amounts == nil {
		if n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", "")); err != nil || !p.ctx.Amounts && n < smallestFee {
			return "", false
		}
		amounts = [][]string{{m[0], m[1], ""}}
	}
	some, none := 0, 0
	for _, m := range amounts {
		if strings.Trim(m[1]+m[2], "0,.") == "" {
			none++
		} else {
			some++
		}
	}
	switch {
	case freeWord.MatchString(f) && some > 0, some > 0 && none > 0:
		return "", false // for some of them
	case some > 0:
		code = "required"
	case none > 0:
		code = "none"
	default:
		ways, _ := split(text, func(s string) (string, bool) {
			c, _, found := form.Current().Field("payment_methods").List.Lookup(s)
			return c.Code, found
		})
		if len(ways) == 0 {
			return "", false
		}
		p.find(
			finding.Warning,
			ruleRemark,
			"「"+p.raw+"」は納付の方法なので、手数料があるものとして「"+p.field.List.Label("required")+"」と読みました。方法は、納付方法の列に書いてください。",
		)
		return "required", true
	}
	p.normalise(ruleNormalised, p.field.List.Label(code), "手数料の額「"+p.raw+"」から、手数料は「"+p.field.List.Label(code)+"」と読みました。")
	return code, true
}
