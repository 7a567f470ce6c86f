package request

import (
	"time"

	"tetsuzuki/internal/registry"
)

// DeputyDays reads the first and the last day for which a deputy is appointed.
func DeputyDays(first, last string) (from, to time.Time, err error) {
	const op = "request.deputyDays"
	if from, err = registry.ParseDay(op, "from", "代理の始まりの日", first); err != nil {
		return from, to, err
	}
	to, err = registry.ParseDay(op, "to", "代理の終わりの日", last)
	return from, to, err
}
