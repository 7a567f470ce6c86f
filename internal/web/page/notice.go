package page

import "fmt"

// notice is word for people at a place of a page, as the part "notice" draws it. (What
// stands in somebody's mailbox is a registry.Notice.)
type notice struct {
	Tone   string // info, success, warning or error
	Role   string // how a screen reader tells of it: status, alert; empty: as of the text around it
	ID     string // by which a field refers to it
	Title  string
	Body   []phrase
	Quote  string   // what somebody wrote
	Points []string // one by one
}

// phrase is a piece of a notice's text.
type phrase struct {
	Text string
	Href string // where it leads; empty: nowhere
	Kind string // strong, code; empty: plain
}

// noticeFunctions are how templates write notices, as in
//
//	{{template "notice" (status "success" "登録しました。" (link "/uploads" "取込の一覧へ"))}}
var noticeFunctions = map[string]any{
	"notice": newNotice, "status": status, "alert": alert, "problem": problem, "link": link, "strong": strong, "code": code,
}

// newNotice is a notice that belongs to the text around it. Its body is made of texts and
// phrases.
func newNotice(tone, title string, body ...any) notice {
	n := notice{Tone: tone, Title: title}
	for _, b := range body {
		p, ok := b.(phrase)
		if !ok {
			p.Text = fmt.Sprint(b)
		}
		if p.Text != "" {
			n.Body = append(n.Body, p)
		}
	}
	return n
}

// status is a notice of how things stand.
func status(tone, title string, body ...any) notice {
	n := newNotice(tone, title, body...)
	n.Role = "status"
	return n
}

// alert is a notice of what must not be missed.
func alert(tone, title string, body ...any) notice {
	n := newNotice(tone, title, body...)
	n.Role = "alert"
	return n
}

// problem is a notice of what was wrong with what was entered. Fields refer to it by the
// ID.
func problem(id string, body ...any) notice {
	n := alert("error", "", body...)
	n.ID = id
	return n
}

func link(href, text string) phrase { return phrase{Text: text, Href: href} }

func strong(text string) phrase { return phrase{Text: text, Kind: "strong"} }

func code(text string) phrase { return phrase{Text: text, Kind: "code"} }
