package registry

import "time"

// Session is one sign-in of an account that has not ended.
type Session struct {
	Key       string // identifies the session to its owner; it gives no access
	CreatedAt time.Time
	SeenAt    time.Time // the last request
	Address   string    // of the sign-in
	Agent     string    // the browser's User-Agent
}
