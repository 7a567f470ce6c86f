package registry

import "time"

// Session is one sign-in of an account that has not ended.
type Session struct {
	Key       string // names it to its owner, opens nothing
	CreatedAt time.Time
	SeenAt    time.Time // the last request
	Address   string    // where it was begun
	Agent     string    // as the browser names itself
}
