package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Groups lists every version of every group, the current ones first, by name.
func (s *Store) Groups(ctx context.Context) ([]registry.GroupVersion, error) {
	all, err := Remember(ctx, s, registry.Scope{}, groupsAsked, s.common.readGroups)
	return slices.Clone(all), err
}

var groupsAsked = Question{Name: "groups", Set: true}

func (q querier) groups(ctx context.Context) ([]registry.GroupVersion, error) {
	return recall(q, groupsAsked, func() ([]registry.GroupVersion, error) { return q.readGroups(ctx) })
}

func (q querier) readGroups(ctx context.Context) ([]registry.GroupVersion, error) {
	var rows []struct {
		ID          int64
		Number      int
		Name        string
		Description string
		Source      string
		Listed      int
		Filter      string
		Reason      string
		SetBy       string       `db:"set_by"`
		SetAt       time.Time    `db:"set_at"`
		EndedAt     sql.NullTime `db:"ended_at"`
		Why         string       `db:"closed_reason"`
	}
	if err := q.list(ctx, &rows, "groups"); err != nil {
		return nil, err
	}
	all := make([]registry.GroupVersion, len(rows))
	for i, r := range rows {
		all[i] = registry.GroupVersion{ID: r.ID, Listed: r.Listed,
			Set:   registry.SetBy{By: r.SetBy, At: r.SetAt, EndedAt: r.EndedAt.Time, Why: r.Why},
			Group: registry.Group{Number: r.Number, Name: r.Name, Description: r.Description, Source: r.Source, Filter: r.Filter, Reason: r.Reason}}
	}
	return all, nil
}

// group is the group in force that has a number.
func (q querier) group(ctx context.Context, number int) (registry.GroupVersion, error) {
	all, err := q.groups(ctx)
	if err != nil {
		return registry.GroupVersion{}, err
	}
	return groupOf(all, number)
}

func groupOf(all []registry.GroupVersion, number int) (registry.GroupVersion, error) {
	for _, g := range all {
		if g.Number == number && g.Current() {
			return g, nil
		}
	}
	return registry.GroupVersion{}, registry.Errorf(registry.NotFound, "store.group",
		"この手続群はないか、すでに取りやめられています。一覧から選び直してください。")
}

// members are the processes that a group has now, whoever asks: of what is read of them, a bureau
// sees its own. What was at an earlier moment is asked of the same processes.
func (q querier) members(ctx context.Context, g registry.GroupVersion) (pq.Int64Array, error) {
	return q.membersAt(ctx, g, time.Time{})
}

// membersAt are the processes that a version of a group has as of a moment (zero: now).
func (q querier) membersAt(ctx context.Context, g registry.GroupVersion, asOf time.Time) (ids pq.Int64Array, err error) {
	asked, err := q.askMembers(ctx, &ids, g, asOf)
	if err == nil {
		err = q.together(ctx, asked...)
	}
	return ids, err
}

func membersAsked(g registry.GroupVersion, asOf time.Time) Question {
	return Question{Name: "group-members", AsOf: asOf, About: strconv.FormatInt(g.ID, 10)}
}

// askMembers asks for what membersAt gives.
func (q querier) askMembers(ctx context.Context, to *pq.Int64Array, g registry.GroupVersion, asOf time.Time) ([]ask, error) {
	return askOnce(q, membersAsked(g, asOf), to, func() ([]ask, error) {
		if g.Filter == "" {
			one := askIDs(to)
			one.name, one.args = "group-members", []any{g.ID}
			return []ask{one}, nil
		}
		// A process that a bureau had is of the group also where another one has it now.
		all := q
		all.reach = everyBureau
		l, err := all.groupFilter(ctx, g, asOf)
		if err != nil {
			return nil, err
		}
		one := l.askIDs(to)
		one.before, one.then = q.reachText(everyBureau), all.reachText(q.reach)
		return []ask{one}, nil
	})
}

// GroupMembers are the processes that a group has now, for whoever may change it.
func (s *Store) GroupMembers(ctx context.Context, scope registry.Scope, group int) (ids []registry.ProcessID, err error) {
	if err := scope.Require("store.GroupMembers", registry.Propose); err != nil {
		return nil, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		of, err := q.extent(ctx, 0, group)
		for _, id := range of.members {
			ids = append(ids, registry.ProcessID(id))
		}
		return err
	})
	return ids, err
}

// groupFilter is the filter of a group, made ready for a moment (zero: now).
func (q querier) groupFilter(ctx context.Context, g registry.GroupVersion, asOf time.Time) (*list, error) {
	f, err := groupProcesses(g.Filter)
	if err != nil {
		return nil, err
	}
	f.AsOf = asOf
	return q.newList(ctx, registry.Operator(""), f)
}

// groupProcesses reads the filter of a group.
func groupProcesses(filter string) (ProcessFilter, error) {
	const op = "store.Group"
	f, err := conditionsGiven(op, GroupParameters, filter)
	if err == nil && len(f.Conditions()) == 0 {
		err = wrongSetting(op, "filter", "手続を絞り込む条件を、1つ以上指定してください。例：priority=yes")
	}
	return f, err
}

// GroupParameters are those by which a filter chooses the processes of a group: not by another one.
var GroupParameters = ConditionParameters.Without("group")

// inGroup adds the condition that a process is in the group that the filter names.
func (l *list) inGroup(ctx context.Context) error {
	if l.filter.Group == "" {
		return nil
	}
	all, err := l.groups(ctx)
	if err != nil {
		return err
	}
	g, err := registry.GroupNamed(all, "group", l.filter.Group)
	if err != nil {
		return err
	}
	if g.Filter == "" {
		l.where.and("p.process_id in (select unnest(members) from process_group where id = ?)", g.ID)
		return nil
	}
	if l.moment.asked.Equal(registry.Now) {
		// Those of now are what the group's filter says, which indexes serve.
		of, err := l.groupFilter(ctx, g, time.Time{})
		if err != nil {
			return err
		}
		of.where = l.where
		err = of.filtered(registry.Operator(""))
		l.where = of.where
		return err
	}
	ids, err := l.members(ctx, g)
	l.where.and("p.process_id in (select unnest(?::bigint[]))", ids)
	return err
}

// SetGroup adds a group (Number 0), or changes one; what it was stays in the history. It returns
// the group's number.
func (s *Store) SetGroup(ctx context.Context, scope registry.Scope, g registry.Group) (int, error) {
	const op = "store.SetGroup"
	g.Name, g.Description, g.Source = strings.TrimSpace(g.Name), strings.TrimSpace(g.Description), strings.TrimSpace(g.Source)
	g.Filter, g.Reason = strings.TrimPrefix(strings.TrimSpace(g.Filter), "?"), strings.TrimSpace(g.Reason)
	slices.Sort(g.Members)
	g.Members = slices.Compact(g.Members)
	if err := checkGroup(op, &g); err != nil {
		return 0, err
	}
	ids := make([]int64, len(g.Members))
	for i, id := range g.Members {
		ids[i] = int64(id)
	}
	text := shortened(fmt.Sprintf("手続群「%s」を定める：%s", g.Name, g.Reason))
	err := s.settingBy(ctx, scope, registry.Propose, op, g.Reason, text, func(q querier, c change) error {
		if g.Filter != "" {
			if _, err := q.groupFilter(ctx, registry.GroupVersion{Group: g}, time.Time{}); err != nil {
				return inFilter(err) // a bureau that is not there
			}
		}
		var unknown []registry.ProcessID
		if err := q.list(ctx, &unknown, "processes-unknown", pq.Array(ids)); err != nil {
			return err
		}
		if len(unknown) > 0 {
			return wrongSetting(op, "members", fmt.Sprintf("手続ID %s の手続は登録されていません。一覧から取り除くか、直してください。例：P-0000123", idTexts(unknown)))
		}
		if g.Number != 0 {
			n, err := q.exec(ctx, "group-close", g.Number, c.At, c.ID, g.Reason)
			if err := found(n, err, op, "この手続群はないか、すでに取りやめられています。一覧から選び直してください。"); err != nil {
				return err
			}
		}
		return q.get(ctx, &g.Number, "group-open", g.Number, g.Name, g.Description, g.Source, pq.Array(ids), g.Filter, g.Reason,
			scope.Actor, c.At, c.ID)
	})
	return g.Number, err
}

func checkGroup(op string, g *registry.Group) error {
	switch {
	case g.Name == "":
		return wrongSetting(op, "name", "手続群の名前を入力してください。例：主要169手続")
	case len([]rune(g.Name)) > 100:
		return wrongSetting(op, "name", "手続群の名前は100文字以内で入力してください。例：主要169手続")
	case len([]rune(g.Description)) > 2000:
		return wrongSetting(op, "description", "説明は2,000文字以内で入力してください。")
	case g.Source == "":
		return wrongSetting(op, "source", "出典を入力してください。例：東京デジタルファースト推進計画（令和3年7月）")
	case len([]rune(g.Source)) > 1000:
		return wrongSetting(op, "source", "出典は1,000文字以内で入力してください。")
	case g.Filter != "" && len(g.Members) > 0:
		return wrongSetting(op, "filter", "手続IDの一覧か条件の、どちらか一方で手続を決めてください。")
	case g.Filter == "" && len(g.Members) == 0:
		return wrongSetting(op, "members", "手続群に入れる手続IDか条件を入力してください。例：P-0000123")
	case len(g.Members) > registry.MostMembers:
		return wrongSetting(op, "members", fmt.Sprintf("手続IDは %s 個までです。多いときは、条件で決めてください。", registry.Thousands(registry.MostMembers)))
	case len([]rune(g.Filter)) > 4000:
		return wrongSetting(op, "filter", "条件は4,000文字以内にしてください。")
	}
	if g.Filter == "" {
		return nil
	}
	f, err := groupProcesses(g.Filter)
	if err != nil {
		return inFilter(err)
	}
	g.Filter = GroupParameters.Values(f).Encode()
	return nil
}

// inFilter is the error as one about the field of the conditions.
func inFilter(err error) error {
	if registry.CodeOf(err) != registry.Invalid {
		return err
	}
	return &registry.Error{Code: registry.Invalid, Op: "store.SetGroup", Field: "filter", Message: registry.MessageOf(err), Err: err}
}

// idTexts are IDs as people write them.
func idTexts(ids []registry.ProcessID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	return strings.Join(texts, "、")
}

// WithdrawGroup ends a group that no target counts.
func (s *Store) WithdrawGroup(ctx context.Context, scope registry.Scope, number int, reason string) error {
	const op = "store.WithdrawGroup"
	reason = strings.TrimSpace(reason)
	return s.settingBy(ctx, scope, registry.Propose, op, reason, "手続群を取りやめる："+reason, func(q querier, c change) error {
		var targets int
		if err := q.get(ctx, &targets, "group-targets", number); err != nil {
			return err
		}
		if targets > 0 {
			return registry.Errorf(registry.Conflict, op, "この手続群を数える目標があるため、取りやめられません。先に目標を取りやめてください。")
		}
		n, err := q.exec(ctx, "group-close", number, c.At, c.ID, reason)
		return found(n, err, op, "この手続群はないか、すでに取りやめられています。一覧から選び直してください。")
	})
}

// firstYear is the fiscal year before which nobody asks when something was digitized.
const firstYear = 2020

// GroupYears reads when the processes of a group were digitized, and for when the others are
// planned.
func (s *Store) GroupYears(ctx context.Context, scope registry.Scope, asOf time.Time, group int) (in progress.YearsInput, err error) {
	bureau, err := bureauAsked("store.GroupYears", scope, 0)
	if err != nil {
		return in, err
	}
	asked := Question{Name: "group-years", AsOf: asOf}.OfGroup(strconv.Itoa(group))
	return Remember(ctx, s, scope, asked, func(ctx context.Context) (in progress.YearsInput, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			m, err := q.moment(ctx, asOf)
			if err != nil {
				return err
			}
			of, err := q.extent(ctx, bureau, group)
			if err != nil {
				return err
			}
			var ends []time.Time
			for year := firstYear; year <= max(firstYear, registry.FiscalYear(m.shown)); year++ {
				in.Years = append(in.Years, year)
				ends = append(ends, time.Date(year+1, time.April, 1, 0, 0, 0, 0, registry.Tokyo).Add(-time.Microsecond))
			}
			return q.lastly(ctx, askDigitized(&in.Digitized, of, ends, m), askPlannedYears(&in.Planned, of, m))
		})
		return in, err
	})
}
