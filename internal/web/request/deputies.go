package request

import (
	"time"

	"tetsuzuki/internal/registry"
)

// DeputyDays reads the first and the last day for which a deputy is appointed.
func DeputyDays(first, last string) (from, to time.Time, err error) {
	const op = "request.deputyDays"
	if from, err = time.Parse(time.DateOnly, first); err != nil {
		return from, to, &registry.Error{Code: registry.Invalid, Op: op, Field: "from", Err: err, Message: "代理の始まりの日を入力してください。例：2026-04-01"}
	}
	if to, err = time.Parse(time.DateOnly, last); err != nil {
		return from, to, &registry.Error{Code: registry.Invalid, Op: op, Field: "to", Err: err, Message: "代理の終わりの日を入力してください。例：2026-04-30"}
	}
	return from, to, nil
}
