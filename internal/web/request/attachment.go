package request

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"
)

// Attachment has the browser save the answer under a name, which may be Japanese
// (RFC 6266; an ASCII name stands beside it for old programs).
func Attachment(c echo.Context, name, contentType string) {
	name = savedAs(name)
	plain := "tetsuzuki" + path.Ext(name)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, contentType)
	h.Set(
		echo.HeaderContentDisposition,
		`attachment; filename="`+plain+`"; filename*=UTF-8''`+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"),
	)
}

// endings are those that a saved file may have: of tables, the ones that this service
// refuses to read among them.
var endings = []string{".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".xls", ".xlsb", ".ods"}

// savedAs is what a file is called on the machine of whoever takes it out. Its sender
// chose the name, and the reader's machine chooses by its ending what to do with it:
// one that is no table's gets another behind it, which starts no program. A character
// that turns the direction of writing would show the ending elsewhere.
func savedAs(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	if !slices.Contains(endings, strings.ToLower(path.Ext(name))) {
		return name + ".bin"
	}
	return name
}
