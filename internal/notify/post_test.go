package notify

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/job"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/wording"
)

func base64Reader(b []byte) io.Reader {
	return base64.NewDecoder(base64.StdEncoding, bytes.NewReader(b))
}

const url = "https://tetsuzuki.example.lg.jp"

var quiet = slog.New(slog.DiscardHandler)

// office is a registry with people of two bureaus and of headquarters, all made up, who
// want mails at LOGIN@example.lg.jp.
type office struct {
	*storetest.World
	t   *testing.T
	ids map[string]int64
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{World: storetest.New(t), t: t, ids: map[string]int64{}}
	for _, p := range []struct {
		login, bureau string
		role          registry.Role
	}{
		{"officer", "環境局", registry.Officer}, {"deputy", "環境局", registry.Officer}, {"approver", "環境局", registry.Approver},
		{"other", "建設局", registry.Officer}, {"boss", "建設局", registry.Approver},
		{"hq", "", registry.Headquarters}, {"hq2", "", registry.Headquarters}, {"planner", "", registry.Planner},
	} {
		a := registry.Account{Login: p.login, Name: "架空の" + p.login, Role: p.role, Email: p.login + "@example.lg.jp"}
		if p.bureau != "" {
			b, err := o.Bureau(t.Context(), p.bureau)
			if err != nil {
				t.Fatal(err)
			}
			a.BureauID = b.ID
		}
		id, err := o.AddAccount(t.Context(), scope, a, "")
		if err != nil {
			t.Fatal(err)
		}
		o.ids[p.login] = id
	}
	o.do(`insert into deputy (account_id, deputy_id, valid_from, valid_to, set_by) values ({approver}, {deputy}, current_date - 1,
		current_date + 1, '架空')`)
	return o
}

// do runs a statement in which {login} stands for an account.
func (o *office) do(statement string) {
	o.t.Helper()
	for login, id := range o.ids {
		statement = strings.ReplaceAll(statement, "{"+login+"}", fmt.Sprint(id))
	}
	if _, err := o.Pool.ExecContext(o.t.Context(), statement); err != nil {
		o.t.Fatal(err)
	}
}

// upload is one of 環境局's, with its steps: a kind and who took it, by turns.
func (o *office) upload(steps ...string) {
	o.t.Helper()
	o.do(`insert into upload (account_id, actor, bureau_id, file_name, file_bytes, sha256, state)
		select {officer}, '架空のofficer', id, '秘密の中身.xlsx', 0, sha256(''), 'submitted' from bureau where name = '環境局'`)
	for i := 0; i < len(steps); i += 2 {
		o.do(fmt.Sprintf(
			`insert into upload_event (upload_id, account_id, actor, kind, text) select max(id), {%s}, '架空の%[1]s', '%s', '秘密の言葉' from upload`,
			steps[i+1], steps[i]))
	}
}

// post sends by a server.
func (o *office) post(s Server) Post { return Post{Store: o.Store, Logger: quiet, Server: s, URL: url} }

// deliver makes the mails that are to be and sends what is due.
func (o *office) deliver(p Post) {
	o.t.Helper()
	if _, err := o.GatherMails(o.t.Context(), scope); err != nil {
		o.t.Fatal(err)
	}
	if err := p.deliver(o.t.Context(), func() {}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) counts() registry.MailCounts {
	o.t.Helper()
	n, err := o.MailCounts(o.t.Context(), scope)
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// told lists who got which subjects.
func told(t *testing.T, mails []received) map[string]string {
	t.Helper()
	got := map[string][]string{}
	for _, m := range mails {
		if len(m.to) != 1 {
			t.Errorf("one mail to %v", m.to)
		}
		wording.Check(t, "a mail", m.subject(t)+"\n"+m.text(t))
		login, _, _ := strings.Cut(m.to[0], "@")
		got[login] = append(got[login], strings.TrimPrefix(m.subject(t), "【手続レジストリ】"))
	}
	all := map[string]string{}
	for login, subjects := range got {
		slices.Sort(subjects)
		all[login] = strings.Join(subjects, "、")
	}
	return all
}

func TestMailsGoToWhomAStepConcerns(t *testing.T) {
	t.Parallel()
	transfer := `insert into transfer (from_bureau_id, to_bureau_id, effective_on, reason, proposed_by, proposed_account_id,
		proposed_bureau_id)
		select f.id, t.id, current_date, '架空', '架空のofficer', {officer}, f.id from bureau f, bureau t where f.name = '環境局' and t.name = '建設局'`
	round := `insert into round (name, fiscal_year, opens_on, deadline, set_by) values ('架空の回', 2025, '2026-06-01', '2026-06-12', '架空');`
	remind := func(kind, account, actor string) string {
		return round + `insert into reminder (round_id, bureau_id, kind, day, deadline, account_id, actor)
			select 1, id, '` + kind + `', '2026-06-15', '2026-06-12', ` + account + `, '` + actor + `' from bureau where name in ('環境局', '建設局')`
	}
	for _, c := range []struct {
		name string
		do   func(*office)
		want map[string]string
	}{
		{"a submission: the approver and today's deputy", func(o *office) { o.upload("received", "officer", "submitted", "officer") },
			map[string]string{"approver": "取込 1 の承認をお願いします", "deputy": "取込 1 の承認をお願いします"}},
		{"a submission by the deputy: not one's own", func(o *office) { o.upload("received", "deputy", "submitted", "deputy") },
			map[string]string{"approver": "取込 1 の承認をお願いします"}},
		{"a deputy of yesterday", func(o *office) {
			o.do(`update deputy set valid_to = current_date - 1`)
			o.upload("submitted", "officer")
		},
			map[string]string{"approver": "取込 1 の承認をお願いします"}},
		{"a submission for every bureau: headquarters",
			func(o *office) { o.upload("submitted", "hq"); o.do(`update upload set bureau_id = null`) },
			map[string]string{"hq2": "取込 1 の承認をお願いします"}},
		{"a return: the sender", func(o *office) { o.upload("received", "officer", "returned", "approver") },
			map[string]string{"officer": "取込 1 が差し戻されました"}},
		{"an approval: whoever received and whoever submitted", func(o *office) {
			o.upload("received", "officer", "submitted", "deputy", "approved", "hq", "confirmed", "hq")
		}, map[string]string{"officer": "取込 1 が登録されました", "deputy": "取込 1 が登録されました", "approver": "取込 1 の承認をお願いします"}},
		{"an undo", func(o *office) {
			o.upload("received", "officer")
			o.do(`insert into change (at, actor, account_id, kind, upload_id, previous_hash, content_hash, hash)
				select clock_timestamp(), '架空のhq', {hq}, 'undo', 1, z, z, z from (select decode(repeat('00', 32), 'hex') as z) z`)
		}, map[string]string{"officer": "取込 1 の登録が取り消されました"}},
		{"an undo of long ago, undone now", func(o *office) {
			o.upload("received", "officer")
			for _, days := range []string{"2", "0"} {
				o.do(`insert into change (at, actor, account_id, kind, upload_id, previous_hash, content_hash, hash)
					select clock_timestamp() - interval '` + days + ` days', '架空のhq', {hq}, 'undo', 1, z, z, z
					from (select sha256('` + days + `') as z) z`)
			}
		}, map[string]string{"officer": "取込 1 がもう一度登録されました"}},
		{"a transfer: the approvers of both sides", func(o *office) { o.do(transfer) },
			map[string]string{"approver": "所管替え 1 の申出がありました", "boss": "所管替え 1 の申出がありました"}},
		{"a consent, and the end: whoever proposed, too", func(o *office) {
			o.do(transfer)
			o.do(`update transfer set proposed_at = now() - interval '2 days', given_at = now(), given_by = '架空のapprover',
				given_account_id = {approver},
				state = 'refused', ended_at = now(), ended_by = '架空のboss', ended_account_id = {boss}, end_reason = '架空'`)
		}, map[string]string{"officer": "所管替え 1 が断られました、所管替え 1 に渡す局が同意しました", "boss": "所管替え 1 に渡す局が同意しました", "approver": "所管替え 1 が断られました"}},
		{"a reminder before the deadline: the bureau", func(o *office) { o.do(remind("before", "null", "")) }, map[string]string{
			"officer": "提出の締切が近づいています：架空の回", "deputy": "提出の締切が近づいています：架空の回", "approver": "提出の締切が近づいています：架空の回",
			"other": "提出の締切が近づいています：架空の回", "boss": "提出の締切が近づいています：架空の回"}},
		{"a reminder after it: headquarters gets the list", func(o *office) { o.do(remind("late", "null", "")) }, map[string]string{
			"officer": "提出の締切を過ぎています：架空の回", "deputy": "提出の締切を過ぎています：架空の回", "approver": "提出の締切を過ぎています：架空の回",
			"other": "提出の締切を過ぎています：架空の回", "boss": "提出の締切を過ぎています：架空の回",
			"hq": "提出していない2局に督促しました：架空の回", "hq2": "提出していない2局に督促しました：架空の回"}},
		{"a reminder by hand: the bureau", func(o *office) { o.do(remind("asked", "{hq}", "架空のhq")) }, map[string]string{
			"officer": "提出をお願いします：架空の回", "deputy": "提出をお願いします：架空の回", "approver": "提出をお願いします：架空の回",
			"other": "提出をお願いします：架空の回", "boss": "提出をお願いします：架空の回"}},
		{"a proposal that came true: the bureaus of its processes", func(o *office) { o.realized() }, map[string]string{
			"officer": realizedSubject, "deputy": realizedSubject, "approver": realizedSubject}},
		{"not those who want none, have no address, or may not sign in", func(o *office) {
			o.do(`update account set mails_since = null where id = {approver}; update account set disabled_at = now() where id = {deputy}`)
			o.upload("submitted", "officer")
		}, map[string]string{}},
		{"not what was before somebody wanted mails", func(o *office) {
			o.do(`update account set mails_since = clock_timestamp() + interval '1 hour' where id = {approver}`)
			o.upload("submitted", "officer")
		}, map[string]string{"deputy": "取込 1 の承認をお願いします"}},
		{"not what is long over", func(o *office) {
			o.do(`update account set mails_since = now() - interval '9 days'; insert into upload (actor, bureau_id, file_name, file_bytes, sha256)
				select '架空', id, 'a.xlsx', 0, sha256('') from bureau where name = '環境局';
				insert into upload_event (upload_id, at, actor, kind) values (1, now() - interval '25 hours', '架空', 'submitted')`)
		}, map[string]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, s := newOffice(t), newMailServer(t)
			c.do(o)
			for range 2 { // the second time there is nothing left
				o.deliver(o.post(s.server(TLSNone)))
			}
			if diff := cmp.Diff(c.want, told(t, s.mails())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const realizedSubject = "国への提案が実現しました。動かせるようになった手続を確かめてください"

// realized sends a proposal for two processes of 環境局, and lets it come true.
func (o *office) realized() {
	o.t.Helper()
	row := func(bureau int) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, LegalBasis: "架空旅券法", InScope: true,
			NationalLawChange: registry.LawChangeRequired}}
	}
	b, err := o.Bureau(o.t.Context(), "環境局")
	if err != nil {
		o.t.Fatal(err)
	}
	other := row(b.ID + 1)
	other.LegalBasis = "架空の別の法"
	o.ChangeAt(o.t, time.Now().Add(-time.Hour), "架空の作成者", row(b.ID), row(b.ID), other)
	number, err := o.SetProposal(o.t.Context(), scope, registry.Proposal{Title: "架空の旅券の改正", Body: "秘密の内容", Filter: "law=架空旅券法",
		Reason: "架空"})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, s := range []registry.ProposalState{registry.ProposalSent, registry.ProposalRealized} {
		step := registry.ProposalStep{State: s, Day: registry.DayOf(time.Now()), Answer: "秘密の回答"}
		if err := o.MoveProposal(o.t.Context(), scope, number, step); err != nil {
			o.t.Fatal(err)
		}
	}
}

// A mail of a proposal that came true names it and leads to it, and says nothing of what was answered.
func TestAMailOfAProposalLeadsToIt(t *testing.T) {
	t.Parallel()
	o, s := newOffice(t), newMailServer(t)
	o.realized()
	for range 2 { // once each
		o.deliver(o.post(s.server(TLSNone)))
	}
	mails := s.mails()
	if len(mails) != 3 {
		t.Fatalf("%d mails", len(mails))
	}
	text := mails[0].text(t)
	for _, want := range []string{"手続レジストリが国への提案の実現を記録しました。", "\n国への提案：架空の旅券の改正\n", "\n局：環境局\n", "\n" + url + "/proposals/1\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text+mails[0].subject(t), "秘密") || strings.Contains(text, "締切") {
		t.Errorf("the mail says too much:\n%s", text)
	}
}

func TestAMailSaysWhoWhatAndWhere(t *testing.T) {
	t.Parallel()
	o, s := newOffice(t), newMailServer(t)
	o.upload("received", "officer", "returned", "approver")
	o.do(`insert into upload_remark (event_id, text) select id, '秘密の指摘' from upload_event, generate_series(1, 3) where kind = 'returned'`)
	o.deliver(o.post(s.server(TLSNone)))
	mails := s.mails()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	m := mails[0]
	h := m.header(t)
	for name, want := range map[string]string{"To": "<officer@example.lg.jp>", "Auto-Submitted": "auto-generated", "Precedence": "bulk",
		"Mime-Version": "1.0"} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := h.Get("Message-Id"); !strings.HasPrefix(got, "<") || !strings.HasSuffix(got, "@example.lg.jp>") || len(got) < 40 {
		t.Errorf("Message-ID %q", got)
	}
	if m.from != "tetsuzuki@example.lg.jp" || !strings.Contains(h.Get("From"), "<tetsuzuki@example.lg.jp>") {
		t.Errorf("from %q, %q", m.from, h.Get("From"))
	}
	text := m.text(t)
	for _, want := range []string{"架空のofficer 様\n", "\n架空のapproverが差し戻しました（指摘 3 件）。\n", "\n受付番号：1\n", "\n局：環境局\n", "\n" + url + "/uploads/1\n",
		"\nメールを止めるとき：" + url + "/account\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text+m.subject(t), "秘密") {
		t.Errorf("what the file or a person says is in the mail:\n%s", text)
	}
}

// Names come from people and from other services: whatever they hold, it is one mail
// to one person with the header that we wrote.
func TestNobodyAddsToAMailsHeader(t *testing.T) {
	t.Parallel()
	o, s := newOffice(t), newMailServer(t)
	const evil = "E'架空\\r\\nBcc: mallory@example.com\\n\\n.\\r\\nRCPT TO:<mallory@example.com>\\u2028X-Evil: 1'"
	o.do(`update account set name = ` + evil + ` where id = {officer};
		insert into round (name, fiscal_year, opens_on, deadline, set_by) values (` + evil + `, 2025, '2026-06-01', '2026-06-12', '架空');
		insert into reminder (round_id, bureau_id, kind, day, deadline, account_id, actor)
		select 1, id, 'asked', '2026-06-15', '2026-06-12', {hq}, ` + evil + ` from bureau where name = '環境局'`)
	o.deliver(o.post(s.server(TLSNone)))
	mails := s.mails()
	if len(mails) != 3 {
		t.Fatalf("%d mails, want those to three people", len(mails))
	}
	for _, m := range mails {
		names := slices.Sorted(maps.Keys(m.header(t)))
		if want := []string{"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version",
			"Precedence", "Subject", "To",
			"X-Auto-Response-Suppress"}; !slices.Equal(names, want) {
			t.Errorf("header %q, want %q", names, want)
		}
		for name, values := range m.header(t) {
			if len(values) != 1 {
				t.Errorf("%s is there %d times", name, len(values))
			}
		}
		if subject := m.subject(t); strings.ContainsAny(subject, "\r\n\u2028") || !strings.Contains(subject, "架空 Bcc: mallory@example.com") {
			t.Errorf("subject %q", subject)
		}
		if strings.Contains(m.text(t), "\nBcc") || strings.Contains(m.text(t), "\n.\n") {
			t.Errorf("the name breaks the text:\n%s", m.text(t))
		}
		if len(m.to) != 1 || strings.Contains(m.to[0], "mallory") {
			t.Errorf("it went to %v", m.to)
		}
	}
}

func TestTheWayToTheServer(t *testing.T) {
	t.Parallel()
	signIn := func(m *mailServer) { m.user, m.password = "tetsuzuki", "架空の合言葉" }
	for _, c := range []struct {
		name   string
		change []func(*mailServer)
		how    TLS
		alter  func(*Server)
		sent   bool
		tls    bool
	}{
		{"STARTTLS and a sign-in", []func(*mailServer){withTLS(false), signIn}, TLSRequired, nil, true, true},
		{"TLS from the start and a sign-in", []func(*mailServer){withTLS(true), signIn}, TLSFromTheStart, nil, true, true},
		{"STARTTLS where it is offered", []func(*mailServer){withTLS(false)}, TLSOpportunistic, nil, true, true},
		{"none is offered", nil, TLSOpportunistic, nil, true, false},
		{"none is wanted", []func(*mailServer){withTLS(false)}, TLSNone, nil, true, false},
		{"required but not offered", nil, TLSRequired, nil, false, false},
		{"another's certificate", []func(*mailServer){withTLS(false)}, TLSRequired, func(s *Server) { s.Roots = nil }, false, false},
		{"a wrong password", []func(*mailServer){withTLS(false), signIn}, TLSRequired, func(s *Server) { s.Password = "x" }, false, false},
		{"no password in the clear", []func(*mailServer){signIn, func(m *mailServer) { m.smtp.AllowInsecureAuth = true }}, TLSNone, nil, false, false},
		{"nobody listens", []func(*mailServer){func(m *mailServer) { m.listener.Close() }}, TLSNone, nil, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, m := newOffice(t), newMailServer(t, c.change...)
			server := m.server(c.how)
			if c.alter != nil {
				c.alter(&server)
			}
			o.do(`update account set mails_since = null where id = {deputy}`)
			o.upload("submitted", "officer")
			o.deliver(o.post(server))
			mails := m.mails()
			switch {
			case c.sent && (len(mails) != 1 || mails[0].tls != c.tls):
				t.Errorf("%d mails arrived, want one with TLS %v: %+v", len(mails), c.tls, o.counts())
			case !c.sent && len(mails) != 0:
				t.Error("a mail was sent")
			case !c.sent:
				if n := o.counts(); n.Waiting != 1 || n.Failed != 0 || !strings.Contains(n.Problem, "接続できません") {
					t.Errorf("%+v, want one that waits and why", n)
				}
			}
			if c.name == "no password in the clear" && m.signIns != 0 {
				t.Error("the password was sent in the clear")
			}
		})
	}
}

func TestMailsThatAreNotTaken(t *testing.T) {
	t.Parallel()
	o, s := newOffice(t), newMailServer(t)
	p := o.post(s.server(TLSNone))
	o.do(`update account set email = 'unknown@example.lg.jp' where id = {approver}; update account set email = 'busy@example.lg.jp' where id
		= {deputy}`)
	o.upload("submitted", "officer")
	o.upload("received", "officer", "returned", "hq")
	o.deliver(p)
	if got, want := told(t, s.mails()), map[string]string{"officer": "取込 2 が差し戻されました"}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v: the others stand in nobody's way", got, want)
	}
	if n := o.counts(); n.Waiting != 1 || n.Failed != 1 || n.Problem == "" || strings.Contains(n.Problem, "example.lg.jp") {
		t.Errorf("%+v, want one that waits and one that failed, and why without naming anybody", n)
	}
	// Not again before its time; then it goes.
	o.deliver(p)
	if n := s.attempts["busy@example.lg.jp"]; n != 1 {
		t.Errorf("%d attempts at once", n)
	}
	o.do(`update mail set next_at = now() where state = 'waiting'`)
	o.deliver(p)
	if got := told(t, s.mails())["busy"]; got != "取込 1 の承認をお願いします" {
		t.Errorf("busy got %q", got)
	}
	if n := o.counts(); n.Waiting != 0 || n.Failed != 1 || s.attempts["unknown@example.lg.jp"] != 1 {
		t.Errorf("%+v after %d attempts at an address that is not there", n, s.attempts["unknown@example.lg.jp"])
	}

	// What could not be sent for days is given up, and what nobody wants any more is dropped.
	o.upload("submitted", "officer")
	if _, err := o.GatherMails(t.Context(), scope); err != nil {
		t.Fatal(err)
	}
	o.do(`update mail set at = now() - interval '4 days' where state = 'waiting' and account_id = {approver}; update account set mails_since
		= null where id = {deputy}`)
	before := len(s.mails())
	o.deliver(p)
	if n := o.counts(); n.Waiting != 0 || n.Failed != 2 || len(s.mails()) != before {
		t.Errorf("%+v, %d mails more", n, len(s.mails())-before)
	}
}

// The server takes a mail and the program dies before it is on record: it comes once
// more with the same Message-ID. What is on record never comes again.
func TestAMailThatMayHaveBeenSentKeepsItsName(t *testing.T) {
	t.Parallel()
	o, s := newOffice(t), newMailServer(t)
	p := o.post(s.server(TLSNone))
	o.do(`update account set mails_since = null where id = {deputy}`)
	o.upload("submitted", "officer")
	if due, err := o.GatherMails(t.Context(), scope); err != nil || !due {
		t.Fatal(due, err)
	}
	m, ok, err := o.ClaimMail(t.Context(), scope)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	client, err := p.Server.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	msg, err := p.Server.message(m, p.URL)
	if err != nil {
		t.Fatal(err)
	}
	if came, err := send(client, msg); came != taken || err != nil {
		t.Fatal(came, err)
	}
	for range 3 {
		o.do(`update mail set next_at = now() where state = 'waiting'`)
		o.deliver(p)
	}
	mails := s.mails()
	if len(mails) != 2 {
		t.Fatalf("%d mails, want the one and its repeat", len(mails))
	}
	if a, b := mails[0].header(t).Get("Message-Id"), mails[1].header(t).Get("Message-Id"); a != b || a == "" {
		t.Errorf("%q and %q", a, b)
	}
}

// From notice to letter with two machines: clocks make the mails, workers send them, each once.
func TestSeveralMachinesSendEachMailOnce(t *testing.T) {
	t.Parallel()
	o, s := newOffice(t), newMailServer(t)
	const uploads = 10
	for range uploads {
		o.upload("received", "officer", "submitted", "officer")
	}
	ctx, stop := context.WithCancel(t.Context())
	var machines sync.WaitGroup
	for range 2 {
		p := o.post(s.server(TLSNone))
		machines.Go(func() { Clock{Store: o.Store, Logger: quiet, Mails: true, Every: 10 * time.Millisecond}.Run(ctx) })
		machines.Go(func() {
			job.Worker{Store: o.Store, Logger: quiet, Kinds: map[registry.JobKind]job.Handler{registry.JobMail: p.Sends}}.Run(ctx)
		})
		machines.Go(func() { // and one more hand on the same mails, past the queue
			again := time.NewTicker(20 * time.Millisecond)
			defer again.Stop()
			for ctx.Err() == nil {
				_ = p.deliver(ctx, func() {}) // ends with the test
				<-again.C
			}
		})
	}
	limit := time.After(2 * time.Minute)
	for n := range 2 * uploads {
		select {
		case <-s.arrived:
		case <-limit:
			stop()
			machines.Wait()
			t.Fatalf("only %d mails came", n)
		}
	}
	stop()
	machines.Wait()
	if n := o.counts(); n.Waiting != 0 {
		t.Errorf("%d mails wait, though all came", n.Waiting)
	}
	got := map[string]int{}
	for _, m := range s.mails() {
		got[m.header(t).Get("Message-Id")]++
	}
	if len(got) != 2*uploads || len(s.mails()) != 2*uploads {
		t.Errorf("%d mails with %d names, want %d", len(s.mails()), len(got), 2*uploads)
	}
}

// Where no server is configured, no mail is even made: none comes later in a heap.
func TestNothingIsMadeWithoutAServer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.upload("submitted", "officer")
	clock := Clock{Store: o.Store, Logger: quiet, Now: time.Now}
	clock.tick(t.Context())
	if n := o.counts(); n.Waiting != 0 {
		t.Errorf("%d mails wait", n.Waiting)
	}
	officer := registry.ScopeOf(registry.Account{ID: o.ids["officer"], Role: registry.Officer, BureauID: 1})
	if _, err := o.GatherMails(t.Context(), officer); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("an officer makes mails: %v", err)
	}
	if _, _, err := o.ClaimMail(t.Context(), officer); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("an officer reads mails: %v", err)
	}
}

// Who gets an account gets a link by which to choose a password, whether or not notices are
// wanted. It is stored nowhere in words that lead to the page, counts once, and a later one takes
// its place.
func TestAPasswordIsChosenByAMailedLink(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := newMailServer(t)
	p := o.post(server.server(TLSNone))
	o.do(`update account set mails_since = null where id = {officer}`)
	token := regexp.MustCompile(regexp.QuoteMeta(url+registry.PasswordLinkPath) + `\?token=(\S+)`)
	last := func() string { // the token of the last mail
		t.Helper()
		o.deliver(p)
		mails := server.mails()
		m := mails[len(mails)-1]
		text := m.text(t)
		found := token.FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("no link in %s", text)
		}
		for _, want := range []string{"架空の", " 様", "ログイン名：", "一度だけ使えます", "リンクの期限："} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in %s", want, text)
			}
		}
		wording.Check(t, "a mail", m.subject(t)+"\n"+text)
		return found[1]
	}
	until := time.Now().Add(registry.InitialPasswordLasts)
	mail := func(login string) string {
		t.Helper()
		if _, err := o.MailPasswordLink(t.Context(), scope, o.ids[login], until, false); err != nil {
			t.Fatal(err)
		}
		return last()
	}
	whose := func(token, want string) {
		t.Helper()
		a, err := o.PasswordLinkAccount(t.Context(), token)
		if a.Login != want || (err == nil) != (want != "") {
			t.Errorf("the link is %q's, %v; want %q", a.Login, err, want)
		}
	}
	first := mail("officer")
	whose(first, "officer")
	var dump strings.Builder
	for _, table := range []string{"mail", "password_link", "audit_event", "seal", "job"} {
		var text string
		if err := o.Pool.QueryRowContext(t.Context(), "select coalesce(string_agg(x::text, ' '), '') from "+table+" x").Scan(&text); err != nil {
			t.Fatal(err)
		}
		dump.WriteString(text)
	}
	if strings.Contains(dump.String(), first) {
		t.Error("the link is stored")
	}
	second := mail("officer")
	whose(first, "")
	whose(second, "officer")
	if err := o.SetPasswordByLink(t.Context(), second, "架空のハッシュ", "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	whose(second, "")
	if err := o.SetPasswordByLink(t.Context(), second, "別のハッシュ", "192.0.2.1"); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a second time: %v", err)
	}
	if _, hash, err := o.Credentials(t.Context(), "officer"); hash != "架空のハッシュ" || err != nil {
		t.Errorf("%q, %v", hash, err)
	}

	// An account that is added so; its link does not outlast its time, nor the account.
	a := registry.Account{Login: "newcomer", Name: "架空のnewcomer", Role: registry.Planner, InitialUntil: until}
	if _, err := o.AddMailedAccount(t.Context(), scope, a); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without an address: %v", err)
	}
	a.Email = "newcomer@example.lg.jp"
	id, err := o.AddMailedAccount(t.Context(), scope, a)
	if err != nil {
		t.Fatal(err)
	}
	o.ids["newcomer"] = id
	third := last()
	whose(third, "newcomer")
	o.do(`update account set disabled_at = now() where id = {newcomer}`)
	whose(third, "")
	o.do(`update account set disabled_at = null where id = {newcomer}; update password_link set until = now() - interval '1 second'`)
	whose(third, "")
	before := len(server.mails())
	o.do(`delete from mail where account_id = {newcomer}`)
	if _, err := o.MailPasswordLink(t.Context(), scope, id, until, false); err != nil {
		t.Fatal(err)
	}
	o.do(`update password_link set until = now() - interval '1 second'`)
	o.deliver(p)
	if n := len(server.mails()); n != before || o.counts().Waiting != 0 {
		t.Errorf("a mail with a link that has ended: %d, %+v", n-before, o.counts())
	}
}
