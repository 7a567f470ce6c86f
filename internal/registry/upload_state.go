package registry

import (
	"maps"
	"slices"
)

// UploadState is how far an upload has come.
type UploadState string

// The states. An unreadable upload never writes anything; a faulty one only if somebody asks
// for its right rows alone.
const (
	UploadReceived   UploadState = "received"   // stored, not yet read
	UploadStructure  UploadState = "structure"  // read; a person has to check its structure
	UploadStaged     UploadState = "staged"     // read without an error, waits to be submitted
	UploadSubmitted  UploadState = "submitted"  // waits for another person's approval
	UploadReturned   UploadState = "returned"   // returned to its sender, with what is to be mended
	UploadFaulty     UploadState = "faulty"     // has cells to mend
	UploadUnreadable UploadState = "unreadable" // could not be read at all
	UploadConfirmed  UploadState = "confirmed"  // written to the registry
	UploadUnchanged  UploadState = "unchanged"  // approved, but without anything new to write
	UploadDiscarded  UploadState = "discarded"
	UploadUndone     UploadState = "undone" // was written, and undone since
)

// UploadStates lists all of them in the order in which an upload can come to them.
var UploadStates = []UploadState{
	UploadReceived,
	UploadStructure,
	UploadFaulty,
	UploadUnreadable,
	UploadStaged,
	UploadSubmitted,
	UploadReturned,
	UploadConfirmed,
	UploadUnchanged,
	UploadUndone,
	UploadDiscarded,
}

// Label is the state's Japanese name.
func (s UploadState) Label() string {
	return map[UploadState]string{
		UploadReceived: "読み取り前", UploadStructure: "構造の確認待ち", UploadStaged: "提出前", UploadSubmitted: "承認待ち", UploadReturned: "差戻し",
		UploadFaulty: "修正が必要", UploadUnreadable: "読み取れません", UploadConfirmed: "登録済み", UploadUndone: "取消し済み",
		UploadUnchanged: "変更なし", UploadDiscarded: "取りやめ",
	}[s]
}

// ReplacedLabel is what a discarded upload is called that a later one replaced.
const ReplacedLabel = "差替え済み"

// UploadStateLabels are the names of all states.
func UploadStateLabels() []string {
	labels := make([]string, len(UploadStates))
	for i, s := range UploadStates {
		labels[i] = s.Label()
	}
	return labels
}

// in reports whether the state is one of those.
func (s UploadState) in(states ...UploadState) bool { return slices.Contains(states, s) }

// Ended reports whether the upload was registered or discarded. A faulty or unreadable
// one waits for a better file.
func (s UploadState) Ended() bool { return s.Registered() || s == UploadDiscarded }

// Registered reports whether the upload was approved, even if it has been undone since.
func (s UploadState) Registered() bool {
	return s.in(UploadConfirmed, UploadUnchanged, UploadUndone)
}

// Workable reports whether the upload's sender may answer its questions and submit it.
func (s UploadState) Workable() bool { return s.in(UploadStaged, UploadReturned) }

// Waiting reports whether the upload's rows wait to be registered and can be compared with the
// registry.
func (s UploadState) Waiting() bool { return s.Workable() || s == UploadSubmitted }

// Comparable reports whether the upload's rows can be compared with the registry: those that
// wait, and the right rows of a faulty file, for whoever wants to see them before the rest is
// mended.
func (s UploadState) Comparable() bool { return s.Waiting() || s == UploadFaulty }

// Compared reports whether the upload has counts of its rows by what they do, or did, to the
// registry.
func (s UploadState) Compared() bool { return s.Waiting() || s.Registered() }

// Checked reports whether the upload's file has certainly been read, with whatever result. A
// discarded one may have been discarded before.
func (s UploadState) Checked() bool {
	return s.Compared() || s.in(UploadStructure, UploadFaulty, UploadUnreadable)
}

// Structured reports whether the upload has a structure to show.
func (s UploadState) Structured() bool { return s.Checked() && s != UploadUnreadable }

// UploadAct is something that is done to an upload.
type UploadAct string

// The acts.
const (
	ActRead             UploadAct = "read"              // 検査: for the first time, anew, or for its right rows only
	ActConfirmStructure UploadAct = "confirm_structure" // the structure is right
	ActCorrectStructure UploadAct = "correct_structure" // the structure is corrected, and the file read anew
	ActCorrectCells     UploadAct = "correct_cells"     // cells are put right beside the file, which is read anew
	ActAnswer           UploadAct = "answer"            // answer a question of the difference, or say what blank cells mean
	ActSubmit           UploadAct = "submit"            // 提出
	ActApprove          UploadAct = "approve"           // 承認
	ActReturn           UploadAct = "return"            // 差戻し
	ActDiscard          UploadAct = "discard"           // 取りやめ
	ActReplace          UploadAct = "replace"           // 差替え: a mended file is handed in, and takes its place when it is submitted
	ActUndo             UploadAct = "undo"              // 取消し
	ActRedo             UploadAct = "redo"              // 取消しの取りやめ
)

// UploadActs lists all of them.
var UploadActs = []UploadAct{ActRead, ActConfirmStructure, ActCorrectStructure, ActCorrectCells, ActAnswer, ActSubmit, ActApprove,
	ActReturn, ActDiscard, ActReplace, ActUndo, ActRedo}

// Label is the act's Japanese name.
func (a UploadAct) Label() string {
	return map[UploadAct]string{
		ActRead: "検査", ActConfirmStructure: "構造の確認", ActCorrectStructure: "構造の訂正", ActCorrectCells: "セルの訂正", ActAnswer: "差分の判断", ActSubmit: "提出",
		ActApprove: "承認", ActReturn: "差戻し", ActDiscard: "取りやめ", ActReplace: "差替え", ActUndo: "取消し", ActRedo: "取消しの取りやめ",
	}[a]
}

// Power is the power over the upload's bureau that the act needs. An approver's deputy may
// approve and return without it on the days of the deputyship.
func (a UploadAct) Power() Power {
	switch a {
	case ActApprove, ActReturn:
		return Approve
	case ActUndo, ActRedo:
		return Undo
	}
	return HandIn
}

// uploadMoves lists, by state and act, the states in which the act can leave the upload. An act
// without an entry is refused.
var uploadMoves = map[UploadState]map[UploadAct][]UploadState{
	UploadReceived: {
		ActRead:    {UploadStructure, UploadFaulty, UploadUnreadable, UploadStaged},
		ActDiscard: {UploadDiscarded},
		ActReplace: {UploadDiscarded},
	},
	UploadStructure: {
		ActRead:             {UploadStructure, UploadFaulty, UploadStaged},
		ActConfirmStructure: {UploadFaulty, UploadStaged},
		ActCorrectStructure: {UploadStructure},
		ActCorrectCells:     {UploadStructure},
		ActDiscard:          {UploadDiscarded},
		ActReplace:          {UploadDiscarded},
	},
	UploadFaulty: {
		ActRead:             {UploadStructure, UploadFaulty, UploadStaged},
		ActConfirmStructure: {UploadFaulty},
		ActCorrectStructure: {UploadStructure},
		ActCorrectCells:     {UploadStructure},
		ActReplace:          {UploadFaulty},
	},
	UploadUnreadable: {
		ActRead:    {UploadStructure, UploadFaulty, UploadUnreadable, UploadStaged},
		ActReplace: {UploadUnreadable},
	},
	UploadStaged: {
		ActRead:             {UploadStructure, UploadFaulty, UploadStaged},
		ActConfirmStructure: {UploadStaged},
		ActCorrectStructure: {UploadStructure},
		ActCorrectCells:     {UploadStructure},
		ActAnswer:           {UploadStaged},
		ActSubmit:           {UploadSubmitted},
		ActApprove:          {UploadConfirmed, UploadUnchanged}, // by the operator alone
		ActDiscard:          {UploadDiscarded},
		ActReplace:          {UploadDiscarded},
	},
	UploadSubmitted: {
		ActApprove: {UploadConfirmed, UploadUnchanged, UploadReturned}, // returned: a change of the registry has opened questions
		ActReturn:  {UploadReturned},
		ActDiscard: {UploadDiscarded},
		ActReplace: {UploadDiscarded},
	},
	UploadReturned: {
		ActRead:             {UploadStructure, UploadFaulty, UploadStaged},
		ActConfirmStructure: {UploadReturned},
		ActCorrectStructure: {UploadStructure},
		ActCorrectCells:     {UploadStructure},
		ActAnswer:           {UploadReturned},
		ActSubmit:           {UploadSubmitted},
		ActApprove:          {UploadConfirmed, UploadUnchanged}, // by the operator alone
		ActDiscard:          {UploadDiscarded},
		ActReplace:          {UploadDiscarded},
	},
	UploadConfirmed: {ActUndo: {UploadUndone}},
	UploadUndone:    {ActRedo: {UploadConfirmed}},
}

// OnlyAlone reports whether the act needs a scope that may confirm without a second
// person in this state, see [Scope.Alone].
func (s UploadState) OnlyAlone(act UploadAct) bool { return act == ActApprove && s.Workable() }

// After returns the states in which the act can leave an upload of this state; none if it is
// refused.
func (s UploadState) After(act UploadAct) []UploadState { return uploadMoves[s][act] }

// Allows reports whether the act can be done to an upload of the state.
func (s UploadState) Allows(act UploadAct) bool { return len(s.After(act)) > 0 }

// Acts are the acts that can be done to an upload of the state.
func (s UploadState) Acts() []UploadAct {
	return slices.SortedFunc(maps.Keys(uploadMoves[s]), func(a, b UploadAct) int {
		return slices.Index(UploadActs, a) - slices.Index(UploadActs, b)
	})
}

// Refusal is nil if the scope can do the act on an upload of the state, else a Conflict error
// that says why not and what to do.
func (s UploadState) Refusal(op string, scope Scope, act UploadAct) error {
	if s.Allows(act) && (scope.Alone() || !s.OnlyAlone(act)) {
		return nil
	}
	return &Error{Code: Conflict, Op: op, Message: s.whyNot(act)}
}

// whyNot says why the act cannot be done to an upload of the state, and what to do.
func (s UploadState) whyNot(act UploadAct) string {
	switch act {
	case ActUndo:
		if s != UploadUndone {
			return "取り消せるのは、確定した取込だけです。この取込は登録に何も書いていません。"
		}
		return "この取込はすでに取り消されています。"
	case ActRedo:
		return "この取込は取り消されていません。"
	case ActApprove, ActReturn:
		return "この取込は、承認を待っている状態ではありません。画面を開き直して確かめてください。"
	}
	switch s {
	case UploadReceived:
		return "この取込は、まだ検査が終わっていません。"
	case UploadStructure:
		return "この取込は、読み取った表と列をまだ確かめていません。先に確かめてください。"
	case UploadSubmitted:
		return "この取込は提出済みです。内容を変えるときは、承認者に差戻しを依頼してください。"
	case UploadFaulty:
		if act == ActDiscard {
			return "この取込は直すところがあるため、登録されません。取りやめる必要はありません。直したファイルを取り込んでください。"
		}
		return "この取込には直すところがあります。直したファイルを取り込むか、正しい行だけを進めてください。"
	case UploadUnreadable:
		if act == ActDiscard {
			return "このファイルは読み取れなかったため、登録されません。取りやめる必要はありません。直したファイルを取り込んでください。"
		}
		return "このファイルは読み取れませんでした。直したファイルを取り込んでください。"
	}
	return "この取込はすでに終わっています。内容を変えるときは、ファイルをもう一度取り込んでください。"
}
