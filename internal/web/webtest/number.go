package webtest

import (
	"strconv"
)

// Num writes an ID into an address or a form.
func Num(id int64) string { return strconv.FormatInt(id, 10) }
