package registry

// Mail is a notice to be sent to one person by e-mail.
type Mail struct {
	ID        int64
	MessageID string // the same at each attempt
	Address   string
	Name      string // whose address it is
	Bureau    string // the name of the notice's bureau
	Notice    Notice // without an upload's file and people's texts, which only pages show
	Attempt   int    // counts from 1
}

// MailCounts counts the recent mails by state.
type MailCounts struct {
	Waiting int
	Failed  int    // for good
	Problem string // the last one; empty: none
}
