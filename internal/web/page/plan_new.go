package page

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// planNewBody is the page that makes a plan: few fields, and the assumptions behind them.
type planNewBody struct {
	Of      planChooser
	Filter  string // which processes are planned, as the form sends it back
	Fields  []formField
	More    []planFields
	Open    bool // the assumptions are shown at once, since one of them is at fault
	Problem string
}

// planFields are assumptions that belong together.
type planFields struct {
	Title, Hint string
	Fields      []formField
}

// rateTarget is the choice of a rate in place of a target.
const rateTarget = "rate"

func (s *Handlers) newPlanPage(c echo.Context) error {
	query := c.QueryParams()
	conditions := filled(without(query, "from"))
	f, err := store.ConditionParameters.Parse("page.newPlan", conditions)
	if err != nil {
		return inWords(store.ConditionParameters, conditions, conditionLabels, err)
	}
	from := store.PlanDraft{Wish: plan.Wish{Filter: store.ConditionParameters.Values(f).Encode(), Objective: plan.Soonest}}
	if given := query.Get("from"); given != "" { // as another plan
		id, err := registry.ParseWhole("page.newPlan", "from", "計画の番号", "1", given)
		if err != nil {
			return err
		}
		p, err := s.Store.Plan(c.Request().Context(), request.ScopeOf(c), id)
		if err != nil {
			return err
		}
		chosen := from.Wish.Filter
		from.Name, from.Note, from.Wish = p.Name+"（別案）", p.Note, p.Wish
		if query.Has("bureau") { // the form that chooses the processes was sent
			from.Wish.Filter = chosen
		}
	}
	b, a, err := s.Store.PlanStanding(c.Request().Context(), request.ScopeOf(c), time.Time{}, from.Wish.Filter)
	if err != nil {
		return err
	}
	if from.Wish.Assumptions.FirstYear == 0 {
		from.Wish.Assumptions = a
	}
	from.Wish.Assumptions.FirstYear = max(from.Wish.Assumptions.FirstYear, a.FirstYear)
	from.Wish.Assumptions.LastYear = max(from.Wish.Assumptions.LastYear, from.Wish.Assumptions.FirstYear)
	return s.showNewPlan(c, http.StatusOK, b, from.Wish.Filter, planValues(from), nil)
}

func (s *Handlers) showNewPlan(c echo.Context, status int, b plan.Basis, filter string, entered url.Values, wrong error) error {
	body := planNewBody{Filter: filter, Fields: planFieldsOf(b, entered), More: s.labels(c).assumptionFields(entered)}
	var err error
	if body.Of, err = s.planChooser(c, b, filter); err != nil {
		return err
	}
	if wrong != nil {
		body.Problem = registry.MessageOf(wrong)
		about := request.FieldOf(wrong)
		body.Fields = marked(body.Fields, about, "plan-problem")
		for i := range body.More {
			body.More[i].Fields = marked(body.More[i].Fields, about, "plan-problem")
			body.Open = body.Open || slices.ContainsFunc(body.More[i].Fields, func(f formField) bool { return f.Problem != "" })
		}
	}
	return s.pages.newPlan.render(s, c, status, page{Title: "計画を作る"}, body)
}

func (s *Handlers) makePlan(c echo.Context) error {
	ctx, scope, form := c.Request().Context(), request.ScopeOf(c), c.Request().PostForm
	b, a, err := s.Store.PlanStanding(ctx, scope, time.Time{}, form.Get("filter"))
	if err != nil {
		return err
	}
	d, err := planGiven(form, a)
	var id int64
	if err == nil {
		id, err = s.Store.MakePlan(ctx, scope, d)
	}
	if request.Mendable(err) {
		return s.showNewPlan(c, http.StatusUnprocessableEntity, b, form.Get("filter"), form, err)
	}
	if err != nil {
		return err
	}
	return s.Done(c, registry.PlanPath(id), "計画「"+strings.TrimSpace(d.Name)+"」を作りました。")
}

// planFieldsOf are the fields that everybody fills in.
func planFieldsOf(b plan.Basis, v url.Values) []formField {
	targets := []option{}
	for _, g := range b.Goals {
		if g.Day >= registry.DateOf(b.At) {
			targets = append(targets, option{Value: g.Name, Label: fmt.Sprintf("%s（%sまで）", g.Name, registry.DayText(dayGiven(g.Day))),
				Chosen: v.Get("target") == g.Name})
		}
	}
	targets = append(targets, option{Value: rateTarget, Label: "率を決める（対象の手続すべてに対して）", Chosen: v.Get("target") == rateTarget})
	return []formField{
		{Name: "name", Label: "計画の名前", Value: v.Get("name"), Kind: textField, Max: 100, Example: "3年間で70％"},
		{Name: "objective", Label: "目的", Options: chosen(plan.Objective(v.Get("objective")), plan.Objectives, plan.Objective.Label)},
		{Name: "target", Label: "目標", Options: targets},
		{Name: "goal_rate", Label: "目標の率（％。「率を決める」を選んだとき）", Value: v.Get("goal_rate"), Kind: percentField, Example: "70",
			Optional: true},
		{Name: "first_year", Label: "最初の年度（西暦）", Value: v.Get("first_year"), Kind: numberField},
		{Name: "last_year", About: "last_year", Label: "最後の年度（西暦）", Value: v.Get("last_year"), Kind: numberField},
		{Name: "capacity_days", Label: "1つの局が1年度に使える人日", Value: v.Get("capacity_days"), Kind: numberField, Example: "1000"},
		{Name: "note", Label: "メモ（任意）", Value: v.Get("note"), Kind: textField, Max: 1000, Optional: true},
	}
}

// assumptionFields are those that most plans leave as they are.
func (l labels) assumptionFields(v url.Values) []planFields {
	number := func(name, label string) formField {
		return formField{Name: name, Label: label, Value: v.Get(name), Kind: numberField}
	}
	optional := func(name, label, example string) formField {
		f := number(name, label)
		f.Example, f.Optional = example, true
		return f
	}
	yes := func(name, label string) formField {
		return formField{Name: name, Label: label, Options: []option{{Value: "yes", Label: "はい", Chosen: v.Get(name) == "yes"},
			{Value: "no", Label: "いいえ", Chosen: v.Get(name) != "yes"}}}
	}
	types, minutes, obstacles := planFields{Title: "手続類型ごとの人日"}, planFields{Title: "1件で減る時間（分）",
		Hint: "目的が「時間」のときに使います。移動、待ち時間、書く時間など、都民や事業者の時間です。"}, planFields{Title: "支障ごとに加わる人日",
		Hint: "手続の支障のうち、いちばん大きいものを加えます。"}
	for _, t := range plan.Types {
		f, m := number("type_days."+t, l.processType(t)), number("minutes_saved."+t, l.processType(t))
		f.About, m.About = "type_days", "minutes_saved"
		types.Fields, minutes.Fields = append(types.Fields, f), append(minutes.Fields, m)
	}
	for _, o := range plan.Obstacles {
		f := number("obstacle_days."+o, l.Code("obstacle", o))
		f.About = "obstacle_days"
		obstacles.Fields = append(obstacles.Fields, f)
	}
	return []planFields{
		{Title: "人員", Fields: []formField{{Name: "capacity", Label: "人日が違う局（1行に1つ。局、年度（省くと毎年度）、人日）", Value: v.Get("capacity"),
			Kind: areaField, Example: "環境局 1500", Optional: true}}},
		{Title: "始められる時期", Fields: []formField{
			optional("law_year", "国の法令が改正されると仮定する年度（空欄：仮定しない）", v.Get("last_year")),
			optional("platform_year", "システムのない手続を始められる年度（空欄：すぐ）", v.Get("last_year")),
			yes("keep_planned", "局の予定の年度より早くしない"), yes("unsuitable", "性質上すべきでないとされた手続も計画する")}},
		types, obstacles,
		{Title: "割合", Fields: []formField{number("platform_percent", "申請基盤が決まっているときの人日（％）"),
			number("begun_percent", "一部実施か着手済のときの人日（％）")}},
		{Title: "まとめて1回で済む作業", Hint: "同じ法令や様式の手続では、共通の作業を1回だけ行い、それぞれの手続は軽くなります。", Fields: []formField{
			{Name: "shared_by", Label: "まとめ方", Options: chosen(plan.SharedBy(v.Get("shared_by")), plan.SharedBys, plan.SharedBy.Label)},
			number("shared_days", "共通の作業の人日"), number("shared_percent", "まとめるときの、1手続の人日（％）")}},
		minutes,
	}
}

// processType is a process's type for people.
func (l labels) processType(code string) string {
	if code == "" {
		return "類型の記入がない手続"
	}
	return l.Code("process_type", code)
}

// planValues are the fields of a plan as they stand.
func planValues(d store.PlanDraft) url.Values {
	a, w := d.Wish.Assumptions, d.Wish
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	year := func(y int) string {
		if y == 0 {
			return ""
		}
		return strconv.Itoa(y)
	}
	yes := map[bool]string{true: "yes", false: "no"}
	v := url.Values{"name": {d.Name}, "note": {d.Note}, "objective": {string(w.Objective)}, "target": {w.Target},
		"first_year": {strconv.Itoa(a.FirstYear)}, "last_year": {strconv.Itoa(a.LastYear)}, "capacity_days": {whole(a.CapacityDays)},
		"law_year": {year(a.LawYear)}, "platform_year": {year(a.PlatformYear)}, "keep_planned": {yes[a.KeepPlanned]},
		"unsuitable": {yes[a.Unsuitable]}, "platform_percent": {whole(a.PlatformPercent)}, "begun_percent": {whole(a.BegunPercent)},
		"shared_by": {string(a.SharedBy)}, "shared_days": {whole(a.SharedDays)}, "shared_percent": {whole(a.SharedPercent)}}
	if w.GoalRate != 0 {
		v.Set("target", rateTarget)
		v.Set("goal_rate", strconv.FormatFloat(float64(w.GoalRate)*100/registry.RateUnit, 'f', -1, 64))
	}
	var lines []string
	for _, c := range a.Capacity {
		lines = append(lines, strings.Join(strings.Fields(c.Bureau+" "+year(c.FiscalYear)+" "+whole(c.Days)), " "))
	}
	v.Set("capacity", strings.Join(lines, "\n"))
	of := map[string]map[string]int64{"type_days": a.TypeDays, "obstacle_days": a.ObstacleDays, "minutes_saved": a.MinutesSaved}
	for name, of := range of {
		for code, n := range of {
			v.Set(name+"."+code, whole(n))
		}
	}
	return v
}

// planGiven is the plan that was entered; what the form leaves out is as plans begin.
func planGiven(form url.Values, a plan.Assumptions) (store.PlanDraft, error) {
	const op = "page.makePlan"
	d := store.PlanDraft{Name: form.Get("name"), Note: form.Get("note"),
		Wish: plan.Wish{Filter: form.Get("filter"), Objective: plan.Objective(form.Get("objective")), Assumptions: a}}
	w := &d.Wish
	var err error
	if form.Get("target") == rateTarget {
		if w.GoalRate, err = registry.ParsePercent(op, "goal_rate", "目標の率", "70", form.Get("goal_rate")); err != nil {
			return d, err
		}
	} else {
		w.Target = form.Get("target")
	}
	var first, last, law, platform int64
	read := &w.Assumptions
	for _, f := range []struct {
		name, label string
		to          *int64
		blank       bool
	}{
		{"first_year", "最初の年度", &first, false}, {"last_year", "最後の年度", &last, false},
		{"capacity_days", "1つの局が1年度に使える人日", &read.CapacityDays, false},
		{"law_year", "国の法令が改正されると仮定する年度", &law, true}, {"platform_year", "システムのない手続を始められる年度", &platform, true},
		{"platform_percent", "申請基盤が決まっているときの人日", &read.PlatformPercent, false},
		{"begun_percent", "着手済のときの人日", &read.BegunPercent, false},
		{"shared_days", "共通の作業の人日", &read.SharedDays, false}, {"shared_percent", "まとめるときの1手続の人日", &read.SharedPercent, false},
	} {
		if f.blank && strings.TrimSpace(form.Get(f.name)) == "" {
			continue
		}
		if *f.to, err = registry.ParseWhole(op, f.name, f.label, strconv.FormatInt(max(*f.to, 10), 10), form.Get(f.name)); err != nil {
			return d, err
		}
	}
	read.FirstYear, read.LastYear, read.LawYear, read.PlatformYear = int(first), int(last), int(law), int(platform)
	read.SharedBy = plan.SharedBy(form.Get("shared_by"))
	read.KeepPlanned, read.Unsuitable = form.Get("keep_planned") == "yes", form.Get("unsuitable") == "yes"
	for _, m := range []struct {
		name, label string
		codes       []string
		of          map[string]int64
	}{
		{"type_days", "手続類型ごとの人日", plan.Types, read.TypeDays}, {"obstacle_days", "支障ごとに加わる人日", plan.Obstacles, read.ObstacleDays},
		{"minutes_saved", "1件で減る時間（分）", plan.Types, read.MinutesSaved},
	} {
		for _, code := range m.codes {
			if m.of[code], err = registry.ParseWhole(op, m.name, m.label, "10", form.Get(m.name+"."+code)); err != nil {
				return d, err
			}
		}
	}
	read.Capacity, err = capacityGiven(op, form.Get("capacity"))
	return d, err
}

// capacityGiven reads lines of a bureau, a fiscal year or none, and person-days.
func capacityGiven(op, text string) ([]plan.Capacity, error) {
	all := []plan.Capacity{}
	for line := range strings.Lines(text) {
		words := strings.Fields(strings.ReplaceAll(line, "　", " "))
		if len(words) == 0 {
			continue
		}
		if len(words) != 2 && len(words) != 3 {
			return nil, &registry.Error{Code: registry.Invalid, Op: op, Field: "capacity",
				Message: fmt.Sprintf("「%s」を読めません。1行に、局、年度（省くと毎年度）、人日を空白で区切って入力してください。例：環境局 2026 1500", strings.TrimSpace(line))}
		}
		c := plan.Capacity{Bureau: words[0]}
		var numbers [2]int64
		var err error
		for i, word := range words[1:] {
			if numbers[i], err = registry.ParseWhole(op, "capacity", "人日", "1500", strings.TrimSuffix(word, "人日")); err != nil {
				return nil, err
			}
		}
		if len(words) == 3 {
			c.FiscalYear, c.Days = int(numbers[0]), numbers[1]
		} else {
			c.Days = numbers[0]
		}
		all = append(all, c)
	}
	return all, nil
}
