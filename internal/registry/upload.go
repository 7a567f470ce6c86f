package registry

import "time"

// UploadCounts counts the rows of an upload by what they do to the registry.
type UploadCounts struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Missing   int `json:"missing"` // processes of the file's bureaus that the file does not name
	Faulty    int `json:"faulty"`
}

// Upload is a file that somebody handed in, with what became of it.
type Upload struct {
	ID         int64
	ReceivedAt time.Time
	AccountID  int64 // 0: the operator's verb
	Actor      string
	BureauID   int    // 0: every bureau (a 局 column decides)
	Bureau     string // its name
	FileName   string
	Bytes      int64
	SHA256     [32]byte
	FiscalYear int // of volumes whose header names none; 0: none given
	Reason     string
	State      UploadState
	Counts     UploadCounts
	FinishedAt time.Time // zero: not yet
	ChangeID   int64     // what it wrote; 0: nothing
	UndoneBy   int64     // the change that undid it; 0: none
	Replaces   int64     // the upload that this one replaces; 0: none
	ReplacedBy int64     // the last upload that is to replace this one, or has; 0: none

	// AnswersFrom is the upload from which answers were carried over; 0: none.
	AnswersFrom int64

	RightOnly  bool     // rows with an error are left out
	Normalised int      // cells with normalised values
	Clears     []string // fields whose blank cells clear what is recorded; other blank cells keep it

	// BaseFrom and BaseShown describe the base for people: how it is known which state of the
	// registry the file was made from, and of what moment that is.
	BaseFrom    UploadBase
	BaseShown   time.Time
	BaseAt      time.Time // the base: the last change that the file is assumed to include
	RemainderOf int64     // the upload whose faulty rows the file has; 0: none
	Partial     bool      // the file holds a part of its bureau's processes: none is missing from it
	AwaitsRoom  bool      // the queue was full; the file is read when there is room
}

// Replaced reports whether the upload was discarded for one that replaces it.
func (u Upload) Replaced() bool { return u.State == UploadDiscarded && u.ReplacedBy != 0 }

// StateLabel is the Japanese name of the state. A replaced upload is called so.
func (u Upload) StateLabel() string {
	if u.Replaced() {
		return ReplacedLabel
	}
	return u.State.Label()
}

// UploadBase says how the base of an upload is known.
type UploadBase string

// The kinds of base. BaseReceived is the moment of the reception, for a file of which nothing
// is known.
const (
	BaseReceived UploadBase = ""
	BaseStamp    UploadBase = "stamp"    // the moment of the workbook's stamp
	BaseExport   UploadBase = "export"   // the bureau's last export of all its processes
	BaseSame     UploadBase = "same"     // the bureau's last registered file, which has the same content
	BaseReplaced UploadBase = "replaced" // the base of the upload that it replaces
)

// UploadEventKind is one step of an upload's lifecycle.
type UploadEventKind string

// The steps.
const (
	EventReceived  UploadEventKind = "received"
	EventRead      UploadEventKind = "read"
	EventStructure UploadEventKind = "structure" // tables and columns were confirmed or corrected
	EventCorrected UploadEventKind = "corrected" // cells were put right beside the file, or no longer are
	EventCarried   UploadEventKind = "carried"   // such cells were carried over from the upload whose file this one mends
	EventDecided   UploadEventKind = "decided"   // a question of the difference was answered
	EventConsented UploadEventKind = "consented" // the normalised values are right
	EventSubmitted UploadEventKind = "submitted" // 提出
	EventReturned  UploadEventKind = "returned"  // 差戻し
	EventReopened  UploadEventKind = "reopened"  // returned, since a change of the registry has opened questions
	EventApproved  UploadEventKind = "approved"  // 承認
	EventConfirmed UploadEventKind = "confirmed" // 確定
	EventUnchanged UploadEventKind = "unchanged"
	EventDiscarded UploadEventKind = "discarded"
	EventReplaced  UploadEventKind = "replaced" // discarded for a later upload, which the text names
	EventUndone    UploadEventKind = "undone"   // 取消し
	EventRedone    UploadEventKind = "redone"   // やり直し
)

// UploadEventKinds lists all of them.
var UploadEventKinds = []UploadEventKind{
	EventReceived,
	EventRead,
	EventStructure,
	EventCorrected,
	EventCarried,
	EventDecided,
	EventConsented,
	EventSubmitted,
	EventReturned,
	EventReopened,
	EventApproved,
	EventConfirmed,
	EventUnchanged,
	EventDiscarded,
	EventReplaced,
	EventUndone,
	EventRedone,
}

// Label is the step's Japanese name.
func (k UploadEventKind) Label() string {
	return map[UploadEventKind]string{
		EventReceived: "受付", EventRead: "検査", EventStructure: "構造の確認", EventCorrected: "セルの訂正",
		EventCarried: "訂正の引継ぎ", EventDecided: "差分の判断", EventConsented: "読み替えの確認",
		EventSubmitted: "提出", EventReturned: "差戻し", EventReopened: "判断のやり直し", EventApproved: "承認", EventConfirmed: "確定",
		EventUnchanged: "確定（変更なし）", EventDiscarded: "取りやめ", EventReplaced: "差替え", EventUndone: "取消し", EventRedone: "もう一度登録",
	}[k]
}

// UploadEvent is a step of an upload's lifecycle: who did it, and when.
type UploadEvent struct {
	At        time.Time
	AccountID int64 // 0: the operator's verb
	Actor     string
	Kind      UploadEventKind
	Text      string   // the person's text, or what was done
	Remarks   []Remark // of a return
}

// ConsentOf finds the step in which somebody consented to the normalised values of an upload. A
// consent lasts through a new reading of the file where it leaves none open; not ok where nobody
// has consented, or some are open since the file was last read.
func ConsentOf(events []UploadEvent, open int) (consent UploadEvent, ok bool) {
	for _, e := range events {
		switch {
		case e.Kind == EventRead && open > 0:
			consent, ok = UploadEvent{}, false
		case e.Kind == EventConsented:
			consent, ok = e, true
		}
	}
	return consent, ok
}

// ReturnOf finds the return that an upload stands under; not ok where there was none, or
// the upload was submitted again since.
func ReturnOf(events []UploadEvent) (returned UploadEvent, ok bool) {
	for _, e := range events {
		switch e.Kind {
		case EventSubmitted, EventReopened:
			returned, ok = UploadEvent{}, false
		case EventReturned:
			returned, ok = e, true
		}
	}
	return returned, ok
}

// Remark is what an approver wants mended: in a cell, a sheet or the whole file.
type Remark struct {
	Sheet string
	Cell  string // as in "K17"; empty: the whole sheet
	Text  string
}

// Where is the place of the remark for people: "一覧 K17".
func (r Remark) Where() string {
	switch {
	case r.Sheet == "":
		return "ファイル全体"
	case r.Cell == "":
		return r.Sheet + "（シート全体）"
	}
	return r.Sheet + " " + r.Cell
}

// ReturnDraft is a return that an approver is still writing.
type ReturnDraft struct {
	Reason  string
	Remarks []DraftRemark
}

// Empty reports whether nothing has been written.
func (d ReturnDraft) Empty() bool { return d.Reason == "" && len(d.Remarks) == 0 }

// DraftRemark is a remark that has not been sent yet.
type DraftRemark struct {
	ID int64
	Remark
	At time.Time
}

// Deputy may approve in an approver's place from the first day to the last.
type Deputy struct {
	ID        int64
	AccountID int64 // the approver
	Name      string
	DeputyID  int64
	Deputy    string // the deputy's name
	BureauID  int
	From, To  time.Time // days, both included
	SetBy     string
	SetAt     time.Time
	EndedAt   time.Time // zero: not ended before its last day
	EndedBy   string
}
