package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"tetsuzuki/internal/registry"
)

// contentHash computes the digest of the values of a file's rows, by which the same content
// is recognised in another file, wherever its rows are.
type contentHash struct {
	hash hash.Hash
	line []byte
}

func newContentHash() *contentHash { return &contentHash{hash: sha256.New()} }

// The values of a line of stagedColumns are those from saidFrom on: before them are the
// places of the row and how it was read. The last two are keys computed from the values.
const saidFrom, keys = 6, 2

// add takes a line of stagedColumns.
func (c *contentHash) add(line []any) {
	c.line = c.line[:0]
	for _, value := range line[saidFrom : len(line)-keys] {
		switch v := value.(type) {
		case nil:
			c.line = append(c.line, 'n')
		case int64:
			c.line = binary.BigEndian.AppendUint64(append(c.line, 'i'), uint64(v))
		case string:
			c.line = binary.BigEndian.AppendUint64(append(c.line, 's'), uint64(len(v)))
			c.line = append(c.line, v...)
		}
	}
	c.hash.Write(c.line)
}

func (c *contentHash) sum() []byte { return c.hash.Sum(nil) }

// SameContent is the last confirmed upload before this one that has the same content
// for the same bureau; 0 where there is none.
func (s *Store) SameContent(ctx context.Context, scope registry.Scope, id int64) (int64, error) {
	return s.uploadWithSameContent(ctx, scope, "upload-same", id)
}

// SameWaiting is the first upload before this one that has the same content for the
// same bureau and is not registered yet; 0 where there is none.
func (s *Store) SameWaiting(ctx context.Context, scope registry.Scope, id int64) (int64, error) {
	return s.uploadWithSameContent(ctx, scope, "upload-same-waiting", id)
}

func (s *Store) uploadWithSameContent(ctx context.Context, scope registry.Scope, query string, id int64) (int64, error) {
	var same []int64
	err := s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) error {
		return q.list(ctx, &same, query, id)
	})
	if err != nil || len(same) == 0 {
		return 0, err
	}
	return same[0], nil
}
