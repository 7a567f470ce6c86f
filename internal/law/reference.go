package law

import (
	"regexp"
	"strings"
)

// Reference is a law that a text names, with the articles that it names of it.
type Reference struct {
	Law      string
	Articles []Article // none: the law as a whole
}

var (
	// begins is where articles begin behind a law's name.
	begins = regexp.MustCompile(`附則|第?` + digits + branches + `条|別表`)
	// ends stands behind a law's name that is known.
	ends = regexp.MustCompile(`^(?:$|抄|の?(?:(?:制定|改正)?附則|第|` + digits + branches + `[条項号]|別表)|` +
		`(?:明治|大正|昭和|平成|令和)(?:元|` + digits + `)年|[IVX]|等(?:$|[、,])|[、,・;/／\n]|及び|並びに|又は|若しくは|および|ならびに|または)`)
	// gap stands between two laws.
	gap = regexp.MustCompile(`^(?:[、,・;/／。\n]|及び|並びに|又は|若しくは|および|ならびに|または|の規定|に基づく|等)+`)
	// parts a text of several laws.
	parts = regexp.MustCompile(`[、,・;/／\n]|及び|並びに|又は|若しくは|および|ならびに|または`)
	// wanted is what is said of a law beyond its name: that it must change.
	wanted = regexp.MustCompile(`(?:等|関係)?(?:の規定|の一部)?[のを]?(?:法?改正|見直し)(?:が必要|を?要する|要|待ち|を?要望中?|を?検討中?|が前提)?(?:です)?([、,;。\n]|$)`)
	annex  = regexp.MustCompile(`^別表(?:第?` + digits + `)?`)
)

// References reads the laws that a text names, with their articles. The laws of basis are those
// that 同法, 法, 施行令 or articles alone refer to; empty: none. The rest are pieces that name no
// law, for a person to look at.
func (n *Names) References(text, basis string) (found []Reference, rest []string) {
	text = wanted.ReplaceAllString(plain(text), "$1")
	main, _ := n.Name(basis)
	last := main
	for text != "" {
		if skipped := gap.FindString(text); skipped != "" {
			text = text[len(skipped):]
			continue
		}
		name, after := n.first(text)
		var named []Reference
		switch {
		case name != "":
			named = []Reference{{Law: name}}
		default:
			to := len(text)
			if at := begins.FindStringIndex(text); at != nil && byNumber.FindString(text) == "" {
				to = at[0]
			}
			var lost []string
			named, lost = n.named(strings.TrimSuffix(text[:to], "の"), main, last)
			rest = append(rest, lost...)
			after = text[to:]
		}
		if len(named) == 0 && last != "" && begins.FindStringIndex(after) != nil && begins.FindStringIndex(text)[0] == 0 {
			named = []Reference{{Law: last}} // articles alone
		}
		after = strings.TrimPrefix(strings.TrimPrefix(after, "抄"), "の")
		articles, behind := leading(spread(after))
		behind = strings.TrimPrefix(behind, annex.FindString(behind))
		if len(named) > 0 {
			named[len(named)-1].Articles = articles
			last = named[len(named)-1].Law
		} else if len(articles) > 0 {
			rest = append(rest, strings.TrimSuffix(after, behind))
		}
		found = append(found, named...)
		if len(behind) >= len(text) { // nothing was read of it
			return merged(found), append(rest, behind)
		}
		text = behind
	}
	return merged(found), rest
}

// first is the longest known law at the start of a plain text, and what follows it.
func (n *Names) first(text string) (name, after string) {
	key := old.Replace(text) // as long as the text
	for to := range text + " " {
		if known := n.byKey(key[:to]); known != "" && ends.MatchString(text[to:]) {
			name, after = known, text[to:]
		}
	}
	return name, after
}

// named are the laws of a text without articles: the text as a whole, or where each of its parts
// ends as names of laws do, the parts.
func (n *Names) named(text, main, last string) (laws []Reference, rest []string) {
	if text == "" {
		return nil, nil
	}
	switch key := Key(text); {
	case (key == "同法" || key == "同令" || key == "同規則" || key == "同条例" || key == "同") && last != "":
		return []Reference{{Law: last}}, nil
	case (key == "法" || key == "本法" || key == "令" || key == "規則" || key == "条例") && main != "":
		return []Reference{{Law: main}}, nil
	case (key == "施行令" || key == "施行規則" || key == "同法施行令" || key == "同法施行規則") && main != "":
		return []Reference{{Law: main + strings.TrimPrefix(key, "同法")}}, nil
	}
	pieces := parts.Split(text, -1)
	for _, p := range pieces {
		if _, ok := KindOf(p); !ok && n.known(p) == "" {
			if name, ok := n.Name(text); ok {
				return []Reference{{Law: name}}, nil
			}
			return nil, []string{text}
		}
	}
	for _, p := range pieces {
		name, _ := n.Name(p)
		laws = append(laws, Reference{Law: name})
	}
	return laws, nil
}

// merged has each law once.
func merged(all []Reference) (once []Reference) {
	places := map[string]int{}
	for _, r := range all {
		at, ok := places[r.Law]
		if !ok {
			places[r.Law] = len(once)
			once = append(once, r)
			continue
		}
		once[at].Articles = append(once[at].Articles, r.Articles...)
	}
	return once
}
