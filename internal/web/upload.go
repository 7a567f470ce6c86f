package web

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// uploadBody is the page of one upload.
type uploadBody struct {
	registry.Uploaded
	Label       stateLabel
	SHA         string
	CanSend     bool
	CanUndo     bool
	CanApprove  bool
	CanReturn   bool
	Open        *store.Questions  // to be answered before it is submitted; nil: none
	Why         string            // a return was asked for, as entered
	Remarks     []registry.Remark // the same, with some blank ones
	Sheets      []string          // that a remark can be about
	Blanks      []editOption      // columns whose blank cells can be told to clear what is recorded
	Problem     string            // with the step that was tried
	Events      []uploadEvent
	Reading     *uploadReading   // nil: nothing is being read
	Report      *importer.Report // nil before the file was read
	Groups      []findingGroup
	Differences []differenceTab
	Rows        []differenceRow
	Next        string // more rows of the kind; empty: none
	Step        int    // of the way: 1 received, 2 checked, 3 compared, 4 submitted, 5 done
}

// findingGroup is all findings of one rule and severity.
type findingGroup struct {
	Rule     string
	Severity finding.Severity
	Reason   string
	Cells    int // that are meant
	First    []finding.Finding
	Rest     []finding.Finding
	More     int    // findings that are not shown
	Anchor   string // where the group stands on the page
}

// The page shows the first findings of a rule at once, some more behind a click,
// and tells how many others there are.
const (
	findingsFirst = 20
	findingsRest  = 480
)

// differenceTab chooses the rows of one kind.
type differenceTab struct {
	Label, Href string
	Count       int
	Current     bool
}

type differenceRow struct {
	store.RowDifference
	Href  string // of the process; empty: not there yet
	Cells []fieldChange
}

// rowKind is one way in which rows can differ, with how many do.
type rowKind struct {
	kind  store.RowKind
	label string
	count int
}

// rowsShown is how many rows of a difference a page shows.
const rowsShown = 50

func (s *server) upload(c echo.Context) error { return s.showUpload(c, http.StatusOK, nil) }

// showUpload shows an upload, with what was wrong with the step that was tried.
func (s *server) showUpload(c echo.Context, status int, problem error) error {
	ctx, scope := c.Request().Context(), scopeOf(c)
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	b := uploadBody{Uploaded: u, Label: stateOf(u.State), SHA: hex.EncodeToString(u.SHA256[:]), CanSend: scope.May(registry.Upload), CanUndo: scope.May(registry.Undo), Step: stepOf(u.State)}
	if b.Report, err = s.intake.Report(ctx, scope, u.ID); err != nil {
		return err
	}
	if b.Report != nil {
		b.Groups = findingGroups(b.Report.Findings)
	}
	if b.Reading, err = s.readingOf(ctx, scope, u); err != nil {
		return err
	}
	if b.Waits() {
		if err := s.addDifference(c, &b); err != nil {
			return err
		}
	}
	if err := s.addStep(c, &b, problem); err != nil {
		return err
	}
	if b.CanApprove, b.CanReturn, err = s.store.MayApprove(ctx, scope, u); err != nil {
		return err
	}
	events, err := s.store.UploadEvents(ctx, scope, u.ID)
	if err != nil {
		return err
	}
	for _, e := range events {
		b.Events = append(b.Events, uploadEvent{e, eventLabels[e.Kind]})
	}
	return s.pages.upload.render(s, c, status, page{Title: "取込 " + strconv.FormatInt(u.ID, 10)}, b)
}

// addStep shows what the next step takes, with what was entered for it.
func (s *server) addStep(c echo.Context, b *uploadBody, problem error) error {
	if b.CanSend && workable(b.State) {
		open, err := s.store.Questions(c.Request().Context(), scopeOf(c), b.ID)
		if err != nil {
			return err
		}
		if open != (store.Questions{}) {
			b.Open = &open
		}
	}
	if problem != nil {
		b.Problem = registry.MessageOf(problem)
		b.Why, b.Remarks = c.FormValue("reason"), remarksOf(c)
	}
	for len(b.Remarks) < remarkRows {
		b.Remarks = append(b.Remarks, registry.Remark{})
	}
	if b.Report != nil {
		for _, t := range b.Report.Tables {
			if !slices.Contains(b.Sheets, t.Sheet) {
				b.Sheets = append(b.Sheets, t.Sheet)
			}
		}
		b.Blanks = blanks(b.Report, b.Clears)
	}
	return nil
}

// blanks are the columns of a file whose blank cells can be told to clear what is
// recorded, with those that do.
func blanks(report *importer.Report, clears []string) []editOption {
	var options []editOption
	for _, field := range store.Clearable {
		inFile := slices.ContainsFunc(report.Tables, func(t importer.Table) bool {
			return slices.ContainsFunc(t.Columns, func(c importer.Column) bool { return c.Field == field })
		})
		if inFile {
			options = append(options, editOption{field, fieldLabel(field), slices.Contains(clears, field)})
		}
	}
	return options
}

// CanKeep reports whether open questions can be left to their usual answers.
func (b uploadBody) CanKeep() bool { return b.Open != nil && b.Open.Matches+b.Open.Missing > 0 }

// remarkRows is for how many remarks the form has room.
const remarkRows = 4

// remarksOf are the remarks that were entered.
func remarksOf(c echo.Context) []registry.Remark {
	form := c.Request().PostForm
	var remarks []registry.Remark
	for i, text := range form["remark_text"] {
		if strings.TrimSpace(text) == "" || i >= len(form["remark_sheet"]) || i >= len(form["remark_cell"]) {
			continue
		}
		remarks = append(remarks, registry.Remark{Sheet: form["remark_sheet"][i], Cell: form["remark_cell"][i], Text: text})
	}
	return remarks
}

func stepOf(state registry.UploadState) int {
	switch state {
	case registry.UploadReceived:
		return 1
	case registry.UploadStaged, registry.UploadReturned:
		return 3
	case registry.UploadSubmitted:
		return 4
	case registry.UploadConfirmed, registry.UploadUnchanged, registry.UploadUndone:
		return 5
	}
	return 2
}

// uploadEvent is a step of an upload's way with its name.
type uploadEvent struct {
	registry.UploadEvent
	Label string
}

var eventLabels = map[registry.UploadEventKind]string{
	registry.EventReceived: "受付", registry.EventRead: "検査", registry.EventDecided: "差分の判断",
	registry.EventSubmitted: "提出", registry.EventReturned: "差戻し", registry.EventReopened: "判断のやり直し",
	registry.EventApproved: "承認", registry.EventConfirmed: "確定", registry.EventUnchanged: "確定（変更なし）",
	registry.EventDiscarded: "取りやめ", registry.EventReplaced: "差替え",
}

// Waits reports whether the upload's rows wait to be registered.
func (b uploadBody) Waits() bool { return waits(b.State) }

func waits(s registry.UploadState) bool {
	return s == registry.UploadStaged || s == registry.UploadSubmitted || s == registry.UploadReturned
}

// addDifference shows what confirming would do now, which may have changed since
// the file was read.
func (s *server) addDifference(c echo.Context, b *uploadBody) error {
	ctx, scope := c.Request().Context(), scopeOf(c)
	if b.CanSend {
		var err error
		if b.Counts, err = s.intake.Difference(ctx, scope, b.ID); err != nil {
			return err
		}
	}
	kinds := []rowKind{
		{store.RowNew, "新規", b.Counts.New}, {store.RowChanged, "変更", b.Counts.Changed},
		{store.RowMissing, "ファイルにない", b.Counts.Missing}, {store.RowUnchanged, "変更なし", b.Counts.Unchanged},
	}
	chosen := store.RowKind(c.QueryParam("show"))
	if !slices.ContainsFunc(kinds, func(k rowKind) bool { return k.kind == chosen }) {
		chosen = store.RowNew
		for _, k := range kinds {
			if k.count > 0 {
				chosen = k.kind
				break
			}
		}
	}
	at := func(kind store.RowKind, after int64) string {
		query := url.Values{"show": {string(kind)}}
		if after > 0 {
			query.Set("after", strconv.FormatInt(after, 10))
		}
		return withQuery(uploadPath(b.ID), query) + "#differences"
	}
	for _, k := range kinds {
		b.Differences = append(b.Differences, differenceTab{k.label, at(k.kind, 0), k.count, k.kind == chosen})
	}
	after, err := strconv.ParseInt(c.QueryParam("after"), 10, 64)
	if err != nil {
		after = 0 // none, or nonsense: from the first on
	}
	rows, err := s.intake.Rows(ctx, scope, b.ID, chosen, after, rowsShown+1)
	if err != nil {
		return err
	}
	for i, r := range rows {
		if i == rowsShown {
			b.Next = at(chosen, rows[i-1].Place)
			break
		}
		row := differenceRow{RowDifference: r}
		if r.ProcessID != 0 {
			row.Href = "/processes/" + r.ProcessID.String()
		}
		for _, cell := range r.Cells {
			row.Cells = append(row.Cells, fieldChange{cellLabel(cell.Field, cell.FiscalYear), valueLabel(cell.Field, cell.Old), valueLabel(cell.Field, cell.New)})
		}
		b.Rows = append(b.Rows, row)
	}
	return nil
}

// findingGroups sorts findings by severity and rule, in the order of the file
// within each.
func findingGroups(findings []finding.Finding) []findingGroup {
	var groups []findingGroup
	for _, severity := range []finding.Severity{finding.Error, finding.Warning, finding.Info} {
		at := map[string]int{}
		for _, f := range findings {
			if f.Severity != severity {
				continue
			}
			i, ok := at[f.Rule]
			if !ok {
				i = len(groups)
				at[f.Rule] = i
				groups = append(groups, findingGroup{Rule: f.Rule, Severity: severity, Reason: finding.Reason(f.Rule),
					Anchor: fmt.Sprintf("rule-%d", i+1)})
			}
			g := &groups[i]
			g.Cells += max(1, f.Count)
			switch {
			case len(g.First) < findingsFirst:
				g.First = append(g.First, f)
			case len(g.Rest) < findingsRest:
				g.Rest = append(g.Rest, f)
			default:
				g.More++
			}
		}
	}
	return groups
}

// Label is the severity for people.
func (g findingGroup) Label() string {
	switch g.Severity {
	case finding.Error:
		return "要修正"
	case finding.Warning:
		return "確認"
	}
	return "お知らせ"
}

// Tone is the look of the severity, besides its label.
func (g findingGroup) Tone() string {
	switch g.Severity {
	case finding.Error:
		return "bad"
	case finding.Warning:
		return "warn"
	}
	return ""
}

// Markable reports whether there is something to mark in the file.
func (b uploadBody) Markable() bool {
	return b.Report != nil && !b.Report.Unreadable() && len(b.Report.Findings) > 0
}

// Counted reports whether the file was compared with the registry.
func (b uploadBody) Counted() bool { return counts(b.State) }

// Counted reports whether the file was compared with the registry.
func (r uploadRow) Counted() bool { return counts(r.Uploaded.State) }

func counts(s registry.UploadState) bool {
	return waits(s) || s == registry.UploadConfirmed || s == registry.UploadUnchanged || s == registry.UploadUndone
}
