package registry

import "time"

// Mail is a notice to be sent to one person by e-mail.
type Mail struct {
	ID        int64
	MessageID string // the same at each attempt
	Address   string
	Name      string // whose address it is
	Bureau    string // the name of the notice's bureau
	Notice    Notice // without an upload's file and people's texts, which only pages show
	Attempt   int    // counts from 1
	Password  PasswordLink
}

// PasswordLink lets a person choose a password, once. It is known only while it is mailed.
type PasswordLink struct {
	Login string
	Token string
	Until time.Time
}

// Path is the page to which the link leads. What it has in its query stands in no log.
func (l PasswordLink) Path() string { return PasswordLinkPath + "?token=" + l.Token }

// PasswordLinkPath is the page on which a person chooses a password by a link.
const PasswordLinkPath = "/password-link"

// MailCounts counts the recent mails by state.
type MailCounts struct {
	Waiting int
	Failed  int    // for good
	Problem string // the last one; empty: none
}
