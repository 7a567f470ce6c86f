package page

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// bulkBody is the page on which the new values of many processes are entered, and what they would
// change is looked at.
type bulkBody struct {
	Query      string // the list that is edited
	Conditions string
	Total      int64
	Fields     []bulkField
	Problem    string
	Field      string // that Problem is about; empty: none

	Preview *bulkPreview // nil: the values are still to be entered
	Reason  string
}

// bulkField is a field that can be changed, with what was entered.
type bulkField struct {
	editField
	Change bool // it is to be changed
}

// bulkPreview is what an edit would do.
type bulkPreview struct {
	Base    int64
	Changes int
	Waits   bool
	Groups  []bulkGroup
	Entered []store.Condition // the values, to be sent again
}

// bulkGroup are the processes to which an edit does the same, the first of them one by one.
type bulkGroup struct {
	Outcome registry.BulkOutcome
	N       int
	Rows    []bulkRow
}

// bulkShown is how many processes a page shows of each outcome.
const bulkShown = 100

// More is how many are not shown.
func (g bulkGroup) More() int { return g.N - len(g.Rows) }

type bulkRow struct {
	store.BulkRow
	Cells []fieldChange
}

// changePrefix begins the names of the boxes of the fields that are to be changed.
const changePrefix = "change"

// bulkChosen reads which list is edited: the processes that were chosen on it, or all of it. Where
// neither is said, none are: an address that lost its list would else mean every process.
func bulkChosen(values url.Values) (store.ProcessFilter, error) {
	if !values.Has("query") && values.Get("of") != "chosen" {
		return store.ProcessFilter{}, registry.Errorf(registry.Invalid, "page.bulkChosen",
			"どの手続を編集するかが分かりません。手続一覧で条件を選び、一覧の下の「まとめて編集」から始めてください。")
	}
	query, err := url.ParseQuery(values.Get("query"))
	if err != nil {
		return store.ProcessFilter{}, registry.Errorf(registry.Invalid, "page.bulkChosen", "一覧の条件を読み取れません。一覧の画面から選び直してください。")
	}
	if values.Get("of") == "chosen" {
		if len(values["chosen"]) == 0 {
			return store.ProcessFilter{}, registry.Errorf(registry.Invalid, "page.bulkChosen",
				"編集する手続が選ばれていません。一覧の「選ぶ」で手続を選ぶか、条件に合う手続をすべて編集してください。")
		}
		query = url.Values{"process_id": values["chosen"]}
	}
	f, err := store.ParseFilter(without(query, "cursor", "limit", "column", "sort", "order"))
	return f, inWords(store.ProcessParameters, query, conditionLabels, err)
}

// bulkNewParameters are all that the address of the form knows.
var bulkNewParameters = []string{"query", "of", "chosen"}

func (s *Handlers) bulkNew(c echo.Context) error {
	for name := range c.QueryParams() {
		if !slices.Contains(bulkNewParameters, name) { // a condition beside the list would be lost
			return &registry.Error{Code: registry.Invalid, Op: "page.bulkNew", Field: name, Message: fmt.Sprintf(noCondition, name)}
		}
	}
	f, err := bulkChosen(c.QueryParams())
	if err != nil {
		return err
	}
	return s.showBulk(c, http.StatusOK, bulkBody{}, f, nil)
}

// showBulk shows the form, with what was entered.
func (s *Handlers) showBulk(c echo.Context, status int, b bulkBody, f store.ProcessFilter, entered url.Values) error {
	ctx := c.Request().Context()
	total, err := s.Store.Total(ctx, request.ScopeOf(c), f)
	if err != nil {
		return err
	}
	known, err := s.names(c)
	if err != nil {
		return err
	}
	b.Query, b.Total, b.Conditions = f.Values().Encode(), total, conditionsText(chips(f, known))
	if total > registry.MostBulkEdit && b.Problem == "" {
		b.Problem = fmt.Sprintf("一度に編集できるのは %s 手続までです。一覧に戻り、条件を増やしてください。", registry.Thousands(registry.MostBulkEdit))
	}
	for _, g := range factFields {
		for _, key := range g.keys {
			field := known.form().Field(key)
			if field == nil || key == "bureau" || key == "procedure_name" {
				continue
			}
			e := bulkField{newEditField(field, key, ""), slices.Contains(entered[changePrefix], key)}
			e.Needed = false
			if e.Kind == form.Codes {
				e.choose(entered[key])
			} else {
				e.Value = lines(entered.Get(key))
				e.choose([]string{e.Value})
			}
			e.Problem = key == b.Field && key != ""
			b.Fields = append(b.Fields, e)
		}
	}
	return s.pages.bulk.render(s, c, status, page{Title: "まとめて編集"}, b)
}

// bulkInput is what was entered.
func bulkInput(entered url.Values, f store.ProcessFilter) (intake.BulkInput, error) {
	b := intake.BulkInput{Filter: f, Fields: map[string]intake.FieldInput{}, Reason: strings.TrimSpace(entered.Get("reason"))}
	for _, key := range entered[changePrefix] {
		field := form.Current().Field(key)
		switch {
		case field != nil && field.Kind == form.Codes:
			b.Fields[key] = intake.FieldInput{Items: entered[key]}
		case field != nil && field.Kind == form.List:
			b.Fields[key] = intake.FieldInput{Items: strings.Split(lines(entered.Get(key)), "\n")}
		default:
			b.Fields[key] = intake.FieldInput{Text: entered.Get(key)}
		}
	}
	var err error
	if base := entered.Get("base"); base != "" {
		if b.Base, err = strconv.ParseInt(base, 10, 64); err != nil {
			err = registry.Errorf(registry.Invalid, "page.bulkInput", "確かめたときの版が分かりません。もう一度、変わる内容を確かめてください。")
		}
	}
	return b, err
}

// previewBulk shows what the entered values would change, before anything is written.
func (s *Handlers) previewBulk(c echo.Context) error { return s.showPreview(c, http.StatusOK, nil) }

func (s *Handlers) showPreview(c echo.Context, status int, problem error) error {
	entered := c.Request().PostForm
	f, err := bulkChosen(entered)
	if err != nil {
		return err
	}
	asked, err := bulkInput(entered, f)
	if err != nil {
		return err
	}
	again := entered.Get("again") != ""
	if again {
		return s.showBulk(c, http.StatusOK, bulkBody{}, f, entered)
	}
	p, err := s.Intake.BulkPreview(c.Request().Context(), request.ScopeOf(c), asked)
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showBulk(c, status, bulkBody{Problem: registry.MessageOf(err), Field: request.FieldOf(err)}, f, entered)
	}
	if err != nil {
		return err
	}
	shown := &bulkPreview{Base: p.Base, Changes: p.Counts[registry.BulkChanges], Waits: p.Waits, Groups: bulkGroups(s.labels(c), p.Rows),
		Entered: hiddenOf(without(entered, "reason", "base", "again"))}
	b := bulkBody{Preview: shown, Reason: asked.Reason, Problem: messageOf(problem), Field: request.FieldOf(problem)}
	return s.showBulk(c, status, b, f, entered)
}

func bulkGroups(l labels, rows []store.BulkRow) []bulkGroup {
	var groups []bulkGroup
	for _, o := range registry.BulkOutcomes {
		g := bulkGroup{Outcome: o}
		for _, r := range rows {
			if r.Outcome != o {
				continue
			}
			if g.N++; g.N <= bulkShown {
				g.Rows = append(g.Rows, bulkRow{r, l.changes(r.Fields)})
			}
		}
		if g.Rows != nil {
			groups = append(groups, g)
		}
	}
	return groups
}

// editMany writes what was looked at.
func (s *Handlers) editMany(c echo.Context) error {
	entered := c.Request().PostForm
	f, err := bulkChosen(entered)
	if err != nil {
		return err
	}
	asked, err := bulkInput(entered, f)
	if err != nil {
		return err
	}
	e, _, err := s.Intake.BulkEdit(c.Request().Context(), request.ScopeOf(c), asked)
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showPreview(c, status, err)
	}
	if err != nil {
		return err
	}
	said := fmt.Sprintf("%s 手続を編集しました。", registry.Thousands(e.Processes))
	if e.State == registry.BulkWorking {
		return c.Redirect(http.StatusSeeOther, e.Path())
	}
	if e.State == registry.BulkWaiting {
		said = fmt.Sprintf("%s 手続の編集を提出しました。ほかの人が承認するまで、登録は変わりません。", registry.Thousands(e.Processes))
	}
	if e.LeftOut > 0 {
		said += fmt.Sprintf("%s 手続はそのままです。理由は下の一覧にあります。", registry.Thousands(e.LeftOut))
	}
	return s.Done(c, e.Path(), said)
}

// bulkEditBody is the page of one edit of many processes.
type bulkEditBody struct {
	store.BulkDetail
	Conditions string
	Groups     []bulkGroup // of one that waits
	Doing      string      // what a job is about to do; empty: nothing
	NotDone    string      // what a job could not do; empty: nothing
	Problem    string
	Reason     string

	Counts  store.UndoCounts // of its undo
	Buckets []undoBucket     // nil: it is not to be undone here
}

// LeftOutShown are the first of the processes that the edit did not write.
func (b bulkEditBody) LeftOutShown() []store.LeftOut {
	return b.LeftOut[:min(len(b.LeftOut), bulkShown)]
}

// LeftOutMore is how many of them are not shown.
func (b bulkEditBody) LeftOutMore() int { return len(b.LeftOut) - len(b.LeftOutShown()) }

// undoBucket is a part of the processes of an edit that is to be undone, the first of them one by one.
type undoBucket struct {
	Label string
	N     int
	Rows  []undoRow
}

// More is how many are not shown.
func (b undoBucket) More() int { return b.N - len(b.Rows) }

func (s *Handlers) bulkPage(c echo.Context) error {
	return s.showBulkEdit(c, http.StatusOK, bulkEditBody{}, nil)
}

func (s *Handlers) showBulkEdit(c echo.Context, status int, b bulkEditBody, problem error) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if b.BulkDetail, err = s.Store.BulkDetail(ctx, request.ScopeOf(c), id); err != nil {
		return err
	}
	known, err := s.names(c)
	if err != nil {
		return err
	}
	b.Conditions, b.Groups = conditionsText(chips(store.ConditionsOf(b.BulkEdit), known)), bulkGroups(known.labels, b.Rows)
	b.Problem, b.Reason = messageOf(problem), c.FormValue("reason")
	shown := page{Title: fmt.Sprintf("一括編集 %d", id)}
	switch {
	case b.Working():
		b.Doing, shown.Refresh = bulkDoing[b.Act], refreshSeconds
	case b.Failed():
		b.NotDone = bulkNotDone[b.Act]
	}
	return s.pages.bulkEdit.render(s, c, status, shown, b)
}

// What a job does, or could not do, for people.
var (
	bulkDoing = map[registry.BulkAct]string{registry.BulkWrite: "編集しています。", registry.BulkApprove: "承認した編集を登録しています。",
		registry.BulkUndo: "編集を取り消しています。"}
	bulkNotDone = map[registry.BulkAct]string{registry.BulkWrite: "編集できませんでした。登録は変わっていません。",
		registry.BulkApprove: "承認した編集を登録できませんでした。登録は変わっていません。",
		registry.BulkUndo:    "編集を取り消せませんでした。登録は変わっていません。"}
)

// bulkUndoPage shows what undoing an edit would do, in the three buckets.
func (s *Handlers) bulkUndoPage(c echo.Context) error { return s.showBulkUndo(c, http.StatusOK, nil) }

func (s *Handlers) showBulkUndo(c echo.Context, status int, problem error) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	counts, rows, err := s.Store.BulkUndo(ctx, request.ScopeOf(c), id, bulkShown)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	b := bulkEditBody{Counts: counts}
	for _, bucket := range store.UndoBuckets {
		part := undoBucket{Label: bucketLabels[bucket], N: counts.Of(bucket)}
		for _, r := range rows {
			if r.Bucket != bucket {
				continue
			}
			row := undoRow{UndoRow: r, Bureau: names[r.BureauID].Name, Cells: s.labels(c).changes(r.Fields)}
			for _, change := range r.Since {
				row.Others = append(row.Others, changeNote{change, changeLabel(change)})
			}
			part.Rows = append(part.Rows, row)
		}
		b.Buckets = append(b.Buckets, part)
	}
	return s.showBulkEdit(c, status, b, problem)
}

func (s *Handlers) undoBulk(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	counts, queued, err := s.Store.UndoBulkEdit(c.Request().Context(), request.ScopeOf(c),
		store.BulkDecision{ID: id, Reason: strings.TrimSpace(c.FormValue("reason"))})
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showBulkUndo(c, status, err)
	}
	if err != nil {
		return err
	}
	at := registry.BulkEdit{ID: id}.Path()
	if queued {
		return c.Redirect(http.StatusSeeOther, at)
	}
	return s.Done(c, at, fmt.Sprintf("取り消しました。元に戻したもの %s 手続、そのまま残したもの %s 手続です。",
		registry.Thousands(int64(counts.PutBack)), registry.Thousands(int64(counts.Kept))))
}

// endBulk ends an edit that waits, or lets a job do so, and leads back to it.
func (s *Handlers) endBulk(c echo.Context, said string, do func(id int64) (queued bool, err error)) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	queued, err := do(id)
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showBulkEdit(c, status, bulkEditBody{}, err)
	}
	if err != nil {
		return err
	}
	at := registry.BulkEdit{ID: id}.Path()
	if queued {
		return c.Redirect(http.StatusSeeOther, at)
	}
	return s.Done(c, at, said)
}

func (s *Handlers) approveBulk(c echo.Context) error {
	return s.endBulk(c, "編集を承認し、登録しました。", func(id int64) (bool, error) {
		return s.Store.ApproveBulkEdit(c.Request().Context(), request.ScopeOf(c), store.BulkDecision{ID: id})
	})
}

func (s *Handlers) returnBulk(c echo.Context) error {
	return s.endBulk(c, "編集を差し戻しました。登録は変わっていません。", func(id int64) (bool, error) {
		return false, s.Store.ReturnBulkEdit(c.Request().Context(), request.ScopeOf(c), id, strings.TrimSpace(c.FormValue("reason")))
	})
}

func (s *Handlers) withdrawBulk(c echo.Context) error {
	return s.endBulk(c, "編集を取り下げました。登録は変わっていません。", func(id int64) (bool, error) {
		return false, s.Store.WithdrawBulkEdit(c.Request().Context(), request.ScopeOf(c), id)
	})
}

// bulkListBody is the page of the edits of many processes.
type bulkListBody struct {
	listHead
	Lines [][]listCell
}

func (s *Handlers) bulkListPage(c echo.Context) error {
	shown, err := s.bulkList(c)
	if err != nil {
		return err
	}
	b := bulkListBody{listHead: shown.listHead, Lines: bulkListOf().lines(shown.Rows)}
	return s.pages.bulkList.render(s, c, http.StatusOK, page{Title: "一括編集"}, b)
}

func (s *Handlers) bulkList(c echo.Context) (shownList[registry.BulkEdit], error) {
	all, err := s.Store.BulkEdits(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return shownList[registry.BulkEdit]{}, err
	}
	return bulkListOf().show(c, all)
}

func bulkListOf() list[registry.BulkEdit] {
	return list[registry.BulkEdit]{
		Name: "一括編集", Path: registry.BulkEditsPath, Unit: "件の一括編集",
		Filters: []listFilter[registry.BulkEdit]{
			{Name: "q", Label: "理由・編集した人", Example: "架空の方針",
				Keep: func(e registry.BulkEdit, v string) bool { return contains(v, e.Reason, e.Actor) }},
		},
		Columns: []listColumn[registry.BulkEdit]{
			{Key: "id", Label: "番号", Number: true, Value: func(e registry.BulkEdit) any { return e.ID }, Href: registry.BulkEdit.Path},
			{Key: "at", Label: "編集した日時", Value: func(e registry.BulkEdit) any { return e.At }},
			{Key: "actor", Label: "編集した人", Value: func(e registry.BulkEdit) any { return e.Actor }},
			{Label: "理由", Value: func(e registry.BulkEdit) any { return e.Reason }},
			{Key: "processes", Label: "変えた手続", Number: true, Value: func(e registry.BulkEdit) any { return e.Processes }},
			{Key: "left_out", Label: "そのままの手続", Number: true, Value: func(e registry.BulkEdit) any { return e.LeftOut }},
			{Key: "state", Label: "状態", Value: func(e registry.BulkEdit) any { return e.StateLabel() }},
		},
	}
}
