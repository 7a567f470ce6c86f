package web

import "strconv"

// num writes an ID into an address or a form.
func num(id int64) string { return strconv.FormatInt(id, 10) }
