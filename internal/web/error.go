package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/web/request"
)

// fail is the one place where an error becomes an answer: a page or JSON, by the
// address and by what the caller accepts.
func (s *server) fail(err error, c echo.Context) {
	status, e := request.Explain(err)
	if get := c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead; get &&
		status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest // the address is wrong, not the body
	}
	log := s.Log.With(slog.String("reference", request.ReferenceOf(c)), slog.Int("status", status), slog.Any("error", err))
	switch {
	case c.Response().Committed:
		// Part of an answer with status 200 must not look complete.
		log.Error("error after the first byte")
		panic(http.ErrAbortHandler)
	case status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled):
		log.Error("error")
	default:
		log.Debug("refused")
	}
	if sendErr := s.sendError(c, status, e); sendErr != nil {
		log.Error("error page", slog.Any("reason", sendErr))
	}
}

func (s *server) sendError(c echo.Context, status int, e request.Failure) error {
	e.Reference = request.ReferenceOf(c)
	c.Response().Header().Del("Content-Disposition")
	if status == http.StatusUnauthorized {
		c.Response().Header().Set("WWW-Authenticate", `Bearer realm="tetsuzuki"`)
	}
	switch {
	case c.Request().Method == http.MethodHead:
		return c.NoContent(status)
	case request.WantsJSON(c):
		return c.JSON(status, request.ErrorBody{Error: e})
	}
	return s.page.Fail(c, status, errorTitle(status), e.Message, e.Reference)
}

func errorTitle(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return "ページが見つかりません"
	case http.StatusForbidden:
		return "この操作を行う権限がありません"
	case http.StatusUnauthorized:
		return "サインインが必要です"
	case http.StatusConflict, http.StatusPreconditionFailed:
		return "ほかの変更と重なりました"
	case http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		return "ただいまご利用になれません"
	}
	if status >= http.StatusInternalServerError {
		return "エラーが起きました"
	}
	return "入力内容を確かめてください"
}
