package page

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// noticesBody is the mailbox.
type noticesBody struct {
	Notices []noticeRow
	Unread  int
	Until   string // the newest one, for the button that marks all as read
	Reminds []boardRow
	Round   registry.Round
}

// noticeRow is one of the mailbox for people.
type noticeRow struct {
	registry.Notice
	Bureau, Href string
}

func (s *Handlers) notices(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	all, err := s.Store.Notices(ctx, scope, request.NoticesShown)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	var b noticesBody
	for _, n := range all {
		shown := noticeRow{Notice: n, Bureau: names[n.BureauID].Name, Href: n.Path()}
		if !n.Read {
			b.Unread++
		}
		b.Notices = append(b.Notices, shown)
	}
	if len(all) > 0 {
		b.Until = all[0].At.Format(time.RFC3339Nano)
	}
	if err := s.addReminders(c, &b); err != nil {
		return err
	}
	return s.pages.notices.render(s, c, http.StatusOK, page{Title: "お知らせ"}, b)
}

// addReminders tells of bureaus whose deadline is near or over.
func (s *Handlers) addReminders(c echo.Context, b *noticesBody) error {
	rounds, err := s.Store.Rounds(c.Request().Context())
	if err != nil {
		return err
	}
	if b.Round, err = registry.RoundAsked(rounds, 0, s.Now()); err != nil || b.Round.ID == 0 || b.Round.OpensOn.After(s.Now()) {
		return err
	}
	_, rows, err := s.boardRows(c.Request().Context(), request.ScopeOf(c), b.Round)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Missing() && r.When != "" {
			b.Reminds = append(b.Reminds, r)
		}
	}
	return nil
}

// readNotices marks the notices that the page showed as read, and none that came since.
func (s *Handlers) readNotices(c echo.Context) error {
	if err := s.MarkRead(c, c.FormValue("until")); err != nil {
		return err
	}
	return s.Done(c, "/notices", "すべて既読にしました。")
}

// unread is the number of unread notices for the header; empty for none. It is remembered
// until something is written that notices may tell of.
func (s *Handlers) unread(ctx context.Context, c echo.Context) (string, error) {
	caller, scope := request.CallerOf(c), request.ScopeOf(c)
	about := fmt.Sprint(scope.AccountID, caller.Sealed, caller.NoticesRead.UnixMicro(), caller.Edition.Now.Unix()/3600)
	return store.Remember(ctx, s.Store, scope, store.Question{Name: "unread", About: about}, func(ctx context.Context) (string, error) {
		return s.countUnread(ctx, scope)
	})
}

func (s *Handlers) countUnread(ctx context.Context, scope registry.Scope) (string, error) {
	all, err := s.Store.Notices(ctx, scope, request.NoticesShown)
	n := 0
	for _, notice := range all {
		if !notice.Read {
			n++
		}
	}
	switch n {
	case 0:
		return "", err
	case request.NoticesShown:
		return strconv.Itoa(n-1) + "+", err
	}
	return strconv.Itoa(n), err
}
