package web

import (
	"net/url"
	"path"
	"strings"

	"github.com/labstack/echo/v4"
)

// attachment has the browser save the answer under a name, which may be Japanese
// (RFC 6266; an ASCII name stands beside it for old programs).
func attachment(c echo.Context, name, contentType string) {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	plain := "tetsuzuki" + strings.Map(func(r rune) rune {
		if r > '~' || r < ' ' {
			return -1
		}
		return r
	}, path.Ext(name))
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, contentType)
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+plain+`"; filename*=UTF-8''`+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
}
