package store

import (
	"context"
	"errors"

	"tetsuzuki/internal/registry"
)

// ErrBusy is the cause of the Conflict error of an act on an upload that is being read,
// confirmed, undone or redone. The act can be tried again when that is over.
var ErrBusy = errors.New("the upload is being read or written")

// atRest is nil if nobody reads or writes the upload, and keeps others from beginning to
// until the transaction ends. It ignores a read or write of this transaction.
func (q querier) atRest(ctx context.Context, op string, id int64) error {
	var what string
	if err := q.get(ctx, &what, "upload-busy", id); err != nil || what == "" {
		return err
	}
	return busy(op, what)
}

// busy is the error of an act on an upload that is being read or written.
func busy(op, what string) error {
	message := "いま、この取込のファイルを読み取っています。読み取りが終わってから、もう一度お試しください。"
	if what == "writing" {
		message = "いま、この取込を登録（または取消し）しています。終わってから、画面を開き直して確かめてください。"
	}
	return &registry.Error{Code: registry.Conflict, Op: op, Message: message, Err: ErrBusy}
}
