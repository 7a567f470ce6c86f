package request

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

const (
	homeItems    = 5                  // shown of each kind of task
	homeUploads  = 200                // looked at
	homeChanges  = 20                 // shown
	homeFirstDay = 7 * 24 * time.Hour // how far back changes are shown to who was never here
	homeNotices  = 100                // counted
)

// Home is what an account sees first. since is from when on changes are shown; zero: since
// the account was here before.
func (s *Service) Home(ctx context.Context, scope registry.Scope, since time.Time) (registry.Home, error) {
	h := registry.Home{Since: since}
	w := &waiting{tasks: map[registry.TaskKind]*registry.Task{}}
	var err error
	if w.board, err = s.openBoard(ctx, scope); err != nil {
		return h, err
	}
	if w.bureaus, err = s.BureauNames(ctx); err != nil {
		return h, err
	}
	for _, look := range []func(context.Context, registry.Scope, *waiting) error{
		s.homeUploads, s.homeEdits, s.homeTransfers, s.homeProposals, s.homeRound, s.homeNotices, s.homeAdministration,
	} {
		if err := look(ctx, scope, w); err != nil {
			return h, err
		}
	}
	for _, kind := range registry.TaskKinds {
		if t := w.tasks[kind]; t != nil {
			h.Tasks = append(h.Tasks, *t)
		}
	}
	h.Begun = w.begun
	if h.Since.IsZero() {
		if h.Since, err = s.Store.HereBefore(ctx, scope); err != nil {
			return h, err
		}
		if h.Since.IsZero() {
			h.Since = s.Now().Add(-homeFirstDay)
		}
	}
	if h.Changes, err = s.Store.ChangesSince(ctx, scope, h.Since, homeChanges+1); err != nil {
		return h, err
	}
	if h.More = len(h.Changes) > homeChanges; h.More {
		h.Changes = h.Changes[:homeChanges]
	}
	h.Setup, err = s.homeSetup(ctx, scope)
	return h, err
}

// openBoard is the board of the round that is open; of no round where there is none.
func (s *Service) openBoard(ctx context.Context, scope registry.Scope) (registry.Board, error) {
	rounds, err := s.Store.Rounds(ctx)
	if err != nil {
		return registry.Board{}, err
	}
	r, err := registry.RoundAsked(rounds, 0, s.Now())
	if err != nil || r.ID == 0 || !r.Open(s.Now()) {
		return registry.Board{}, err
	}
	return s.Board(ctx, scope, r)
}

// waiting collects the tasks of a home.
type waiting struct {
	board   registry.Board // of the open round
	bureaus map[int]BureauName
	tasks   map[registry.TaskKind]*registry.Task
	begun   []registry.TaskItem
}

// add adds one thing that waits. path is the page of all of its kind.
func (w *waiting) add(kind registry.TaskKind, path string, item registry.TaskItem) {
	t := w.tasks[kind]
	if t == nil {
		t = &registry.Task{Kind: kind, Path: path}
		w.tasks[kind] = t
	}
	t.Count++
	if len(t.Items) < homeItems {
		t.Items = append(t.Items, item)
	}
}

// homeProposals looks at the proposals that came true and of which bureaus have processes to look
// at, and for who makes proposals at those that wait for the national government's answer.
func (s *Service) homeProposals(ctx context.Context, scope registry.Scope, w *waiting) error {
	if scope.AllBureaus() {
		return s.homeReplies(ctx, scope, w)
	}
	if !scope.May(registry.Edit) {
		return nil
	}
	all, err := s.Store.WaitingProposals(ctx, scope)
	for _, p := range all {
		w.add(registry.TaskProposal, proposalsPath, registry.TaskItem{Path: registry.ProposalPath(p.Number), Title: p.Title, At: p.At,
			Detail: registry.Thousands(p.Processes) + " 手続"})
	}
	return err
}

const proposalsPath = "/proposals"

// homeReplies looks at the proposals that wait for an answer of the national government, and at
// those that came true and wait for answers of bureaus.
func (s *Service) homeReplies(ctx context.Context, scope registry.Scope, w *waiting) error {
	if !scope.May(registry.Propose) {
		return nil
	}
	all, err := s.Store.Proposals(ctx, scope)
	if err != nil {
		return err
	}
	today := registry.DayOf(s.Now())
	open := false
	for _, p := range all {
		open = open || p.Open > 0
		if !p.AwaitsReply(today) {
			continue
		}
		last := p.Last()
		since := last.State.Label() + " " + registry.DayText(last.Day)
		if !last.Due.IsZero() {
			since += "　国が示した期日 " + registry.DayText(last.Due) + "（過ぎています）"
		}
		w.add(registry.TaskReply, proposalsPath, registry.TaskItem{Path: registry.ProposalPath(p.Number), Title: p.Title, Detail: since})
	}
	if !open {
		return nil
	}
	return s.homeFreed(ctx, scope, w)
}

// homeFreed looks at the proposals that came true, with the bureaus that have processes to look at.
func (s *Service) homeFreed(ctx context.Context, scope registry.Scope, w *waiting) error {
	all, err := s.Store.WaitingProposals(ctx, scope)
	for begin := 0; begin < len(all); {
		first, end := all[begin], begin
		var bureaus []string
		for ; end < len(all) && all[end].Number == first.Number; end++ {
			bureaus = append(bureaus, fmt.Sprintf("%s %s 手続", all[end].Bureau, registry.Thousands(all[end].Processes)))
		}
		w.add(registry.TaskFreed, proposalsPath, registry.TaskItem{Path: registry.ProposalPath(first.Number), Title: first.Title, At: first.At,
			Detail: strings.Join(bureaus, "、")})
		begin = end
	}
	return err
}

// homeUploads looks at the uploads under way: those to approve, and to whoever hands in what
// is to be mended, answered and submitted.
func (s *Service) homeUploads(ctx context.Context, scope registry.Scope, w *waiting) error {
	if !scope.May(registry.HandIn) {
		return nil
	}
	open, err := s.Store.OpenUploads(ctx, scope, homeUploads)
	if err != nil {
		return err
	}
	for _, u := range open {
		item := registry.TaskItem{Path: registry.UploadPath(u.ID), State: u.State, At: u.At,
			Title: fmt.Sprintf("取込 %d「%s」", u.ID, u.FileName)}
		bureau := w.bureaus[u.BureauID].Name
		if bureau == "" {
			bureau = "全局"
		}
		own := u.AccountID == scope.AccountID
		if u.State == registry.UploadSubmitted {
			approve, _, err := s.Intake.MayApprove(ctx, scope, registry.Upload{ID: u.ID, State: u.State, BureauID: u.BureauID})
			if err != nil {
				return err
			}
			if approve {
				item.Detail = bureau + "　提出 " + u.By
				w.add(registry.TaskApprove, "/uploads", item)
			}
		}
		kind, detail := workOf(u)
		item.Detail = detail
		if own {
			w.begun = append(w.begun, item)
		}
		// Headquarters see every bureau's uploads; theirs to work on are those that they began.
		if kind != "" && (own || !scope.AllBureaus()) {
			if !own {
				item.Detail += "（" + u.Actor + "）"
			}
			w.add(kind, "/uploads", item)
		}
	}
	return nil
}

// workOf is what an upload's senders have to do, and what to say of it; no kind: they wait.
func workOf(u store.OpenUpload) (registry.TaskKind, string) {
	switch u.State {
	case registry.UploadReturned:
		detail := "差戻し " + u.By
		if u.Remarks > 0 {
			detail += fmt.Sprintf("　指摘 %d か所", u.Remarks)
		}
		return registry.TaskReturned, detail
	case registry.UploadStructure:
		return registry.TaskAnswer, "読み取った表と列を確かめる"
	case registry.UploadFaulty:
		return registry.TaskAnswer, "修正が必要なところを直す"
	case registry.UploadUnreadable:
		return registry.TaskAnswer, "読み取れるファイルを送り直す"
	case registry.UploadStaged:
		if u.Questions > 0 {
			return registry.TaskAnswer, fmt.Sprintf("差分の確認に答える（残り %d か所）", u.Questions)
		}
		return registry.TaskSubmit, "差分を確かめて提出する"
	case registry.UploadSubmitted:
		return "", "承認を待っています"
	}
	return "", "検査を待っています"
}

// homeEdits looks at the edits of one process that wait for a second person: those that the
// account may approve or return, and those that it made.
func (s *Service) homeEdits(ctx context.Context, scope registry.Scope, w *waiting) error {
	if !scope.May(registry.HandIn) {
		return nil
	}
	all, err := s.Store.PendingEdits(ctx, scope, true)
	if err != nil {
		return err
	}
	for _, e := range all {
		item := registry.TaskItem{Path: registry.EditPath(e.ID), Title: "編集　" + e.ProcedureName, At: e.At}
		switch {
		case e.Own && e.Stale:
			item.Detail = "編集のあとで手続が変わり、承認できません"
		case e.Own:
			item.Detail = "承認を待っています"
		case e.Stale:
			item.Detail = e.Bureau + "　編集 " + e.Actor + "　そのあとで手続が変わったため、差し戻します"
		default:
			item.Detail = e.Bureau + "　編集 " + e.Actor
		}
		if e.MayReturn {
			w.add(registry.TaskEdit, registry.EditsPath, item)
		}
		if e.Own {
			w.begun = append(w.begun, item)
		}
	}
	return nil
}

// homeTransfers looks at the transfers under way: those to consent to, and those that the
// account proposed.
func (s *Service) homeTransfers(ctx context.Context, scope registry.Scope, w *waiting) error {
	if !scope.May(registry.Edit) {
		return nil
	}
	all, err := s.Store.Transfers(ctx, scope, store.TransferFilter{State: registry.TransferProposed, Limit: homeUploads})
	if err != nil {
		return err
	}
	for _, t := range all {
		item := registry.TaskItem{Path: registry.TransferPath(t.ID), Title: "所管替え " + strconv.FormatInt(t.ID, 10), At: t.Proposed.At,
			Detail: fmt.Sprintf("%sから%sへ　%d手続", w.bureaus[t.FromBureauID].Name, w.bureaus[t.ToBureauID].Name, len(t.Processes))}
		if t.MayAccept(scope) {
			w.add(registry.TaskConsent, "/transfers", item)
		}
		if t.Proposed.AccountID == scope.AccountID {
			item.Detail += "　協議中"
			w.begun = append(w.begun, item)
		}
	}
	return nil
}

// homeRound looks at the deadline of the open round.
func (s *Service) homeRound(_ context.Context, scope registry.Scope, w *waiting) error {
	missing := 0
	for _, row := range w.board.Rows {
		if row.Missing() {
			missing++
		}
	}
	if missing == 0 {
		return nil
	}
	r := w.board.Round
	item := registry.TaskItem{Path: registry.BoardPath(r.ID), Title: r.Name,
		Detail: "締切 " + registry.DayText(r.Deadline) + "（" + daysText(w.board.DaysLeft) + "）"}
	if scope.AllBureaus() {
		item.Detail += fmt.Sprintf("　まだ提出していない局 %d局", missing)
	} else {
		item.Detail += "　まだ提出していません"
	}
	w.add(registry.TaskRound, item.Path, item)
	return nil
}

// daysText says how many days are left, today included.
func daysText(left int) string {
	switch {
	case left > 1:
		return fmt.Sprintf("あと%d日", left)
	case left == 1:
		return "今日まで"
	}
	return fmt.Sprintf("%d日過ぎています", 1-left)
}

func (s *Service) homeNotices(ctx context.Context, scope registry.Scope, w *waiting) error {
	if !scope.May(registry.HandIn) {
		return nil
	}
	all, err := s.Store.Notices(ctx, scope, homeNotices)
	if err != nil {
		return err
	}
	for _, n := range all {
		if !n.Read {
			w.add(registry.TaskNotices, "/notices", registry.TaskItem{Path: n.Path(), Title: n.Sentence(), Detail: n.Title, At: n.At})
		}
	}
	return nil
}

// homeAdministration looks at what only administrators can mend.
func (s *Service) homeAdministration(ctx context.Context, scope registry.Scope, w *waiting) error {
	if scope.May(registry.Configure) {
		mails, err := s.Store.MailCounts(ctx, scope)
		if err != nil {
			return err
		}
		if mails.Failed > 0 {
			w.add(registry.TaskMails, "/admin#mails", registry.TaskItem{Path: "/admin#mails",
				Title: fmt.Sprintf("この30日に送れなかったメールが %d 通あります", mails.Failed), Detail: mails.Problem})
		}
	}
	if !scope.May(registry.Administer) {
		return nil
	}
	const accounts = "/admin/accounts"
	for _, id := range w.board.Without {
		w.add(registry.TaskAccounts, accounts, registry.TaskItem{Path: accounts, Title: w.bureaus[id].Name,
			Detail: "サインインできる局入力者・局承認者がいません。督促が届きません"})
	}
	lapsed, err := s.Store.LapsedAccounts(ctx, scope)
	if err == nil && lapsed > 0 {
		w.add(registry.TaskAccounts, accounts, registry.TaskItem{Path: accounts,
			Title: fmt.Sprintf("はじめのパスワードの期限が切れた人 %d人", lapsed), Detail: "パスワードを設定し直すと、サインインできます"})
	}
	return err
}

// homeSetup is the checklist of an empty registry; else none.
func (s *Service) homeSetup(ctx context.Context, scope registry.Scope) ([]registry.SetupStep, error) {
	setup, ok, err := s.Store.Setup(ctx, scope, s.Now())
	if err != nil || !ok {
		return nil, err
	}
	steps := make([]registry.SetupStep, len(registry.SetupKinds))
	for i, kind := range registry.SetupKinds {
		steps[i].Kind = kind
		switch kind {
		case registry.SetupOrganisation:
			steps[i].Done, steps[i].Detail = setup.Bureaus > 0, fmt.Sprintf("%d局があります", setup.Bureaus)
		case registry.SetupAccounts:
			steps[i].Done = setup.Officers > 0 && setup.Approvers > 0 && setup.Headquarters > 0
			steps[i].Detail = fmt.Sprintf("局入力者がいる局 %d、局承認者がいる局 %d、本部 %d人", setup.Officers, setup.Approvers, setup.Headquarters)
		case registry.SetupRound:
			steps[i].Done, steps[i].Detail = setup.Rounds > 0, fmt.Sprintf("調査回が %d あります", setup.Rounds)
		case registry.SetupForm:
			if steps[i].Done = setup.Form; setup.Form {
				steps[i].Detail = "様式を取り出しました"
			} else {
				steps[i].Detail = "様式をまだ取り出していません"
			}
		case registry.SetupFile:
			steps[i].Done, steps[i].Detail = setup.Uploads > 0, fmt.Sprintf("受け付けた取込 %d件。承認されると登録されます", setup.Uploads)
		}
	}
	return steps, nil
}
