package registry

import (
	"encoding/json"
	"time"
)

// JobKind names what a job does. Each kind has one handler.
type JobKind string

// The kinds.
const (
	JobRead   JobKind = "read"   // reads an upload; its key is the upload's ID
	JobVerify JobKind = "verify" // verifies the registry
	JobPlan   JobKind = "plan"   // computes a plan; its key is the plan's ID
	JobBulk   JobKind = "bulk"   // writes, approves or undoes an edit of many processes; its key is the edit's ID
	JobMail   JobKind = "mail"   // sends the mails that are due; its key is the kind
)

// JobState is how far a job has come.
type JobState string

// The states.
const (
	JobAvailable JobState = "available" // waits for its turn, or for its next attempt
	JobRunning   JobState = "running"   // a worker has it
	JobDone      JobState = "done"
	JobFailed    JobState = "failed" // for good; Message says why
)

// NewJob is work to be done after the request that asks for it.
type NewJob struct {
	Kind JobKind

	// BureauID is the bureau that the job belongs to: it waits for that bureau's turn, and
	// that bureau's people see it. 0: the scope's own bureau, or none for a scope over all.
	BureauID int

	// Key identifies the subject of the job, such as an upload's ID; empty: none. A bureau has
	// at most one unfinished job of a kind and key.
	Key string

	// Payload is the input of the handler, a value for encoding/json. It is stored with the
	// job, so it must not contain a password.
	Payload any

	MaxAttempts int // 0: 3
}

// Job is work that outlives the request that asked for it.
type Job struct {
	ID        int64
	Kind      JobKind
	State     JobState
	Key       string
	AccountID int64  // who asked; 0: the operator's verb
	Actor     string // who asked, as text
	BureauID  int    // 0: no single bureau's
	Payload   json.RawMessage

	// Message says why the job or its last attempt failed. It is safe to show.
	Message string

	Step        string // the current step, for people
	Done, Total int64  // of the step; a Total of 0 is unknown

	Attempt     int // counts from 1 while it runs
	MaxAttempts int

	CreatedAt   time.Time
	RunAt       time.Time // not before
	ClaimedBy   string    // the worker that has it
	ClaimedAt   time.Time // the last claim; zero: never
	HeartbeatAt time.Time // the worker's last heartbeat; zero: not running
	FinishedAt  time.Time // zero: not yet
}
