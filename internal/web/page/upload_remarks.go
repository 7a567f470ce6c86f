package page

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// remarkForm is the form for a remark on one cell of the difference.
type remarkForm struct {
	Upload int64
	registry.Remark
	Label  string                 // of the field
	Drafts []registry.DraftRemark // on the cell, which are rewritten instead
	Row    int64                  // the place of the row
	Back   string                 // the page without the form
	Hidden []hiddenField          // by which the page is found again
	Failed bool                   // what was entered was refused
}

// hiddenField is a value that a form sends along.
type hiddenField struct{ Name, Value string }

// chosenCell is the cell that is being remarked on, with what was entered.
func chosenCell(c echo.Context) registry.Remark {
	return registry.Remark{Sheet: c.FormValue("remark_sheet"), Cell: c.FormValue("remark_cell"), Text: c.FormValue("remark_text")}
}

// addRemarks adds to a cell of a row what the caller has written on it, and the form for
// more where it is the chosen one.
func (b differenceBody) addRemarks(cell *differenceCell, r store.RowDifference, after int64) {
	for _, d := range b.Draft.Remarks {
		if d.Sheet == r.Sheet && d.Cell == cell.Cell {
			cell.Drafts = append(cell.Drafts, d)
		}
	}
	here := b.address(b.Kind, after)
	row := "#row-" + strconv.FormatInt(r.Place, 10)
	cell.Remark = withParameters(here, url.Values{"remark_sheet": {r.Sheet}, "remark_cell": {cell.Cell}}) + "#remark-text"
	if b.chosen.Sheet != r.Sheet || b.chosen.Cell != cell.Cell {
		return
	}
	cell.Form = &remarkForm{
		Upload: b.ID, Remark: b.chosen, Label: cell.Label, Drafts: cell.Drafts, Row: r.Place, Back: here + row,
		Hidden: []hiddenField{{"show", string(b.Kind)}, {"q", b.Text}, {"field", b.Field}, {"concern", string(b.Concern)},
			{"after", strconv.FormatInt(after, 10)}},
		Failed: b.Problem != "",
	}
}

// withParameters adds parameters to an address that has some.
func withParameters(address string, more url.Values) string {
	path, query, _ := strings.Cut(address, "?")
	values, _ := url.ParseQuery(query) // an address of our own
	for name, v := range more {
		values[name] = v
	}
	return withQuery(path, values)
}

// addDraft adds the caller's draft of a return to the page, with what was entered for it.
func (s *Handlers) addDraft(c echo.Context, b *submissionBody, entered bool) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	var err error
	if b.Draft, err = s.Intake.ReturnDraft(ctx, scope, b.ID); err != nil {
		return err
	}
	if entered {
		change := draftChangeOf(c)
		if change.Reason != nil {
			b.Draft.Reason = *change.Reason
		}
		b.Removed = map[int64]bool{}
		for _, id := range c.Request().PostForm["remove"] {
			n, _ := strconv.ParseInt(id, 10, 64) // 0 is no remark
			b.Removed[n] = true
		}
		for i, d := range b.Draft.Remarks {
			if text, ok := change.Texts[d.ID]; ok && !b.Removed[d.ID] {
				b.Draft.Remarks[i].Text = text
			}
		}
		b.Remarks = change.Add
	}
	for len(b.Remarks) < remarkRows {
		b.Remarks = append(b.Remarks, registry.Remark{})
	}
	return nil
}

// remarkRows is for how many further remarks the form has room.
const remarkRows = 3

// textPrefix begins the names of the inputs with the texts of drafted remarks.
const textPrefix = "text."

// draftChangeOf is what was entered for the draft of a return.
func draftChangeOf(c echo.Context) store.DraftChange {
	form := c.Request().PostForm
	change := store.DraftChange{Texts: map[int64]string{}}
	if form.Has("reason") {
		reason := form.Get("reason")
		change.Reason = &reason
	}
	for name := range form {
		if after, ok := strings.CutPrefix(name, textPrefix); ok {
			if id, err := strconv.ParseInt(after, 10, 64); err == nil {
				change.Texts[id] = form.Get(name)
			}
		}
	}
	for _, remove := range form["remove"] {
		if id, err := strconv.ParseInt(remove, 10, 64); err == nil {
			change.Texts[id] = ""
		}
	}
	for i, text := range form["remark_text"] {
		if strings.TrimSpace(text) != "" && i < len(form["remark_sheet"]) && i < len(form["remark_cell"]) {
			change.Add = append(change.Add, registry.Remark{Sheet: form["remark_sheet"][i], Cell: form["remark_cell"][i], Text: text})
		}
	}
	return change
}

// saveReturnDraft stores what was entered for a return, and leads back to the page on
// which that was: of the submission, or of the difference.
func (s *Handlers) saveReturnDraft(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	inDifference := c.FormValue("row") != ""
	change := draftChangeOf(c)
	d, err := s.Intake.SaveReturnDraft(c.Request().Context(), request.ScopeOf(c), id, change)
	switch {
	case request.Mendable(err) && inDifference:
		status, _ := request.Explain(err)
		return s.showDifference(c, status, err)
	case err != nil || !inDifference:
		return s.afterSubmission(c, registry.UploadPath(id)+"/submission#return", draftText(d), err)
	}
	row, _ := strconv.ParseInt(c.FormValue("row"), 10, 64) // nonsense leads to the top
	values := url.Values{}
	for _, name := range []string{"show", "q", "field", "concern", "after"} {
		if v := c.FormValue(name); v != "" && v != "0" {
			values.Set(name, v)
		}
	}
	return s.Done(c, withQuery(registry.UploadPath(id)+"/difference", values)+"#row-"+strconv.FormatInt(row, 10), draftText(d))
}

// draftText says what was stored.
func draftText(d registry.ReturnDraft) string {
	n := thousands(len(d.Remarks))
	return "下書きを保存しました（指摘 " + n + " 件）。まだ送っていません。"
}

// returnUpload returns the upload with what was entered and the rest of the draft.
func (s *Handlers) returnUpload(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	change := draftChangeOf(c)
	if _, err = s.Intake.SaveReturnDraft(ctx, scope, id, change); err != nil {
		return s.afterSubmission(c, "", "", err)
	}
	_, err = s.Intake.Return(ctx, scope, id, "", nil)
	if request.Mendable(err) { // what was entered is stored
		status, _ := request.Explain(err)
		return s.showSubmission(c, status, err, false)
	}
	return s.afterSubmission(c, registry.UploadPath(id), "差し戻しました。", err)
}

// UnsentNotice says what the caller has written for a return that cannot be sent now; nil
// where there is nothing, or it can be.
func (b submissionBody) UnsentNotice() *notice {
	if b.CanReturn {
		return nil
	}
	d := b.Draft
	for _, r := range b.Remarks {
		if r.Text != "" {
			d.Remarks = append(slices.Clone(d.Remarks), registry.DraftRemark{Remark: r})
		}
	}
	return unsentNotice(b.Upload, d)
}

// UnsentNotice is the same for the overview.
func (b uploadBody) UnsentNotice() *notice {
	if b.CanReturn {
		return nil
	}
	return unsentNotice(b.Upload, b.Draft)
}

func unsentNotice(u registry.Upload, d registry.ReturnDraft) *notice {
	if d.Empty() {
		return nil
	}
	what := "この取込は、もう差し戻せません。必要なことは、ほかの方法で伝えてください。"
	if u.State == registry.UploadReturned {
		what = "差し戻された取込です。もう一度提出されたときに送れます。"
	}
	n := status("warning", "送っていない差戻しの下書きがあります。", what)
	n.Quote = d.Reason
	for _, r := range d.Remarks {
		n.Points = append(n.Points, r.Where()+"："+r.Text)
	}
	return &n
}
