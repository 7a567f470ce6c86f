package registry

import "time"

// Notice tells an account of an act of somebody else. It is about an upload, a transfer, a round,
// a plan or the change that it wrote, and the IDs of the others are 0; or about an edit, and all
// of them are.
type Notice struct {
	At         time.Time
	Kind       NoticeKind
	UploadID   int64
	TransferID int64
	RoundID    int
	PlanID     int64     // of a plan, for those who see every bureau
	ProposalID int       // the number of a proposal to the national government
	ChangeID   int64     // that a plan wrote, for a bureau
	BureauID   int       // the bureau that acted, whose upload it is or that is reminded; 0: headquarters, or every bureau
	Actor      string    // empty: an automatic reminder
	Title      string    // the upload's file, or the round's name
	Text       string    // the actor's text
	Deadline   time.Time // of the round at that time
	Bureaus    []string  // the reminded bureaus, for accounts that see every bureau
	Remarks    int       // of a return
	Read       bool
}

// NoticeKind is what a notice is about.
type NoticeKind string

// The kinds.
const (
	NoticeSubmitted          NoticeKind = "upload_submitted"
	NoticeReturned           NoticeKind = "upload_returned"
	NoticeApproved           NoticeKind = "upload_approved"
	NoticeUndone             NoticeKind = "upload_undone"
	NoticeRedone             NoticeKind = "upload_redone" // registered again after that
	NoticeTransferProposed   NoticeKind = "transfer_proposed"
	NoticeTransferGiven      NoticeKind = "transfer_given"
	NoticeTransferReceived   NoticeKind = "transfer_received"
	NoticeTransferRefused    NoticeKind = "transfer_refused"
	NoticeTransferWithdrawn  NoticeKind = "transfer_withdrawn"
	NoticeTransferSuperseded NoticeKind = "transfer_superseded"
	NoticeEditWaiting        NoticeKind = "edit_waiting" // of one process, for a second person
	NoticeEditApproved       NoticeKind = "edit_approved"
	NoticeEditReturned       NoticeKind = "edit_returned"
	NoticePlanWaiting        NoticeKind = "plan_waiting" // its adoption, for a second person
	NoticePlanReturned       NoticeKind = "plan_returned"
	NoticePlanAdopted        NoticeKind = "plan_adopted"
	NoticePlanUndone         NoticeKind = "plan_undone"
	NoticeProposalRealized   NoticeKind = "proposal_realized" // its processes are to be looked at
	NoticeReminderBefore     NoticeKind = "reminder_before"
	NoticeReminderLate       NoticeKind = "reminder_late"
	NoticeReminderAsked      NoticeKind = "reminder_asked"
	NoticeSeal               NoticeKind = "seal"          // the end of the chain of seals, by e-mail alone
	NoticePasswordLink       NoticeKind = "password_link" // by which to choose a password, by e-mail alone
)

// NoticeKinds lists all of them.
var NoticeKinds = []NoticeKind{
	NoticeSubmitted,
	NoticeReturned,
	NoticeApproved,
	NoticeUndone,
	NoticeRedone,
	NoticeTransferProposed,
	NoticeTransferGiven,
	NoticeTransferReceived,
	NoticeTransferRefused,
	NoticeTransferWithdrawn,
	NoticeTransferSuperseded,
	NoticeEditWaiting,
	NoticeEditApproved,
	NoticeEditReturned,
	NoticePlanWaiting,
	NoticePlanReturned,
	NoticePlanAdopted,
	NoticePlanUndone,
	NoticeProposalRealized,
	NoticeReminderBefore,
	NoticeReminderLate,
	NoticeReminderAsked,
}

// OfEdit reports whether the notice is about an edit of one process.
func (n Notice) OfEdit() bool {
	return n.Kind == NoticeEditWaiting || n.Kind == NoticeEditApproved || n.Kind == NoticeEditReturned
}

// Sentence is the notice as a Japanese sentence.
func (n Notice) Sentence() string {
	what := map[NoticeKind]string{
		NoticeSubmitted: "が提出しました。承認を待っています。", NoticeReturned: "が差し戻しました。",
		NoticeApproved: "が承認し、登録されました。", NoticeUndone: "が、登録した取込を取り消しました。",
		NoticeRedone:           "が、取り消した取込をもう一度登録しました。",
		NoticeTransferProposed: "が所管替えを申し出ました。", NoticeTransferGiven: "が、渡す局として所管替えに同意しました。",
		NoticeTransferReceived: "が、受ける局として所管替えに同意しました。", NoticeTransferRefused: "が所管替えを断りました。",
		NoticeTransferWithdrawn:  "が所管替えの申出を取り下げました。",
		NoticeTransferSuperseded: "が進めた別の所管替えが優先され、受けたいという申出は終わりました。",
		NoticeEditWaiting:        "が手続を編集しました。承認を待っています。",
		NoticeEditApproved:       "が手続の編集を承認し、登録されました。",
		NoticeEditReturned:       "が手続の編集を差し戻しました。",
		NoticePlanWaiting:        "が計画の採用を申し出ました。承認を待っています。",
		NoticePlanReturned:       "が計画の採用を差し戻しました。",
		NoticePlanAdopted:        "が計画を採用し、手続の予定の年度が変わりました。",
		NoticePlanUndone:         "が計画の採用を取り消し、手続の予定の年度が元に戻りました。",
		NoticeProposalRealized:   "が国への提案の実現を記録しました。動かせるようになった手続を確かめてください。",
		NoticeReminderBefore:     "締切が近づいています。まだ提出していません。",
		NoticeReminderLate:       "締切を過ぎています。早めに提出してください。",
		NoticeReminderAsked:      "が提出を督促しました。",
		NoticeSeal:               "ここまでの記録の封印です。あとで書き換えられていないことを確かめられるように、このメールを残してください。",
	}[n.Kind]
	if n.Kind == NoticeReturned && n.Remarks > 0 {
		what = "が差し戻しました（指摘 " + Thousands(int64(n.Remarks)) + " 件）。"
	}
	if n.Kind == NoticeReminderLate && len(n.Bureaus) > 0 {
		what = "締切を過ぎても提出していない局に督促しました。"
	}
	return n.Actor + what
}
