package webtest

import (
	"strings"
)

// Between is the text after the first start and before the next end.
func Between(s, start, end string) string {
	_, rest, _ := strings.Cut(s, start)
	text, _, _ := strings.Cut(rest, end)
	return text
}
