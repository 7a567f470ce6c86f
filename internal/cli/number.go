package cli

import (
	"strconv"
	"strings"

	"tetsuzuki/internal/registry"
)

// numberOf is the number of a thing (what, in Japanese) in an argument. list is the verb that
// shows the numbers.
func numberOf[N int | int64](what, list, text string) (N, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32)
	if err != nil || n < 1 {
		return 0, registry.Errorf(registry.Invalid, "cli.number", "「%s」は番号ではありません。%sの番号を数字で指定してください（tetsuzuki %s で確かめられます）。例：3",
			text, what, list)
	}
	return N(n), nil
}
