package request

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"
)

// Attachment makes the browser save the answer under a name, which may be Japanese (RFC 6266,
// with an ASCII name for old programs).
func Attachment(c echo.Context, name, contentType string) {
	if ending, ok := ownEndings[contentType]; !ok || path.Ext(name) != ending {
		name = savedAs(name)
	}
	plain := "tetsuzuki" + path.Ext(name)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, contentType)
	h.Set(
		echo.HeaderContentDisposition,
		`attachment; filename="`+plain+`"; filename*=UTF-8''`+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"),
	)
}

// ownEndings are those of the files that only the service itself makes, and names.
var ownEndings = map[string]string{TypeZIP: ".zip", TypeSVG: ".svg", TypeJSON: ".json", TypeJSONL: ".jsonl"}

// endings are the extensions that a saved file may have: those of tables, including those that
// the service refuses to read.
var endings = []string{".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".xls", ".xlsb", ".ods"}

// savedAs is the name under which a file is saved. Its sender has chosen the name, and the
// reader's machine chooses a program by the extension: a name without the extension of a table
// gets another one appended, which starts no program. Characters that change the direction of
// writing are removed, since they can hide the extension.
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
