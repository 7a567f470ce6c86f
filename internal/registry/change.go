package registry

import "time"

// ChangeKind says how a change came about.
type ChangeKind string

// The kinds.
const (
	ChangeImport   ChangeKind = "import"
	ChangeEdit     ChangeKind = "edit"
	ChangeUndo     ChangeKind = "undo"
	ChangeTransfer ChangeKind = "transfer"
	ChangeSetting  ChangeKind = "setting"
	ChangeSample   ChangeKind = "sample"   // an import of made-up data
	ChangeSnapshot ChangeKind = "snapshot" // figures were published; no process changed
)

// Change is one write to the registry: who, when, why, by which upload. Its
// hash covers its own content and the hash of the change before it.
type Change struct {
	ID        int64
	At        time.Time
	AccountID int64 // 0: the operator's verb
	Actor     string
	Kind      ChangeKind
	Reason    string
	UploadID  int64 // 0: none
	Hash      [32]byte
	Redone    bool // in a process's history: the undo of an undo, which redid the upload
}
