package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// noticesBody is the mailbox.
type noticesBody struct {
	Notices []notice
	Unread  int
	Until   string // the newest one, for the button that marks all as read
	Reminds []boardRow
	Round   registry.Round
}

// notice is one for people.
type notice struct {
	registry.Notice
	Bureau, Href string
}

// noticesShown is how many notices the mailbox shows and counts.
const noticesShown = 100

func (s *server) notices(c echo.Context) error {
	ctx, scope := c.Request().Context(), scopeOf(c)
	all, err := s.store.Notices(ctx, scope, noticesShown)
	if err != nil {
		return err
	}
	names, err := s.bureauNames(ctx)
	if err != nil {
		return err
	}
	var b noticesBody
	for _, n := range all {
		shown := notice{Notice: n, Bureau: names[n.BureauID].Name, Href: uploadPath(n.UploadID)}
		switch {
		case n.TransferID != 0:
			shown.Href = transferPath(n.TransferID)
		case n.RoundID != 0:
			shown.Href = boardPath(n.RoundID)
		}
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
func (s *server) addReminders(c echo.Context, b *noticesBody) error {
	rounds, err := s.store.Rounds(c.Request().Context())
	if err != nil {
		return err
	}
	board := boardBody{}
	if board.Round, err = s.roundAsked(rounds, ""); err != nil || board.Round.ID == 0 || board.Round.OpensOn.After(s.now()) {
		return err
	}
	if err := s.addBoard(c, &board); err != nil {
		return err
	}
	b.Round = board.Round
	for _, r := range board.Rows {
		if r.HandedIn().IsZero() && r.When != "" {
			b.Reminds = append(b.Reminds, r)
		}
	}
	return nil
}

// readNotices marks as read what the page showed, and nothing that came since.
func (s *server) readNotices(c echo.Context) error {
	if err := s.markRead(c, c.FormValue("until")); err != nil {
		return err
	}
	return s.done(c, "/notices", "すべて既読にしました。")
}

// markRead marks as read what came up to a moment as the newest notice gives it.
func (s *server) markRead(c echo.Context, until string) error {
	at, err := time.Parse(time.RFC3339Nano, until)
	if err != nil || at.After(s.now()) {
		return &registry.Error{Code: registry.Invalid, Op: "web.markRead", Field: "until", Message: "どこまで読んだのかが分かりません。お知らせを開き直してください。"}
	}
	return s.store.ReadNotices(c.Request().Context(), scopeOf(c), at)
}

// unread is how many notices wait, for the header; empty for none.
func (s *server) unread(ctx context.Context, scope registry.Scope) (string, error) {
	all, err := s.store.Notices(ctx, scope, noticesShown)
	n := 0
	for _, notice := range all {
		if !notice.Read {
			n++
		}
	}
	switch n {
	case 0:
		return "", err
	case noticesShown:
		return strconv.Itoa(n-1) + "+", err
	}
	return strconv.Itoa(n), err
}

func boardPath(round int) string { return "/board?round=" + strconv.Itoa(round) }

func transferPath(id int64) string { return "/transfers/" + strconv.FormatInt(id, 10) }
