package registry

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ProcessID is the ID that the registry gives a process. It is never reused, and stays the
// same through transfers. It is written "P-0000123".
type ProcessID int64

func (id ProcessID) String() string { return fmt.Sprintf("P-%07d", int64(id)) }

// ParseProcessID reads "P-0000123".
func ParseProcessID(s string) (ProcessID, error) {
	digits, ok := strings.CutPrefix(s, "P-")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n <= 0 || ProcessID(n).String() != s {
		return 0, &Error{Code: Invalid, Op: "registry.ParseProcessID", Field: "process_id",
			Message: fmt.Sprintf("手続ID「%s」の形が正しくありません。P-0000123 のように入力してください。", s)}
	}
	return ProcessID(n), nil
}

// ParseProcessIDs reads IDs as people write them, and drops repetitions. field is the input
// field of the error for a text that is no ID.
func ParseProcessIDs(op, field string, written ...string) ([]ProcessID, error) {
	ids := make([]ProcessID, 0, len(written))
	seen := map[ProcessID]bool{}
	for _, text := range written {
		id, err := ParseProcessID(text)
		if err != nil {
			return nil, &Error{Code: Invalid, Op: op, Field: field, Message: fmt.Sprintf("手続IDの「%s」は使えません。例：P-0000123", text)}
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// MarshalText is the form in JSON.
func (id ProcessID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the form in JSON.
func (id *ProcessID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseProcessID(string(b))
	return err
}

// Process is one step of a procedure (手続プロセス), the unit that is counted, in
// one recorded version. Codes are those of the inventory form; an empty text is
// a blank.
type Process struct {
	ID                       ProcessID
	BureauID                 int
	BureauCode               string
	Bureau                   string // the bureau's name
	Department               string
	Division                 string
	ProcedureName            string
	ProcessName              string
	ProcessType              string
	Applicant                string
	Recipient                string
	LegalBasis               string
	LegalArticle             string
	AffairCategory           string
	Status                   Status
	PlannedFiscalYear        int       // 0: none
	DigitizedOn              time.Time // zero: not known
	Obstacle                 []string
	NationalLawChange        LawChange
	LawToChange              string
	Ministry                 string
	InScope                  bool // the scope field says "in"; see also [Process.Counts]
	Platform                 string
	IdentityMethod           string
	Fee                      string
	PaymentMethods           []string
	Attachments              []string
	SealRequired             string
	StandardProcessingPeriod string // ISO 8601 duration or range
	Remarks                  string
	Override                 Priority // a person's decision: Yes, No, or empty
	OverrideReason           string
	Deciding                 *Volume // what decides the priority; nil: unknown
	Usage                    *Usage  // nil: no year with both numbers known
	RecordedFrom             time.Time
	RecordedTo               time.Time // zero: current
	ChangeID                 int64
}

// IsApplication reports whether the process is an application or a notification (申請等).
func (p Process) IsApplication() bool { return p.ProcessType == "1" }

// Status is how far a process is digitized (デジタル化状況).
type Status string

// The statuses; empty where the bureau gave none.
const (
	Done        Status = "done"
	Partial     Status = "partial"
	InProgress  Status = "in_progress"
	Planned     Status = "planned"
	Considering Status = "considering"
	NotStarted  Status = "not_started"
	Exempt      Status = "exempt"
	Abolished   Status = "abolished"
)

// Statuses lists every status in the order in which pages show them.
var Statuses = []Status{Done, Partial, InProgress, Planned, Considering, NotStarted, Exempt, Abolished}

// LawChange says whether a national law must change first (国の法令改正の要否).
type LawChange string

// The answers.
const (
	LawChangeRequired    LawChange = "required"
	LawChangeNotRequired LawChange = "not_required"
	LawChangeUnknown     LawChange = "unknown"
)

// LawChanges lists every answer in the order in which pages show them.
var LawChanges = []LawChange{LawChangeRequired, LawChangeNotRequired, LawChangeUnknown}

// Counts reports whether the process is in the denominator of the rates: scope
// "in" and status neither exempt nor abolished (domain.md, rule 4).
func (p Process) Counts() bool {
	return p.InScope && p.Status != Exempt && p.Status != Abolished
}

// Discretion reports whether TMG can digitize the process without a change of
// national law (都の裁量).
func (p Process) Discretion() bool { return p.NationalLawChange == LawChangeNotRequired }
