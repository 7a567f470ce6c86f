package registry

// Mail is a notice on its way to one person.
type Mail struct {
	ID        int64
	MessageID string // the same at each attempt
	Address   string
	Name      string // whose address it is
	Bureau    string // the name of the notice's bureau
	Notice    Notice // without what only the pages show: an upload's file, and people's words
	Attempt   int    // counts from 1
}

// MailCounts are how the mails of the last while stand.
type MailCounts struct {
	Waiting int
	Failed  int    // for good
	Problem string // the last one; empty: none
}
