package law

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kind is what a law is, by the form of its name.
type Kind string

// The kinds.
const (
	Act         Kind = "act"         // 法律
	Order       Kind = "order"       // 政令
	Ministerial Kind = "ministerial" // 府省令, and rules of a commission
	Ordinance   Kind = "ordinance"   // 条例
	LocalRule   Kind = "local_rule"  // 規則 of a local government
	OtherKind   Kind = "other"       // 告示, 要綱, 基準 …
)

// Label is the kind for people.
func (k Kind) Label() string {
	return map[Kind]string{Act: "法律", Order: "政令", Ministerial: "府省令", Ordinance: "条例", LocalRule: "都の規則"}[k] +
		map[bool]string{true: "その他"}[k == OtherKind]
}

// kinds are endings of names with the kind that each tells, the longer before the shorter.
var kinds = []struct {
	ending string
	kind   Kind
}{
	{"憲法", Act}, {"法律", Act}, {"省令", Ministerial}, {"府令", Ministerial}, {"命令", Ministerial}, {"条例", Ordinance},
	{"施行規則", Ministerial}, {"規則", Ministerial}, {"施行細則", OtherKind}, {"細則", OtherKind}, {"規程", OtherKind}, {"告示", OtherKind},
	{"要綱", OtherKind}, {"要領", OtherKind}, {"基準", OtherKind}, {"準則", OtherKind}, {"令", Order}, {"法", Act},
}

// KindOf is the kind of a law, and whether the name ends as names of laws do.
func KindOf(name string) (kind Kind, ok bool) {
	key := Key(name)
	for _, k := range kinds {
		if strings.HasSuffix(key, k.ending) {
			if k.kind == Ministerial && strings.HasPrefix(key, "東京都") && strings.HasSuffix(key, "規則") {
				return LocalRule, true
			}
			return k.kind, true
		}
	}
	return OtherKind, false
}

var (
	// numbered is a law's number behind its name: （昭和25年法律第201号）.
	numbered = regexp.MustCompile(`[(（](?:明治|大正|昭和|平成|令和)[^()（）]*号[^()（）]*[)）]`)
	// byNumber is a law that has no name but its number.
	byNumber = regexp.MustCompile(`(?:明治|大正|昭和|平成|令和)(?:元|` + digits + `)年[^、,()]{0,16}第` + digits + `号`)
)

// plain is a text in one width, without white space, quotes and numbers of laws behind their names.
func plain(text string) string {
	text = numbered.ReplaceAllString(norm.NFKC.String(text), "")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r), strings.ContainsRune("「」『』\"", r):
			return -1
		case r == '，':
			return ','
		}
		return r
	}, strings.TrimSpace(text))
}

// old are small letters that older laws write large, and letters that are written either way.
var old = strings.NewReplacer("ァ", "ア", "ィ", "イ", "ゥ", "ウ", "ェ", "エ", "ォ", "オ", "ッ", "ツ", "ャ", "ヤ", "ュ", "ユ", "ョ", "ヨ",
	"っ", "つ", "ゃ", "や", "ゅ", "ゆ", "ょ", "よ", "ヶ", "ケ", "ヵ", "カ")

// Key is what two writings of one law's name have in common: width, white space, the law's
// number, 抄 and small letters do not count.
func Key(name string) string {
	return old.Replace(strings.TrimSuffix(strings.ReplaceAll(plain(name), "\n", ""), "抄"))
}

// Names knows laws by any writing of their names.
type Names struct {
	names    map[string]string // by key
	inCharge map[string]string // ministries by the key of their law
}

// NewNames knows the laws that are written somewhere, the first writing of each for people, and
// the usual short names.
func NewNames(written []string) *Names {
	n := &Names{names: map[string]string{}, inCharge: map[string]string{}}
	written = slices.Clone(written)
	slices.SortFunc(written, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	for _, w := range written {
		w = strings.TrimSpace(w)
		if _, short := shortNames[Key(w)]; w != "" && !short && n.names[Key(w)] == "" {
			n.names[Key(w)] = strings.TrimSpace(strings.TrimSuffix(w, "抄"))
		}
	}
	return n
}

// Mean lets a writing that cannot be read mean a law.
func (n *Names) Mean(written, name string) {
	if known := n.known(name); known != "" {
		name = known
	}
	n.names[Key(written)] = name
}

// InCharge says which ministry is in charge of a law, where nothing is written of it.
func (n *Names) InCharge(name, ministry string) {
	if known := n.known(name); known != "" {
		name = known
	}
	n.inCharge[Key(name)] = ministry
}

// known is the name of a law by a writing of it or by a short name; empty where no text has it.
func (n *Names) known(written string) string { return n.byKey(Key(written)) }

func (n *Names) byKey(key string) string {
	if name := n.names[key]; name != "" {
		return name
	}
	for _, ending := range []string{"", "施行令", "施行規則"} {
		short, ends := strings.CutSuffix(key, ending)
		if full := shortNames[short]; ends && full != "" {
			if name := n.names[Key(full+ending)]; name != "" {
				return name
			}
			return full + ending
		}
	}
	return ""
}

// Name is the name of a law by a writing of it. It is not ok where the text is no name of a law.
func (n *Names) Name(written string) (name string, ok bool) {
	if name = n.known(written); name != "" {
		return name, true
	}
	_, ok = KindOf(written)
	return strings.ReplaceAll(plain(written), "\n", ""), ok
}
