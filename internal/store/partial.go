package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// partText is said with the step in which a file was called a part of its bureau's list;
// empty for a whole one.
func partText(partial bool) string {
	if !partial {
		return ""
	}
	return "このファイルは一部です。ファイルにない手続は、今のまま残します。"
}

// SetPartial sets whether the file of an upload holds a part of its bureau's processes only:
// then no process is missing from it.
func (s *Store) SetPartial(ctx context.Context, scope registry.Scope, id int64, partial bool) (registry.Upload, error) {
	const op = "store.SetPartial"
	return s.step(ctx, scope, id, op, registry.ActAnswer, func(q querier, _ lockedUpload) error {
		if _, err := q.exec(ctx, "upload-partial", id, partial); err != nil {
			return err
		}
		text := partText(partial)
		if !partial {
			text = "このファイルには、局のすべての手続が書いてあります。ファイルにない手続を尋ねます。"
		}
		if err := q.event(ctx, scope, id, registry.EventDecided, text); err != nil {
			return err
		}
		return q.renewComparison(ctx, id)
	})
}
