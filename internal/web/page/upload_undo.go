package page

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// undoBody is the page that undoes a confirmed upload, or redoes an undone one.
type undoBody struct {
	registry.Upload
	Direction store.Reversal
	Counts    store.UndoCounts
	Tabs      []tab
	Bucket    store.UndoBucket
	Rows      []undoRow
	Next      string // more rows of the bucket; empty: none
	Reason    string // as entered
	Problem   string
}

// undoRow is one process of an upload that is to be undone.
type undoRow struct {
	store.UndoRow
	Bureau string
	Cells  []fieldChange
	Others []changeNote // who changed it since
}

// changeNote is a change that somebody made in the meantime.
type changeNote struct {
	registry.Change
	Kind string
}

var bucketLabels = map[store.UndoBucket]string{
	store.PutBack: "元に戻す", store.Kept: "そのまま残す", store.Impossible: "戻せない",
}

func (s *Handlers) undoPage(c echo.Context) error { return s.showUndo(c, http.StatusOK, "", "") }

// showUndo tells what taking the upload back would do now; nothing is written.
func (s *Handlers) showUndo(c echo.Context, status int, reason, problem string) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	u, err := s.UploadOf(c)
	if err != nil {
		return err
	}
	writing, err := s.WritingOf(ctx, scope, u)
	if err != nil {
		return err
	}
	if writing != nil {
		return c.Redirect(http.StatusSeeOther, registry.UploadPath(u.ID)) // what would come of it waits for the end
	}
	b := undoBody{Upload: u, Direction: reversalOf(u), Reason: reason, Problem: problem}
	if b.Counts, err = s.Intake.UndoPreview(ctx, scope, u.ID, b.Direction); err != nil {
		return err
	}
	if err := s.addUndoRows(c, &b); err != nil {
		return err
	}
	return s.pages.undo.render(s, c, status, page{Title: fmt.Sprintf("取込 %d の%s", u.ID, b.ActLabel())}, b)
}

// reversalOf is the direction in which an upload can be reversed.
func reversalOf(u registry.Upload) store.Reversal {
	if u.State == registry.UploadUndone {
		return store.Redo
	}
	return store.Undo
}

// ActLabel names what the page is for.
func (b undoBody) ActLabel() string {
	if b.Direction == store.Redo {
		return "取消しの取りやめ"
	}
	return "取消し"
}

func (s *Handlers) addUndoRows(c echo.Context, b *undoBody) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	counts := map[store.UndoBucket]int{store.PutBack: b.Counts.PutBack, store.Kept: b.Counts.Kept, store.Impossible: b.Counts.Impossible}
	b.Bucket = store.UndoBucket(c.QueryParam("show"))
	if !slices.Contains(store.UndoBuckets, b.Bucket) {
		b.Bucket = store.PutBack
		for _, bucket := range store.UndoBuckets {
			if counts[bucket] > 0 {
				b.Bucket = bucket
				break
			}
		}
	}
	at := func(bucket store.UndoBucket, after registry.ProcessID) string {
		query := url.Values{"show": {string(bucket)}}
		if after != 0 {
			query.Set("after", after.String())
		}
		return withQuery(registry.UploadPath(b.ID)+"/undo", query) + "#processes"
	}
	for _, bucket := range store.UndoBuckets {
		b.Tabs = append(b.Tabs, countTab(bucketLabels[bucket], at(bucket, 0), int64(counts[bucket]), bucket == b.Bucket))
	}
	after, err := registry.ParseProcessID(c.QueryParam("after"))
	if err != nil {
		after = 0 // none, or nonsense: from the first on
	}
	rows, err := s.Intake.UndoRows(ctx, scope, b.ID, b.Direction, b.Bucket, after, rowsShown.Limit())
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	rows, next := registry.PageOf(rowsShown, rows, func(r store.UndoRow) registry.ProcessID { return r.ProcessID })
	if next != nil {
		b.Next = at(b.Bucket, *next)
	}
	for _, r := range rows {
		row := undoRow{UndoRow: r, Bureau: names[r.BureauID].Name, Cells: s.labels(c).changes(r.Fields)}
		for _, change := range r.Since {
			row.Others = append(row.Others, changeNote{change, changeLabel(change)})
		}
		b.Rows = append(b.Rows, row)
	}
	return nil
}

// undoUpload reverses the upload in the direction that the page showed.
func (s *Handlers) undoUpload(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	direction, reason := store.Reversal(c.FormValue("direction")), strings.TrimSpace(c.FormValue("reason"))
	if direction != store.Undo && direction != store.Redo {
		return registry.Errorf(registry.Invalid, "page.undoUpload", "取り消すか、取消しをやめるかを選んでください。")
	}
	done, err := s.Intake.Reverse(c.Request().Context(), request.ScopeOf(c), id, direction, reason)
	if registry.CodeOf(err) == registry.Invalid {
		return s.showUndo(c, http.StatusUnprocessableEntity, reason, registry.MessageOf(err))
	}
	if err != nil {
		return err
	}
	word := "取り消しました"
	if direction == store.Redo {
		word = "もう一度登録しました"
	}
	return s.Done(c, registry.UploadPath(id), fmt.Sprintf(
		"この取込を%s。元に戻したもの %s 手続、そのまま残したもの %s 手続、戻せなかったもの %s 手続です。",
		word,
		registry.Thousands(int64(done.Counts.PutBack)),
		registry.Thousands(int64(done.Counts.Kept)),
		registry.Thousands(int64(done.Counts.Impossible)),
	))
}
