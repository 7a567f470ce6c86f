package request

import (
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// NoticesShown is how many notices the mailbox shows and counts.
const NoticesShown = 100

// MarkRead marks as read what came up to a moment as the newest notice gives it.
func (s *Service) MarkRead(c echo.Context, until string) error {
	at, err := time.Parse(time.RFC3339Nano, until)
	if err != nil {
		return &registry.Error{Code: registry.Invalid, Op: "request.markRead", Field: "until", Message: "どこまで読んだのかが分かりません。お知らせを開き直してください。"}
	}
	return s.Store.ReadNotices(c.Request().Context(), ScopeOf(c), at)
}
