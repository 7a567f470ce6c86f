package request

import (
	"context"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// UploadWriting is the progress of the confirmation, undo or redo of an upload.
type UploadWriting struct {
	ID          int64  // of the upload
	Act         string // confirm, undo or redo
	Label       string // of the act, for people
	Step        string // for people
	Done, Total int64  // rows; a Total of 0: the step does not count
}

// WritingOf returns the progress of an upload's running write; nil if there is none.
func (s *Service) WritingOf(ctx context.Context, scope registry.Scope, u registry.Upload) (*UploadWriting, error) {
	if !u.State.Compared() {
		return nil, nil
	}
	at, err := s.Intake.WriteProgress(ctx, scope, u.ID)
	if err != nil || at == nil {
		return nil, err
	}
	w := &UploadWriting{ID: u.ID, Act: "confirm", Label: "登録しています", Done: at.Done, Total: at.Total}
	content := "新しい内容を書いています"
	switch u.State {
	case registry.UploadConfirmed:
		w.Act, w.Label, content = "undo", "取り消しています", "元の内容を書いています"
	case registry.UploadUndone:
		w.Act, w.Label = "redo", "もう一度登録しています"
	}
	w.Step = map[store.WriteStep]string{
		store.WriteWaits: "ほかの登録が終わるのを待っています", store.WriteCompares: "登録内容と比べています",
		store.WriteCloses: "今の内容を履歴に移しています", store.WriteOpens: content,
		store.WriteVolumes: "件数を書いています", store.WriteRecords: "変更を記録しています",
	}[at.Step]
	return w, nil
}

// UploadOf returns the upload that the address names, if the caller may see it.
func (s *Service) UploadOf(c echo.Context) (registry.Upload, error) {
	id, err := PathID(c)
	if err != nil {
		return registry.Upload{}, err
	}
	return s.Intake.Upload(c.Request().Context(), ScopeOf(c), id)
}
