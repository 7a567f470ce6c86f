package registry

import "time"

// Home is what an account sees first (今日の仕事): what waits for it, what it has begun, and
// what changed since it was here.
type Home struct {
	Tasks   []Task // those with something in them
	Begun   []TaskItem
	Since   time.Time
	Changes []HomeChange // by others, the newest first
	More    bool         // there are older changes since
	Setup   []SetupStep  // of an empty registry; else none
}

// Waiting counts all that waits.
func (h Home) Waiting() (n int) {
	for _, t := range h.Tasks {
		n += t.Count
	}
	return n
}

// TaskKind is a kind of work that waits for somebody.
type TaskKind string

// The kinds, in the order of pages.
const (
	TaskReturned TaskKind = "returned" // uploads to mend
	TaskApprove  TaskKind = "approve"  // uploads to approve or return
	TaskEdit     TaskKind = "edit"     // edits of one process to approve or return
	TaskConsent  TaskKind = "consent"  // transfers to consent to
	TaskAnswer   TaskKind = "answer"   // uploads whose structure, findings or questions wait for an answer
	TaskSubmit   TaskKind = "submit"   // uploads that can be submitted
	TaskProposal TaskKind = "proposal" // processes that a law change may have freed
	TaskReply    TaskKind = "reply"    // proposals that the national government has not answered
	TaskFreed    TaskKind = "freed"    // proposals that came true, of which bureaus have not looked at processes
	TaskRound    TaskKind = "round"    // a round's deadline, where something has not been handed in
	TaskNotices  TaskKind = "notices"  // that have not been read
	TaskAccounts TaskKind = "accounts" // bureaus that no reminder reaches, people who cannot sign in
	TaskMails    TaskKind = "mails"    // that could not be sent
)

// TaskKinds lists all of them.
var TaskKinds = []TaskKind{
	TaskReturned,
	TaskApprove,
	TaskEdit,
	TaskConsent,
	TaskAnswer,
	TaskSubmit,
	TaskProposal,
	TaskReply,
	TaskFreed,
	TaskRound,
	TaskNotices,
	TaskAccounts,
	TaskMails,
}

// Label says in Japanese what is to be done.
func (k TaskKind) Label() string {
	return map[TaskKind]string{
		TaskReturned: "差し戻された取込を直す", TaskApprove: "取込を承認する", TaskEdit: "編集を承認する", TaskConsent: "所管替えに同意する", TaskAnswer: "取込の確認に答える",
		TaskSubmit: "取込を提出する", TaskProposal: "改正で動かせるようになった手続を確かめる",
		TaskReply: "国への提案の回答を確かめる", TaskFreed: "実現した提案の手続を、局に確かめてもらう", TaskRound: "調査回の締切", TaskNotices: "未読のお知らせを読む", TaskAccounts: "アカウントを整える",
		TaskMails: "送れなかったメールを確かめる",
	}[k]
}

// Task is one kind of work with what waits.
type Task struct {
	Kind  TaskKind
	Count int
	Items []TaskItem // the first of them
	Path  string     // the page of all
}

// TaskItem is one thing that waits, or that an account has begun.
type TaskItem struct {
	Path   string
	Title  string
	Detail string    // whose, what is to be done
	At     time.Time // since when; zero: nothing to be said
	State  UploadState
}

// HomeChange is a change that touched the processes of the account's bureaus.
type HomeChange struct {
	ID        int64
	At        time.Time
	Actor     string
	Kind      ChangeKind
	Reason    string
	UploadID  int64 // 0: none
	Processes int
	ProcessID ProcessID // of one of them
	Name      string    // of that one
}

// Path is the page that shows what was changed.
func (c HomeChange) Path() string {
	if c.UploadID != 0 && c.Processes > 1 {
		return UploadPath(c.UploadID)
	}
	return ProcessPath(c.ProcessID)
}

// SetupKind is a step from an empty registry to its first file.
type SetupKind string

// The steps, in their order.
const (
	SetupOrganisation SetupKind = "organisation"
	SetupAccounts     SetupKind = "accounts"
	SetupRound        SetupKind = "round"
	SetupForm         SetupKind = "form"
	SetupFile         SetupKind = "file"
)

// SetupKinds lists all of them.
var SetupKinds = []SetupKind{SetupOrganisation, SetupAccounts, SetupRound, SetupForm, SetupFile}

// Label says in Japanese what is to be done.
func (k SetupKind) Label() string {
	return map[SetupKind]string{
		SetupOrganisation: "組織を確かめる", SetupAccounts: "アカウントを登録する", SetupRound: "調査回を決める",
		SetupForm: "棚卸の様式を配る", SetupFile: "はじめのファイルを取り込む",
	}[k]
}

// By says in Japanese who takes the step, and the power that it needs.
func (k SetupKind) By() (who string, p Power) {
	switch k {
	case SetupAccounts:
		return "管理者", Administer
	case SetupForm:
		return "本部", Read
	case SetupFile:
		return "局入力者・本部", HandIn
	}
	return "本部・管理者", Configure
}

// Path is the page on which the step is taken.
func (k SetupKind) Path() string {
	return map[SetupKind]string{
		SetupOrganisation: "/admin#organisation", SetupAccounts: "/admin/accounts", SetupRound: "/admin/rounds",
		SetupForm: "/uploads/form.xlsx", SetupFile: "/uploads",
	}[k]
}

// SetupStep is a step with how far it is.
type SetupStep struct {
	Kind   SetupKind
	Done   bool
	Detail string // what there is
}
