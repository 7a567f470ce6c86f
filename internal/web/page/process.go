package page

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// processBody is the page of one process.
type processBody struct {
	store.ProcessDetail
	When        asOfForm
	Priority    registry.Priority
	Groups      []factGroup
	Volumes     []volumeRow
	History     []historyRow
	Back        string // the catalogue at the same moment
	CanEdit     bool
	CanOverrule bool
}

// factGroup is a part of a process's fields.
type factGroup struct {
	Title string
	Facts []fact
}

type fact struct {
	Label, Value string
	Blank        bool
}

type volumeRow struct {
	registry.Volume
	Percent string // online ÷ total; empty unless both are known
	Decides bool   // the year that decides the priority
}

// historyRow is one change of the process.
type historyRow struct {
	store.HistoryEntry
	Kind   string
	Fields []fieldChange
}

type fieldChange struct{ Label, Old, New string }

// factFields are the fields of a process in the groups in which people look for them.
var factFields = []struct {
	title string
	keys  []string
}{
	{"所管", []string{"bureau", "department", "division"}},
	{
		"手続",
		[]string{
			"procedure_name",
			"process_name",
			"process_type",
			"applicant",
			"recipient",
			"legal_basis",
			"legal_article",
			"affair_category",
			"standard_processing_period",
		},
	},
	{"デジタル化", []string{"digitization_status", "digitized_on", "planned_fiscal_year", "obstacle", "platform", "scope"}},
	{"国の法令", []string{"national_law_change", "law_to_change", "ministry"}},
	{"受付の方法", []string{"identity_method", "seal_required", "fee", "payment_methods", "attachments"}},
	{"そのほか", []string{"remarks", "priority_override", "priority_reason"}},
}

func (s *Handlers) process(c echo.Context) error {
	id, err := processID(c)
	if err != nil {
		return err
	}
	asOf, err := asOfOf(c.QueryParams())
	if err != nil {
		return err
	}
	d, err := s.Store.Process(c.Request().Context(), request.ScopeOf(c), id, asOf)
	if err != nil {
		return err
	}
	b := processBody{ProcessDetail: d, When: s.asOfForm(c.Request().URL.Path, asOf), Priority: d.Process.Priority(d.Threshold),
		Groups: s.labels(c).factGroups(d.Process), Volumes: volumeRows(d), History: s.labels(c).historyRows(d.History),
		Back: listing(store.ProcessFilter{AsOf: asOf})}
	if asOf.IsZero() {
		scope := request.ScopeOf(c)
		b.CanEdit, b.CanOverrule = scope.May(registry.Edit), scope.May(registry.Overrule)
	}
	return s.pages.process.render(s, c, http.StatusOK, page{Title: d.ProcedureName}, b)
}

func (l labels) factGroups(p registry.Process) []factGroup {
	values := store.ProcessTexts(p)
	groups := make([]factGroup, len(factFields))
	for i, g := range factFields {
		groups[i].Title = g.title
		for _, key := range g.keys {
			if _, own := request.OwnFields[key]; own && values[key] == "" {
				continue
			}
			f := fact{Label: request.FieldLabel(key), Value: l.value(key, values[key]), Blank: values[key] == ""}
			if key == "attachments" && len(p.Attachments) > 0 {
				f.Value = strings.Join(p.Attachments, "、")
			}
			groups[i].Facts = append(groups[i].Facts, f)
		}
	}
	return groups
}

func volumeRows(d store.ProcessDetail) []volumeRow {
	rows := make([]volumeRow, len(d.Volumes))
	for i, v := range d.Volumes {
		r := volumeRow{Volume: v, Decides: d.Deciding != nil && d.Deciding.FiscalYear == v.FiscalYear}
		if v.Total.Known() && v.Online.Known() {
			r.Percent = progress.Percent(*v.Online.Value, *v.Total.Value)
		}
		rows[len(rows)-1-i] = r // the latest first
	}
	return rows
}

func (l labels) historyRows(entries []store.HistoryEntry) []historyRow {
	rows := make([]historyRow, len(entries))
	for i, e := range entries {
		rows[i] = historyRow{HistoryEntry: e, Kind: changeLabel(e.Change), Fields: l.changes(e.Fields)}
	}
	return rows
}

// changes are changes of fields for people.
func (l labels) changes(changes []store.FieldChange) []fieldChange {
	var shown []fieldChange
	for _, f := range changes {
		shown = append(shown, fieldChange{cellLabel(f.Field, f.FiscalYear), l.value(f.Field, f.Old), l.value(f.Field, f.New)})
	}
	return shown
}

// cellLabel is what the standard form calls a field, with the year of a volume.
func cellLabel(key string, fiscalYear int) string {
	if fiscalYear == 0 {
		return request.FieldLabel(key)
	}
	return request.FieldLabel(key) + "（" + registry.EraYear(fiscalYear) + "）"
}

// changeLabel says how a change came about.
func changeLabel(c registry.Change) string {
	if c.Redone {
		return "もう一度登録"
	}
	return map[registry.ChangeKind]string{
		registry.ChangeImport: "取込", registry.ChangeEdit: "編集", registry.ChangeUndo: "取消し",
		registry.ChangeTransfer: "所管替え", registry.ChangeSetting: "設定", registry.ChangeSample: "サンプルの取込",
		registry.ChangeSnapshot: "公表値の記録",
	}[c.Kind]
}

// periodText writes an ISO 8601 duration, or a range of two, as people do.
func periodText(iso string) string {
	from, to, isRange := strings.Cut(iso, "/")
	units := strings.NewReplacer("P", "", "D", "日", "W", "週間", "M", "か月", "Y", "年")
	if isRange {
		return units.Replace(from) + "～" + units.Replace(to)
	}
	return units.Replace(from)
}
