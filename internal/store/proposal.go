package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Proposals lists the proposals in force by number with what became of them, counted over the
// processes that the scope reaches.
func (s *Store) Proposals(ctx context.Context, scope registry.Scope) (all []registry.ProposalDetail, err error) {
	if err := scope.Require("store.Proposals", registry.Read); err != nil {
		return nil, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		return q.lastly(ctx, q.askProposals(&all)...)
	})
	return all, err
}

// Proposal is one proposal with its processes, and what it was before.
func (s *Store) Proposal(ctx context.Context, scope registry.Scope, number int) (
	d registry.ProposalDetail, past []registry.ProposalVersion, processes []registry.ProposalProcess, err error) {
	if err := scope.Require("store.Proposal", registry.Read); err != nil {
		return d, nil, nil, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		versions, err := q.proposalVersions(ctx)
		if err != nil {
			return err
		}
		var now registry.ProposalVersion
		for _, v := range versions {
			switch {
			case v.Number != number:
			case v.Current():
				now = v
			default:
				past = append(past, v)
			}
		}
		var (
			all []registry.ProposalDetail
			ids pq.Int64Array
		)
		members, err := q.askProposalMembers(ctx, &ids, now)
		if err != nil {
			return err
		}
		if err := q.together(ctx, append(q.askProposals(&all), members...)...); err != nil {
			return err
		}
		if d, err = proposalOf(all, number); err != nil {
			return err
		}
		return q.lastly(ctx, askProposalProcesses(&processes, d, ids))
	})
	return d, past, processes, err
}

func proposalOf(all []registry.ProposalDetail, number int) (registry.ProposalDetail, error) {
	for _, d := range all {
		if d.Number == number {
			return d, nil
		}
	}
	return registry.ProposalDetail{}, registry.Errorf(registry.NotFound, "store.proposal", noProposal)
}

const noProposal = "この提案はないか、すでに取りやめられています。一覧から選び直してください。"

// askProposals asks for the proposals in force.
func (q querier) askProposals(all *[]registry.ProposalDetail) []ask {
	var (
		versions []registry.ProposalVersion
		steps    []struct {
			Number, Members int
			State           registry.ProposalState
			Day             time.Time
			Due             sql.NullTime
			Answer          string
			At              time.Time
			Actor           string
		}
		counts []struct {
			Number                                   int
			Processes, Cases, Unknown, Waiting, Open int64
		}
	)
	asked := append(q.askProposalVersions(&versions), ask{dest: &steps, name: "proposal-states"})
	return append(asked, ask{dest: &counts, name: "proposal-counts", read: func() error {
		for _, v := range versions {
			if !v.Current() {
				continue
			}
			d := registry.ProposalDetail{ProposalVersion: v}
			for _, s := range steps {
				if s.Number == v.Number {
					step := registry.ProposalStep{State: s.State, Day: inTokyo(s.Day), Answer: s.Answer, Members: s.Members, At: s.At, Actor: s.Actor}
					if s.Due.Valid {
						step.Due = inTokyo(s.Due.Time)
					}
					d.Steps = append(d.Steps, step)
				}
			}
			for _, c := range counts {
				if c.Number == v.Number {
					d.Processes, d.Cases, d.Unknown, d.Waiting, d.Open = c.Processes, c.Cases, c.Unknown, c.Waiting, c.Open
				}
			}
			*all = append(*all, d)
		}
		return nil
	}})
}

func (q querier) proposals(ctx context.Context) (all []registry.ProposalDetail, err error) {
	err = q.together(ctx, q.askProposals(&all)...)
	return all, err
}

// proposalVersions are every version of every proposal.
func (q querier) proposalVersions(ctx context.Context) (all []registry.ProposalVersion, err error) {
	err = q.together(ctx, q.askProposalVersions(&all)...)
	return all, err
}

func (q querier) askProposalVersions(to *[]registry.ProposalVersion) []ask {
	asked, _ := askOnce(q, Question{Name: "proposals", Set: true}, to, func() ([]ask, error) {
		return []ask{readsProposalVersions(to)}, nil
	})
	return asked
}

func readsProposalVersions(to *[]registry.ProposalVersion) ask {
	var rows []struct {
		ID                                  int64
		Number                              int
		Title, Body, Laws, Ministry, Filter string
		Links                               pq.StringArray
		Reason                              string
		SetBy                               string       `db:"set_by"`
		SetAt                               time.Time    `db:"set_at"`
		EndedAt                             sql.NullTime `db:"ended_at"`
		Why                                 string       `db:"closed_reason"`
	}
	return ask{dest: &rows, name: "proposals", read: func() error {
		*to = make([]registry.ProposalVersion, len(rows))
		for i, r := range rows {
			(*to)[i] = registry.ProposalVersion{ID: r.ID, Set: registry.SetBy{By: r.SetBy, At: r.SetAt, EndedAt: r.EndedAt.Time, Why: r.Why},
				Proposal: registry.Proposal{Number: r.Number, Title: r.Title, Body: r.Body, Laws: r.Laws, Ministry: r.Ministry, Filter: r.Filter,
					Links: r.Links, Reason: r.Reason}}
		}
		return nil
	}}
}

// proposalProcesses are those that the proposal has since it was sent, or would have if it were
// sent now.
func (q querier) proposalProcesses(ctx context.Context, d registry.ProposalDetail) (all []registry.ProposalProcess, err error) {
	var ids pq.Int64Array
	members, err := q.askProposalMembers(ctx, &ids, d.ProposalVersion)
	if err == nil {
		err = q.together(ctx, members...)
	}
	if err == nil {
		err = q.together(ctx, askProposalProcesses(&all, d, ids))
	}
	return all, err
}

// askProposalMembers asks for the IDs of these processes.
func (q querier) askProposalMembers(ctx context.Context, to *pq.Int64Array, p registry.ProposalVersion) ([]ask, error) {
	*to = pq.Int64Array{}
	var (
		sent []struct{ ID int64 }
		now  pq.Int64Array
	)
	asked := []ask{{dest: &sent, name: "proposal-members", args: []any{p.Number}}}
	if p.Filter != "" {
		found, err := q.askMembers(ctx, &now, proposalGroup(p.Proposal, p.ID), time.Time{})
		if err != nil {
			return nil, err
		}
		asked = append(asked, found...)
	}
	return append(asked, ask{read: func() error {
		for _, s := range sent {
			*to = append(*to, s.ID)
		}
		if len(*to) == 0 {
			*to = append(*to, now...)
		}
		return nil
	}}), nil
}

// askProposalProcesses asks for processes of a proposal as they are now.
func askProposalProcesses(to *[]registry.ProposalProcess, d registry.ProposalDetail, ids pq.Int64Array) ask {
	var rows []struct {
		ProcessID     registry.ProcessID `db:"process_id"`
		ProcedureName string             `db:"procedure_name"`
		ProcessName   string             `db:"process_name"`
		Bureau        string
		BureauID      int                `db:"bureau_id"`
		Status        registry.Status    `db:"digitization_status"`
		LawChange     registry.LawChange `db:"national_law_change"`
		VolumeTotal   sql.NullInt64      `db:"volume_total"`
		Answer        string
		AnsweredBy    string       `db:"answered_by"`
		AnsweredAt    sql.NullTime `db:"answered_at"`
		Open          bool
	}
	return ask{dest: &rows, name: "proposal-processes", args: []any{d.Number, ids}, read: func() error {
		all := make([]registry.ProposalProcess, len(rows))
		for i, r := range rows {
			all[i] = registry.ProposalProcess{ID: r.ProcessID, ProcedureName: r.ProcedureName, ProcessName: r.ProcessName, Bureau: r.Bureau,
				BureauID: r.BureauID, Status: r.Status, LawChange: r.LawChange, Answer: r.Answer, AnsweredBy: r.AnsweredBy,
				AnsweredAt: r.AnsweredAt.Time, Open: r.Open && d.Last().State == registry.ProposalRealized}
			if r.VolumeTotal.Valid {
				all[i].Volume = &r.VolumeTotal.Int64
			}
		}
		*to = all
		return nil
	}}
}

// proposalGroup is the filter of a proposal as a group's, which finds its processes. Its ID is
// no group's.
func proposalGroup(p registry.Proposal, id int64) registry.GroupVersion {
	return registry.GroupVersion{ID: -id, Group: registry.Group{Filter: p.Filter}}
}

// CoveredProposals are the proposals of [Store.Proposals], with how the processes that need a change
// of national law are asked for, of a group (0: of all).
func (s *Store) CoveredProposals(ctx context.Context, scope registry.Scope, group int) (
	all []registry.ProposalDetail, c registry.ProposalCoverage, err error) {
	if err := scope.Require("store.CoveredProposals", registry.Read); err != nil {
		return nil, c, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		of, err := q.extent(ctx, 0, group)
		if err != nil {
			return err
		}
		var rows []registry.ProposalCoverage
		err = q.lastly(ctx, append(q.askProposals(&all), ask{dest: &rows, name: "proposal-coverage", args: []any{of.members}})...)
		if err == nil {
			c = rows[0]
		}
		return err
	})
	return all, c, err
}

// SetProposal adds a proposal (Number 0), or changes one; what it was stays in the history. It
// returns the proposal's number.
func (s *Store) SetProposal(ctx context.Context, scope registry.Scope, p registry.Proposal) (int, error) {
	const op = "store.SetProposal"
	if err := checkProposal(op, &p); err != nil {
		return 0, err
	}
	text := shortened(fmt.Sprintf("国への提案「%s」を記録：%s", p.Title, p.Reason))
	err := s.settingBy(ctx, scope, registry.Propose, op, p.Reason, text, func(q querier, c change) (err error) {
		p.Number, err = q.setProposal(ctx, scope, op, c, p)
		return err
	})
	return p.Number, err
}

func (q querier) setProposal(ctx context.Context, scope registry.Scope, op string, c change, p registry.Proposal) (number int, err error) {
	if p.Filter != "" {
		if _, err := q.groupFilter(ctx, proposalGroup(p, 0), time.Time{}); err != nil {
			return 0, inFilter(err) // a bureau that is not there
		}
	}
	if p.Number != 0 {
		n, err := q.exec(ctx, "proposal-close", p.Number, c.At, c.ID, p.Reason)
		if err := found(n, err, op, noProposal); err != nil {
			return 0, err
		}
	}
	err = q.get(ctx, &number, "proposal-open", p.Number, p.Title, p.Body, p.Laws, p.Ministry, p.Filter, pq.Array(p.Links), p.Reason,
		scope.Actor, c.At, c.ID)
	return number, err
}

func checkProposal(op string, p *registry.Proposal) error {
	for _, text := range []*string{&p.Title, &p.Body, &p.Laws, &p.Ministry, &p.Filter, &p.Reason} {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	}
	p.Filter = strings.TrimPrefix(p.Filter, "?")
	for _, limit := range []struct {
		field, label, text string
		most               int
	}{{"title", "件名", p.Title, 200}, {"body", "提案の内容", p.Body, 10_000}, {"laws", "法令・条項", p.Laws, 2000},
		{"ministry", "所管府省", p.Ministry, 200}, {"filter", "条件", p.Filter, 4000}} {
		if len([]rune(limit.text)) > limit.most {
			return wrongSetting(op, limit.field,
				fmt.Sprintf("%sは %s 文字以内で入力してください。", limit.label, registry.Thousands(int64(limit.most))))
		}
	}
	if p.Title == "" {
		return wrongSetting(op, "title", "提案の件名を入力してください。例：旅券の発給申請のオンライン化")
	}
	if len(p.Links) > 20 {
		return wrongSetting(op, "links", "資料のリンクは20件までです。")
	}
	links := []string{}
	for _, l := range p.Links {
		safe, err := safeLink(op, "links", l)
		if err != nil {
			return err
		}
		links = append(links, safe)
	}
	p.Links = links
	if p.Filter == "" {
		return nil
	}
	f, err := groupProcesses(p.Filter)
	if err != nil {
		return inFilter(err)
	}
	p.Filter = GroupParameters.Values(f).Encode()
	return nil
}

// WithdrawProposal ends a proposal.
func (s *Store) WithdrawProposal(ctx context.Context, scope registry.Scope, number int, reason string) error {
	const op = "store.WithdrawProposal"
	reason = strings.TrimSpace(reason)
	return s.settingBy(ctx, scope, registry.Propose, op, reason, "国への提案を取りやめる："+reason, func(q querier, c change) error {
		n, err := q.exec(ctx, "proposal-close", number, c.At, c.ID, reason)
		return found(n, err, op, noProposal)
	})
}

// safeLink reads an address to be shown as a link: http or https, with a host and no password.
func safeLink(op, field, text string) (string, error) {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(text) > 2000 ||
		strings.ContainsAny(text, " \t\r\n\"<>`") {
		return "", &registry.Error{Code: registry.Invalid, Op: op, Field: field,
			Message: fmt.Sprintf("「%.60s」は資料のリンクにできません。http:// か https:// で始まるアドレスを入力してください。"+
				"例：https://www.example.lg.jp/teian.pdf", text)}
	}
	return text, nil
}
