package request

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Mendable reports whether the user can correct the error in the form.
func Mendable(err error) bool {
	code := registry.CodeOf(err)
	return code == registry.Invalid || code == registry.Conflict
}

// ETag names a version of a process.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// VersionTag is the tag of an answer: the version in it (empty: none), and what else the
// answer depends on.
func VersionTag(version, rest string) string {
	if version != "" {
		version += "."
	}
	return `"` + version + rest + `"`
}

// VersionIn is the version that a tag names, from [ETag] or [VersionTag].
func VersionIn(tag string) (version int64, ok bool) {
	text, quoted := strings.CutPrefix(tag, `"`)
	text, closed := strings.CutSuffix(text, `"`)
	text, _, _ = strings.Cut(text, ".")
	version, err := strconv.ParseInt(text, 10, 64)
	return version, quoted && closed && err == nil && text == strconv.FormatInt(version, 10)
}

// staleJSON is a cell that others changed since the version that was edited.
type staleJSON struct {
	Field      string `json:"field"`
	FiscalYear *int   `json:"fiscal_year"`
	Base       string `json:"base"`
	Theirs     string `json:"theirs"`
	Mine       string `json:"mine"`
	Clash      bool   `json:"clash"` // the edit has another value
}

func newStaleJSON(cells []store.StaleCell) []staleJSON {
	list := make([]staleJSON, len(cells))
	for i, c := range cells {
		list[i] = staleJSON{Field: c.Field, Base: c.Base, Theirs: c.Theirs, Mine: c.Mine, Clash: c.Clash}
		if c.FiscalYear != 0 {
			list[i].FiscalYear = &c.FiscalYear
		}
	}
	return list
}

// statuses maps the codes of errors to HTTP statuses.
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

// ErrorBody is the one shape of an error in the API.
type ErrorBody struct {
	Error Failure `json:"error"`
}

// Failure is the part of an error that the caller may see.
type Failure struct {
	Code      registry.Code `json:"code"`
	Message   string        `json:"message"`
	Field     string        `json:"field,omitempty"`
	Reference string        `json:"reference"`
	ETag      string        `json:"etag,omitempty"`    // of the newest version, where an edit was of an older one
	Changed   []staleJSON   `json:"changed,omitempty"` // what others changed since that
}

// Explain returns the HTTP status of an error and the part that the caller may see.
func Explain(err error) (int, Failure) {
	if isTooLarge(err) {
		return http.StatusRequestEntityTooLarge, Failure{Code: registry.TooLarge,
			Message: "送られた内容が大きすぎます。ファイルを分けるなどして、もう一度お試しください。"}
	}
	if stale, ok := errors.AsType[*store.StaleError](err); ok {
		return http.StatusPreconditionFailed, Failure{Code: registry.Conflict, Message: registry.MessageOf(err), Field: FieldOf(err),
			ETag: ETag(stale.Version), Changed: newStaleJSON(stale.Cells)}
	}
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return statuses[e.Code], Failure{Code: e.Code, Message: registry.MessageOf(err), Field: e.Field}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return http.StatusServiceUnavailable, Failure{Code: registry.Unavailable,
			Message: "時間がかかりすぎたため、処理を止めました。時間をおいてもう一度お試しください。"}
	}
	// Errors of echo's router and binder, wrapped or not.
	if e, ok := errors.AsType[*echo.HTTPError](err); ok {
		switch {
		case e.Code == http.StatusMethodNotAllowed:
			return e.Code, Failure{Code: registry.Invalid, Message: "このアドレスでは、その操作はできません。API の説明にあるメソッドを使ってください。"}
		case e.Code == http.StatusNotFound:
			return e.Code, Failure{Code: registry.NotFound, Message: "お探しのページはありません。アドレスを確かめてください。"}
		case e.Code < http.StatusInternalServerError:
			return e.Code, Failure{Code: registry.Invalid, Message: "送られた内容を読み取れませんでした。入力を確かめてください。"}
		}
	}
	return http.StatusInternalServerError, Failure{Code: registry.Internal, Message: registry.MessageOf(nil)}
}

// WantsJSON reports whether the answer should be JSON rather than a page.
func WantsJSON(c echo.Context) bool {
	accept := c.Request().Header.Get(echo.HeaderAccept)
	return IsAPI(c) || strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html")
}

// FieldOf is the input field that an error is about; empty if none.
func FieldOf(err error) string {
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e.Field
	}
	return ""
}

// isTooLarge reports whether a body was cut off at its limit.
func isTooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}
