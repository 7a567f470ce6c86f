package postgres

// Error is a failure of the private PostgreSQL.
type Error struct {
	// Message is Japanese, names no secret, and says what to do: safe to show.
	Message string
	// Err is the technical cause for the log; nil where the message is the
	// whole story.
	Err error
}

// Error returns the message with its technical cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + ": " + e.Err.Error()
}

// Unwrap returns the technical cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrNoBinaries says that the machine has no PostgreSQL server to run.
var ErrNoBinaries error = &Error{Message: "PostgreSQL のサーバーが見つかりません。" +
	"Debian・Ubuntu では「apt-get install postgresql」、RHEL 系では「dnf install postgresql-server」、" +
	"macOS では「brew install postgresql」で入れてください。" +
	"別のサーバーを使うときは TETSUZUKI_DATABASE_URL を設定してください。"}
