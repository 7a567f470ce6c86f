package page

import (
	"context"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

// filterForm is the catalogue's filter as a form.
type filterForm struct {
	Search   string
	Selects  []choice // those at hand
	More     []choice // those behind "more"
	Min, Max string
	Near     bool
	Since    string // the day after which something changed, as its field shows it
	Open     bool   // something behind "more" is set
	When     asOfForm
	Hidden   []store.Condition // what the form has no field for
}

// choice is a list to choose one from.
type choice struct {
	Name, Label string
	Options     []option
}

type option struct {
	Value, Label string
	Chosen       bool
	Count        *int64 // how many it would show; nil: nobody counts
}

// conditionLabels are the parameters of a filter for people.
var conditionLabels = map[string]string{
	"search": "検索", "q": "ことば", "law": "根拠法令", "article": "根拠条項", "process_id": "手続ID",
	"bureau": "局", "status": "デジタル化状況", "type": "手続類型", "scope": "対象範囲",
	"law_change": "国の法令改正", "priority": "重点手続", "cause": "判定不能のわけ", "near": "基準の前後", "volume_min": "年間件数の下限", "volume_max": "年間件数の上限",
	"volume": "年間件数の有無", "usage": "オンライン件数の有無", "planned_year": "予定年度",
	"plan": "予定の有無", "obstacle": "未実施の理由", "platform": "申請基盤", "doubt": "確かめたいもの", "changed_since": "この日より後の変更",
	"group": "手続群", "digitized_from": "デジタル化した日（から）", "digitized_to": "デジタル化した日（まで）",
	"as_of": "時点", "column": "列", "sort": "並べ替え", "order": "並び順", "cursor": "ページ", "limit": "1ページの行数",
}

// names are what the values of parameters are called that the registry names itself.
type names struct {
	labels
	bureaus []registry.Bureau
}

func (s *Handlers) names(c echo.Context) (names, error) {
	bureaus, err := s.Store.Bureaus(c.Request().Context())
	return names{s.labels(c), bureaus}, err
}

// option is one value of a parameter for people.
func (known names) option(name, value string) string {
	if value == store.Blank && name != "plan" {
		return "（記入なし）"
	}
	switch name {
	case "bureau":
		for _, b := range known.bureaus {
			if b.Code == value {
				return b.Name
			}
		}
	case "status":
		return known.Code("digitization_status", value)
	case "type":
		return known.Code("process_type", value)
	case "law_change":
		return known.Code("national_law_change", value)
	case "scope":
		switch value {
		case store.ScopeCounted:
			return "率の分母になるもの"
		default:
			return known.Code("scope", value)
		}
	case "priority":
		return registry.Priority(value).Label()
	case "cause":
		return registry.Cause(value).Label()
	case "near":
		return "±5％以内にありうる概数など"
	case "volume", "usage":
		if value == store.Known {
			return "分かっている"
		}
		return "不明"
	case "volume_min", "volume_max":
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			return registry.Thousands(n) + "件"
		}
	case "plan":
		return planLabels[store.Plan(value)]
	case "obstacle":
		return known.Code("obstacle", value)
	case "doubt":
		return doubtLabels[store.Doubt(value)]
	case "changed_since", "digitized_from", "digitized_to":
		return dayField(value)
	case "sort":
		for _, c := range store.Columns {
			if c.Sort == value {
				return report.ColumnLabel(c.Key)
			}
		}
	case "column":
		return report.ColumnLabel(value)
	case "order":
		return map[string]string{"asc": "小さい順", "desc": "大きい順"}[value]
	case "planned_year":
		if year, err := strconv.Atoi(value); err == nil {
			return registry.EraYear(year)
		}
	}
	return value
}

var planLabels = map[store.Plan]string{
	store.PlanNone: "対象で実施済でなく、予定年度がない", store.PlanPassed: "対象で実施済でなく、予定年度を過ぎた",
	store.PlanAhead: "対象で実施済でなく、予定年度はこれから",
}

var doubtLabels = map[store.Doubt]string{
	store.DoubtInexact: "件数が正確でない", store.DoubtUnconfirmed: "1年のあいだ確かめられていない", store.DoubtJumped: "件数が前の年度の10倍以上",
}

func chips(f store.ProcessFilter, known names) []chip {
	var all []chip
	for _, c := range f.Conditions() {
		all = append(all, chip{conditionLabels[c.Name] + "：" + known.option(c.Name, c.Value), listing(f.Without(c))})
	}
	return all
}

func (s *Handlers) filterForm(
	f store.ProcessFilter,
	scope registry.Scope,
	known names,
	facets store.Facets,
) filterForm {
	form := filterForm{Search: f.Search, Near: f.Near, Since: since(f), When: s.asOfForm("", f.AsOf),
		Min: number(f.VolumeMin), Max: number(f.VolumeMax)}
	values := f.Values()
	for i, given := range values["bureau"] { // the choices are codes, and an address may name
		if b, ok := registry.FindBureau(known.bureaus, given); ok {
			values["bureau"][i] = b.Code
		}
	}
	pick := func(name, label string, codes []string) choice {
		c := choice{Name: name, Label: label}
		for _, code := range codes {
			o := option{Value: code, Label: known.option(name, code), Chosen: slices.Contains(values[name], code)}
			if slices.Contains(store.FacetNames(), name) {
				count := facets.Of(name, code).Processes
				o.Count = &count
			}
			c.Options = append(c.Options, o)
		}
		// A list offers one; what else the address asks for stays.
		for i, extra := range values[name] {
			if i > 0 || !slices.Contains(codes, extra) {
				form.Hidden = append(form.Hidden, store.Condition{Name: name, Value: extra})
				for j := range c.Options {
					if i > 0 && c.Options[j].Value == extra {
						c.Options[j].Chosen = false
					}
				}
			}
		}
		return c
	}
	var codes []string
	for _, b := range known.bureaus {
		if scope.Reaches(b.ID) {
			codes = append(codes, b.Code)
		}
	}
	form.Selects = []choice{
		pick("bureau", "局", codes),
		pick("status", "デジタル化状況", append(known.codes("digitization_status"), store.Blank)),
		pick("priority", "重点手続", []string{string(registry.Yes), string(registry.No), string(registry.Undecidable)}),
	}
	form.More = []choice{
		pick("type", "手続類型", append(known.codes("process_type"), store.Blank)),
		pick("scope", "対象範囲", []string{store.ScopeCounted, store.ScopeIn, store.ScopeOut}),
		pick("planned_year", "予定年度", plannedYears(registry.FiscalYear(s.Now()))),
		pick("plan", "予定の有無", texts(store.Plans)),
		pick("obstacle", "未実施の理由", known.obstacles(facets)),
		pick("platform", "申請基盤", platforms(facets)),
		pick("doubt", "確かめたいもの", texts(store.Doubts)),
		pick("law_change", "国の法令改正", known.codes("national_law_change")),
		pick("volume", "年間件数の有無", []string{store.Known, store.Unknown}),
		pick("usage", "オンライン件数の有無", []string{store.Known, store.Unknown}),
	}
	for _, name := range []string{"q", "law", "article", "process_id", "cause", "digitized_from", "digitized_to",
		"column", "sort", "order", "limit"} {
		for _, v := range values[name] {
			form.Hidden = append(form.Hidden, store.Condition{Name: name, Value: v})
		}
	}
	for _, name := range []string{"type", "scope", "law_change", "volume", "usage", "near", "volume_min", "volume_max", "planned_year",
		"plan", "obstacle", "platform", "doubt", "changed_since", "group", "as_of"} {
		form.Open = form.Open || values.Has(name)
	}
	return form
}

// mostPlatforms is how many names of platforms can be chosen from, those of the most processes.
const mostPlatforms = 50

func platforms(f store.Facets) []string {
	names := valuesOf(f, "platform")
	return names[:min(len(names), mostPlatforms)]
}

// valuesOf are the values of a field that have processes.
func valuesOf(f store.Facets, name string) []string {
	var values []string
	for _, field := range f.Fields {
		if field.Name == name {
			for _, v := range field.Values {
				values = append(values, v.Value)
			}
		}
	}
	return values
}

func texts[T ~string](codes []T) []string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = string(c)
	}
	return all
}

// plannedYears are the years that can be chosen, from the ordinance of 2020 to ten years ahead.
func plannedYears(now int) []string {
	var years []string
	for y := 2020; y <= now+10; y++ {
		years = append(years, strconv.Itoa(y))
	}
	return append(years, store.Blank)
}

func (l labels) codes(list string) []string {
	var codes []string
	for _, c := range l.form().CodeList(list).All() {
		codes = append(codes, c.Code)
	}
	return codes
}

// obstacles are the choices of the form, and those that were added and have processes.
func (l labels) obstacles(facets store.Facets) []string {
	codes := l.codes("obstacle")
	for _, code := range valuesOf(facets, "obstacle") {
		if code != store.Blank && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return append(codes, store.Blank)
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func since(f store.ProcessFilter) string {
	if f.ChangedSince.IsZero() {
		return ""
	}
	return registry.FormatMoment(f.ChangedSince)
}

// chooseGroup adds the choice of a group of processes to the form, where there are any.
func (s *Handlers) chooseGroup(ctx context.Context, form *filterForm, asked string) error {
	groups, err := s.groupOptions(ctx, asked)
	if len(groups) > 0 {
		form.More = append(form.More, choice{Name: "group", Label: "手続群", Options: groups})
	}
	return err
}

// groupOptions are the groups in force, with the one chosen that is asked for.
func (s *Handlers) groupOptions(ctx context.Context, asked string) (options []option, err error) {
	all, err := s.Store.Groups(ctx)
	if err != nil {
		return nil, err
	}
	var chosen registry.GroupVersion
	if asked != "" {
		if chosen, err = registry.GroupNamed(all, "group", asked); err != nil {
			return nil, err
		}
	}
	for _, g := range all {
		if g.Current() {
			options = append(options, option{Value: g.Name, Label: g.Name, Chosen: g.Number == chosen.Number})
		}
	}
	return options, nil
}
