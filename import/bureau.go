package importer

import (
	"regexp"
	"strings"

	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/value"
)

// bureaus is who may send and be named: the caller's list, or the form's.
type bureaus struct {
	own   string              // name of the sending bureau, empty for all
	names map[string]string   // folded name → name; nil means the form's own list
	list  []string            // names, longest first to be found in texts
	after map[string][]string // see [Options.Successors]
}

func newBureaus(opt Options) bureaus {
	b := bureaus{after: opt.Successors}
	if len(opt.Bureaus) > 0 {
		b.names = map[string]string{}
		for _, n := range opt.Bureaus {
			b.names[form.Fold(n)] = n
			b.list = append(b.list, n)
		}
	} else {
		for _, f := range form.Current().Bureaus() {
			b.list = append(b.list, f.Name)
		}
	}
	if opt.Bureau != "" {
		b.own = opt.Bureau
		if name, ok := b.known(opt.Bureau); ok {
			b.own = name
		}
	}
	return b
}

// succeeds tells whether a bureau took over from an earlier one, or bears its name no more.
func (b bureaus) succeeds(own, earlier string) bool {
	if b.after == nil {
		return value.Succeeds(own, earlier)
	}
	for _, name := range b.after[earlier] { // no circle: the registry sees to it
		if name == own || name != earlier && b.succeeds(own, name) {
			return true
		}
	}
	return false
}

// known finds a bureau by name, code or alias.
func (b bureaus) known(text string) (string, bool) {
	f, ok := form.Current().Bureau(text)
	if b.names == nil {
		return f.Name, ok
	}
	if n, in := b.names[form.Fold(text)]; in {
		return n, true
	}
	if n, in := b.names[form.Fold(f.Name)]; ok && in {
		return n, true
	}
	return "", false
}

var (
	bureauKey   = regexp.MustCompile(`^(局名?|所管局|担当局|部局名?|局庁名|局・庁名|所属局?|組織名?|提出局|回答局|作成局)[:：]?$`)
	bureauIs    = regexp.MustCompile(`^(?:局名?|所管局|担当局|部局名?|局庁名|局・庁名|所属局?|組織名?|提出局|回答局|作成局)[:：](.+)$`)
	departKey   = regexp.MustCompile(`^(部名?|所管部|担当部|部等|所属部|回答部)[:：]?$`)
	departIs    = regexp.MustCompile(`^(?:部名?|所管部|担当部|部等|所属部|回答部)[:：](.+)$`)
	departName  = regexp.MustCompile(`^[^0-9:：]{1,14}(部|所|室|センター)$`)
	divisionKey = regexp.MustCompile(`^(課名?|所管課|担当課|主管課|課等|課室名?|所属課?|回答課|担当部署|所管部署)[:：]?$`)
	divisionIs  = regexp.MustCompile(`^(?:課名?|所管課|担当課|主管課|課等|課室名?|所属課?|回答課|担当部署|所管部署)[:：](.+)$`)
	divisionOf  = regexp.MustCompile(`^[^0-9:：]{1,14}(課|係|室|所|担当|センター)$`)
	divisionTab = regexp.MustCompile(`^[^0-9]{1,14}課$`)
	organWord   = regexp.MustCompile(`^[^0-9:：、。（(]{1,16}(局|部|課|庁|室|本部|所|センター)$`)
	departSheet = regexp.MustCompile(`^[^0-9]{1,14}(部|室|本部|センター|事務所|支所|管理所)$`)
)

// titled is what the texts above a table say for all its rows.
type titled struct {
	bureau     string // a known bureau
	bureauAt   layout.Place
	sure       bool // a text says 局名：, or is or begins with the bureau's name
	department string
	division   string
}

// read looks for organisations in texts: 局名： | 産業労働局, 総務局　手続一覧.
func (b bureaus) read(places []layout.Place) titled {
	t := titled{}
	several, named, namedAt := false, "", layout.Place{}
	for i, p := range places {
		text := strings.Join(strings.Fields(form.FoldSpaced(p.Text)), "")
		t.organs(p.Text)
		label := ""
		if i > 0 && places[i-1].Row == p.Row {
			label = form.Fold(places[i-1].Text)
		}
		if m := departIs.FindStringSubmatch(text); m != nil && departName.MatchString(m[1]) {
			t.department = m[1]
		} else if departKey.MatchString(label) && departName.MatchString(text) {
			t.department = strings.TrimSpace(p.Text)
		}
		if m := divisionIs.FindStringSubmatch(text); m != nil && divisionOf.MatchString(m[1]) {
			t.division = m[1]
		} else if divisionKey.MatchString(label) && divisionOf.MatchString(text) {
			t.division = strings.TrimSpace(p.Text)
		}
		keyed := ""
		if m := bureauIs.FindStringSubmatch(text); m != nil {
			keyed = m[1]
		} else if bureauKey.MatchString(label) {
			keyed = p.Text
		}
		if keyed != "" {
			if name, ok := b.known(keyed); ok {
				named, namedAt = name, p
				continue
			}
		}
		name, at := b.in(text)
		if name == "" {
			continue
		}
		if t.bureau != "" && t.bureau != name {
			several = true
			continue
		}
		t.bureau, t.bureauAt, t.sure = name, p, at == 0 && len([]rune(text)) <= 40
	}
	switch {
	case named != "":
		t.bureau, t.bureauAt, t.sure = named, namedAt, true
	case several:
		t.bureau, t.sure = "", false
	}
	return t
}

// organs reads a title of nothing but names, 産業労働局　商工部　調整課.
func (t *titled) organs(text string) {
	words := strings.Fields(text)
	for _, w := range words {
		if !organWord.MatchString(w) {
			return
		}
	}
	for _, w := range words {
		switch {
		case strings.HasSuffix(w, "部") && !strings.HasSuffix(w, "本部"):
			t.department = w
		case strings.HasSuffix(w, "課"):
			t.division = w
		}
	}
}

// in finds the longest name of a bureau inside a text, and where.
func (b bureaus) in(text string) (name string, at int) {
	for _, n := range b.list {
		if i := strings.Index(text, form.Fold(n)); i >= 0 && len(n) > len(name) {
			name, at = n, i
		}
	}
	return name, at
}
