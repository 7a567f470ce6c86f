package page

import (
	"fmt"
	"slices"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/internal/registry"
)

// stateNotices say, by an upload's state, how it stands. One that is being read or
// written says so itself.
var stateNotices = map[registry.UploadState]func(uploadBody) notice{
	registry.UploadUnreadable: unreadableNotice,
	registry.UploadFaulty:     faultyNotice,
	registry.UploadStructure:  structureNotice,
	registry.UploadStaged:     stagedNotice,
	registry.UploadSubmitted: func(uploadBody) notice {
		return status("info", "承認を待っています。", "承認されると登録されます。")
	},
	registry.UploadReturned:  func(b uploadBody) notice { return returnedNotice(b.Upload, b.Returned) },
	registry.UploadConfirmed: confirmedNotice,
	registry.UploadUndone: func(uploadBody) notice {
		return status("warning", "この取込は、登録した後で取り消されました。", "後で変更された手続は、そのまま残っています。")
	},
	registry.UploadUnchanged: func(b uploadBody) notice {
		return status("success", "登録内容と同じでした。", "変更はありません（"+registry.MomentText(b.FinishedAt)+"）。")
	},
	registry.UploadDiscarded: discardedNotice,
}

// StateNotice says how the upload stands; nil where that is said elsewhere.
func (b uploadBody) StateNotice() *notice {
	say := stateNotices[b.State]
	if say == nil {
		return nil
	}
	n := say(b)
	return &n
}

func unreadableNotice(b uploadBody) notice {
	title, why := "このファイルは読み取れませんでした。", ""
	if b.Protected() {
		title = "パスワードのため、読み取れませんでした。"
	}
	if x := b.Obstacle(); x != nil {
		why = x.Message
	}
	return status("error", title, why, "登録内容は変わっていません。")
}

// nothingRead is what is said of a file in which no process was found, before what its state says.
const nothingRead = "手続を1つも読み取れませんでした。"

// NothingRead reports whether somebody is to look at a file in which the reading found no process:
// then it is likely to be another file than was meant.
func (b uploadBody) NothingRead() bool {
	looked := b.State == registry.UploadStructure || b.State == registry.UploadFaulty
	return looked && b.Report != nil && b.Report.Summary.Records == 0
}

func structureNotice(b uploadBody) notice {
	if b.NothingRead() {
		return status("warning", nothingRead,
			"送るファイルが合っているか、確かめてください。合っているときは、手続の一覧表と見出しの行を選べます。まだ何も登録していません。")
	}
	return status("warning", "読み取った表と列を確かめてください。",
		"見出しが標準と違うなど、機械だけでは決められないところがあります。確かめた内容は、次回のファイルにも使います。")
}

func faultyNotice(b uploadBody) notice {
	if b.NothingRead() {
		return status("error", nothingRead, "まだ何も登録していません。手続の一覧を書いて保存したファイルか確かめて、もう一度取り込んでください。")
	}
	errors := ""
	if b.Report != nil {
		errors = thousands(b.Report.Summary.Errors) + " 件"
	}
	return status("error", "直していただくところが "+errors+"あります。",
		"まだ何も登録していません。セルを直して、もう一度取り込んでください。")
}

func stagedNotice(b uploadBody) notice {
	n := status("info", "まだ登録していません。", "差分を確かめて、提出してください。承認されると登録されます。")
	if b.RightOnly {
		n.Body = append(n.Body, strong("直すところのある行は、登録しません。"),
			link("#about", "その行だけのファイル"), phrase{Text: "を保存し、後で直して取り込めます。"})
	}
	return n
}

func confirmedNotice(b uploadBody) notice {
	n := status("success", "登録しました", "（"+registry.MomentText(b.FinishedAt)+"）。",
		"新規 "+thousands(b.Counts.New)+" 手続、変更 "+thousands(b.Counts.Changed)+" 手続です。")
	if b.RightOnly {
		n.Body = append(n.Body, phrase{Text: "直すところのある " + thousands(b.Counts.Faulty) + " 行は、登録していません。"},
			link("#about", "その行だけのファイル"), phrase{Text: "を保存し、直して取り込めます。"})
	}
	return n
}

func discardedNotice(b uploadBody) notice {
	if b.Replaced() {
		return status("info", "", strong("受付番号 "), uploadLink(b.ReplacedBy), strong(" のファイルに差し替えました。"),
			"このファイルからは、何も登録していません。")
	}
	return status("warning", "", "この取込は取りやめました。何も登録していません。")
}

// sayFit says before all else that the file does not fit its bureau, if the reading found that.
func (p *uploadPage) sayFit(report *importer.Report) {
	if report == nil || len(report.Findings) == 0 || p.State.Ended() {
		return
	}
	x, n := report.Findings[0], notice{}
	switch {
	case x.Rule == finding.RuleUnfit:
		n = status("warning", "このファイルは、登録とほとんど合いません。", x.Message)
	case x.Severity == finding.Error && x.Cell == "" && (x.Rule == finding.RuleOtherBureau || x.Rule == finding.RuleUnknownID):
		n = status("error", "この局のファイルではないようです。", x.Message)
	default:
		return
	}
	p.Unfit = &n
}

// Foreign reports whether the file is another bureau's: then nobody mends its cells.
func (p uploadPage) Foreign() bool { return p.Unfit != nil && p.Unfit.Tone == "error" }

// MendedNotice leads to the file that mends the upload, where that takes its place only
// when it is submitted, or not at all; nil where there is none.
func (b uploadBody) MendedNotice() *notice {
	if b.ReplacedBy == 0 || b.Replaced() {
		return nil
	}
	n := status("info", "", "直したファイルを受け付けています：受付番号 ", uploadLink(b.ReplacedBy), "。")
	return &n
}

// MatchedNotice says that rows were found to be registered processes by their content; nil where
// all have an ID, or none is registered.
func (b uploadBody) MatchedNotice() *notice {
	n := thousands(b.Matched.ByContent)
	switch {
	case b.Matched.ByContent == 0:
		return nil
	case b.Matched.ByID == 0 && b.BaseFrom != registry.BaseStamp:
		x := status("info", "ファイルに、手続IDと書き出したときの印がありません。",
			n+" 行を、手続名や根拠法令などの内容から登録の手続とみました。差分で確かめてください。")
		return &x
	}
	x := status("info", "手続IDのない行があります。", n+" 行を、手続名や根拠法令などの内容から登録の手続とみました。差分で確かめてください。")
	return &x
}

// CarriedNotice says from which upload answers were carried over; nil where none were,
// or where nothing is left to be answered.
func (b uploadBody) CarriedNotice() *notice {
	if b.AnswersFrom == 0 || !b.State.Workable() {
		return nil
	}
	n := status("info", "前の判断を引き継ぎました。", "受付番号 ", uploadLink(b.AnswersFrom),
		" で答えたことのうち、行も登録内容も変わっていないものは、お答えいただく必要がありません。変わったところだけをお尋ねします。")
	return &n
}

// carriedCells says which cells that were put right beside an earlier file are put right in this
// one, too, and which not; nil where there was none, or where nothing is left to be done.
func carriedCells(u registry.Upload, events []registry.UploadEvent) *notice {
	i := slices.IndexFunc(events, func(e registry.UploadEvent) bool { return e.Kind == registry.EventCarried })
	if i < 0 || !u.State.Workable() && u.State != registry.UploadFaulty && u.State != registry.UploadStructure {
		return nil
	}
	n := status("info", "前のファイルを画面で直したところを、引き継ぎました。", events[i].Text)
	return &n
}

func uploadLink(id int64) phrase { return link(registry.UploadPath(id), fmt.Sprint(id)) }

// returnedNotice says who returned the upload, and why.
func returnedNotice(u registry.Upload, e registry.UploadEvent) notice {
	n := status("warning", "差し戻されました", "（"+e.Actor+"、"+registry.MomentText(e.At)+"）。")
	if len(e.Remarks) > 0 {
		n.Body = append(n.Body, phrase{Text: "指摘が " + thousands(len(e.Remarks)) + " 件あります。"},
			link(registry.UploadPath(u.ID)+"/marked", "赤ペン入りのファイル"), phrase{Text: "に、コメントで書き込んであります。"})
	}
	n.Body = append(n.Body, phrase{Text: "確かめて、もう一度提出するか、直したファイルを取り込んでください。"})
	n.Quote = e.Text
	for _, r := range e.Remarks {
		n.Points = append(n.Points, r.Where()+"："+r.Text)
	}
	return n
}

// ReturnedNotice says who returned the upload, and why.
func (b submissionBody) ReturnedNotice() notice { return returnedNotice(b.Upload, b.Returned) }

// SameNotice says that another upload has the same content; nil where none has.
func (b uploadBody) SameNotice() *notice {
	if b.SameAs == 0 {
		return nil
	}
	other := uploadLink(b.SameAs)
	n := status("warning", "", strong("受付番号 "), other, strong(" で登録した内容と同じです。"),
		"違うファイルを選んでいないか、確かめてください。")
	if b.SameWaits {
		n = status("warning", "", strong("受付番号 "), other, strong(" と同じ内容です。"),
			"その取込も、まだ登録を待っています。二重に送ったときは、どちらかを取りやめてください。")
	}
	return &n
}

// AllAnswered says that nothing is left to be chosen, and leads to what is next.
func (b conflictsBody) AllAnswered() notice { return b.answered("すべて選びました。") }

// AllAnswered says that nothing is left to be decided, and leads to what is next.
func (b decisionsBody) AllAnswered() notice { return b.answered("すべて決まっています。") }

// AllAnswered says that nothing is left to be chosen, and leads to what is next.
func (b matchesBody) AllAnswered() notice {
	if b.Open.Missing > 0 {
		return status("success", "", "すべて選びました。", link(registry.UploadPath(b.ID)+"/decisions?undecided=1", "ファイルにない手続へ進む"))
	}
	return b.answered("すべて選びました。")
}

func (b comparisonPage) answered(what string) notice {
	n := status("success", "", what)
	if b.CanWork {
		n.Body = append(n.Body, link(registry.UploadPath(b.ID)+"/submission", "提出へ進む"))
	}
	return n
}

func thousands(n int) string { return registry.Thousands(int64(n)) }
