package web

import (
	"context"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// uploadWriting is how far an upload's being confirmed, undone or done again is.
type uploadWriting struct {
	ID          int64  // of the upload
	Deed        string // confirm, undo or redo
	Label       string // of the deed, for people
	Step        string // for people
	Done, Total int64  // rows; a Total of 0: the step does not count
}

// writingOf is how far the write of an upload is that goes on now; nil where none does.
func (s *server) writingOf(ctx context.Context, scope registry.Scope, u registry.Uploaded) (*uploadWriting, error) {
	if !u.State.Compared() {
		return nil, nil
	}
	at, err := s.intake.Writing(ctx, scope, u.ID)
	if err != nil || at == nil {
		return nil, err
	}
	w := &uploadWriting{ID: u.ID, Deed: "confirm", Label: "登録しています", Done: at.Done, Total: at.Total}
	content := "新しい内容を書いています"
	switch u.State {
	case registry.UploadConfirmed:
		w.Deed, w.Label, content = "undo", "取り消しています", "元の内容を書いています"
	case registry.UploadUndone:
		w.Deed, w.Label = "redo", "もう一度登録しています"
	}
	w.Step = map[store.WritingStep]string{
		store.WritingWaits: "ほかの登録が終わるのを待っています", store.WritingCompares: "登録内容と比べています",
		store.WritingCloses: "今の内容を履歴に移しています", store.WritingOpens: content,
		store.WritingCounts: "件数を書いています", store.WritingRecords: "変更を記録しています",
	}[at.Step]
	return w, nil
}
