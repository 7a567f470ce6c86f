package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// statuses maps what went wrong to HTTP.
var statuses = map[registry.Code]int{
	registry.Invalid:         http.StatusUnprocessableEntity,
	registry.Unauthenticated: http.StatusUnauthorized,
	registry.Forbidden:       http.StatusForbidden,
	registry.NotFound:        http.StatusNotFound,
	registry.Conflict:        http.StatusConflict,
	registry.NoVersion:       http.StatusPreconditionRequired,
	registry.TooLarge:        http.StatusRequestEntityTooLarge,
	registry.Unavailable:     http.StatusServiceUnavailable,
	registry.NoSpace:         http.StatusInsufficientStorage,
	registry.Internal:        http.StatusInternalServerError,
}

// errorBody is the one shape of an error in the API.
type errorBody struct {
	Error apiError `json:"error"`
}

type apiError struct {
	Code      registry.Code `json:"code"`
	Message   string        `json:"message"`
	Field     string        `json:"field,omitempty"`
	Reference string        `json:"reference"`
	ETag      string        `json:"etag,omitempty"`    // of the newest version, where an edit was of an older one
	Changed   []staleJSON   `json:"changed,omitempty"` // what others changed since that
}

// fail is the one place where an error becomes an answer: a page or JSON, by the
// address and by what the caller accepts.
func (s *server) fail(err error, c echo.Context) {
	status, e := explain(err)
	if get := c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead; get && status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest // there is no entity: the address is wrong
	}
	log := s.log.With(slog.String("reference", referenceOf(c)), slog.Int("status", status), slog.Any("error", err))
	switch {
	case c.Response().Committed:
		// Half an answer with status 200 must not look like a whole one.
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

func (s *server) sendError(c echo.Context, status int, e apiError) error {
	e.Reference = referenceOf(c)
	c.Response().Header().Del("Content-Disposition")
	if status == http.StatusUnauthorized {
		c.Response().Header().Set("WWW-Authenticate", `Bearer realm="tetsuzuki"`)
	}
	switch {
	case c.Request().Method == http.MethodHead:
		return c.NoContent(status)
	case wantsJSON(c):
		return c.JSON(status, errorBody{e})
	}
	return s.pages.failure.render(s, c, status, page{Title: errorTitle(status)}, failure{Status: status, Message: e.Message, Reference: e.Reference})
}

// explain gives the status of an error and what the caller may know of it.
func explain(err error) (int, apiError) {
	if isTooLarge(err) {
		return http.StatusRequestEntityTooLarge, apiError{Code: registry.TooLarge,
			Message: "送られた内容が大きすぎます。ファイルを分けるなどして、もう一度お試しください。"}
	}
	if stale, ok := errors.AsType[*store.StaleError](err); ok {
		return http.StatusPreconditionFailed, apiError{Code: registry.Conflict, Message: registry.MessageOf(err), Field: fieldOf(err),
			ETag: etag(stale.Version), Changed: newStaleJSON(stale.Cells)}
	}
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return statuses[e.Code], apiError{Code: e.Code, Message: registry.MessageOf(err), Field: e.Field}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return http.StatusServiceUnavailable, apiError{Code: registry.Unavailable,
			Message: "時間がかかりすぎたため、処理を止めました。時間をおいてもう一度お試しください。"}
	}
	// What echo's router and binder report, wrapped or not.
	if e, ok := errors.AsType[*echo.HTTPError](err); ok {
		switch {
		case e.Code == http.StatusMethodNotAllowed:
			return e.Code, apiError{Code: registry.Invalid, Message: "このアドレスでは、その操作はできません。API の説明にあるメソッドを使ってください。"}
		case e.Code == http.StatusNotFound:
			return e.Code, apiError{Code: registry.NotFound, Message: "お探しのページはありません。アドレスを確かめてください。"}
		case e.Code < http.StatusInternalServerError:
			return e.Code, apiError{Code: registry.Invalid, Message: "送られた内容を読み取れませんでした。入力を確かめてください。"}
		}
	}
	return http.StatusInternalServerError, apiError{Code: registry.Internal, Message: registry.MessageOf(nil)}
}

// wantsJSON tells programs from people.
func wantsJSON(c echo.Context) bool {
	accept := c.Request().Header.Get(echo.HeaderAccept)
	return isAPI(c) || strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html")
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

// fieldOf is the input field that an error is about; empty if none.
func fieldOf(err error) string {
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e.Field
	}
	return ""
}
