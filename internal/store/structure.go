package store

import (
	"context"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Structure is the stored structure of an upload: what its tables and columns were taken for.
// Its texts are JSON; nil where there is nothing.
type Structure struct {
	Reading     int    // how often the file was read
	Corrections []byte // what was said of this very file
	LookedAt    []string
	Preview     []byte // its sheets with some of their rows
	Protected   bool   // it has a password
	Verdict     registry.UploadState
}

// Structure returns what is stored of an upload's structure.
func (s *Store) Structure(ctx context.Context, scope registry.Scope, id int64) (Structure, error) {
	if _, err := s.Upload(ctx, scope, id); err != nil {
		return Structure{}, err
	}
	var row struct {
		Reading     int
		Corrections []byte
		LookedAt    pq.StringArray `db:"looked_at"`
		Preview     []byte
		Protected   bool
		Verdict     registry.UploadState
	}
	if err := s.get(ctx, scope, &row, "structure", id); err != nil {
		return Structure{}, err
	}
	return Structure{row.Reading, row.Corrections, row.LookedAt, row.Preview, row.Protected, row.Verdict}, nil
}

// memoriesUsed is from how many earlier files of a bureau the structure is remembered.
const memoriesUsed = 20

// StructureMemories returns the confirmed structures of the last files of an upload's
// bureau, the newest first, as JSON.
func (s *Store) StructureMemories(ctx context.Context, scope registry.Scope, id int64) ([][]byte, error) {
	u, err := s.Upload(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	var memories [][]byte
	err = s.list(ctx, scope, &memories, "structure-memories", orNull(u.BureauID), memoriesUsed)
	return memories, err
}

// RegisteredTables returns the tables of the last registered file of an upload's bureau
// as JSON; nil if there is none.
func (s *Store) RegisteredTables(ctx context.Context, scope registry.Scope, id int64) ([]byte, error) {
	u, err := s.Upload(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	var tables [][]byte
	if err := s.list(ctx, scope, &tables, "structure-registered", orNull(u.BureauID), id); err != nil || len(tables) == 0 {
		return nil, err
	}
	return tables[0], nil
}

// SaveStructure stores a person's corrections of the tables and columns of an upload for
// its next reading. reading is the number of the reading that the person saw, lookedAt
// lists what the person checked.
func (s *Store) SaveStructure(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	reading int,
	said []byte,
	lookedAt []string,
	text string,
) error {
	const op = "store.SaveStructure"
	_, err := s.step(ctx, scope, id, op, registry.ActCorrectStructure, func(q querier, u lockedUpload) error {
		if err := readSince(op, u, reading); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "structure-correct", id, said, textArray(lookedAt)); err != nil {
			return err
		}
		return q.event(ctx, scope, id, registry.EventStructure, text)
	})
	return err
}

// ConfirmStructure confirms the structure as it was read in the given reading. The memory
// is stored for the bureau's next file.
func (s *Store) ConfirmStructure(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	reading int,
	lookedAt []string,
	memory []byte,
	text string,
) (registry.Upload, error) {
	const op = "store.ConfirmStructure"
	return s.step(ctx, scope, id, op, registry.ActConfirmStructure, func(q querier, u lockedUpload) error {
		if err := readSince(op, u, reading); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "structure-confirmed", id, textArray(lookedAt)); err != nil {
			return err
		}
		if err := q.remember(ctx, scope, id, memory); err != nil {
			return err
		}
		return q.event(ctx, scope, id, registry.EventStructure, text)
	})
}

func (q querier) remember(ctx context.Context, scope registry.Scope, id int64, memory []byte) error {
	_, err := q.exec(ctx, "structure-remember", id, orNull(scope.AccountID), scope.Actor, memory)
	return err
}

// readSince is nil if the upload has not been read again since the given reading.
func readSince(op string, u lockedUpload, reading int) error {
	if u.Reading != reading {
		return registry.Errorf(registry.Conflict, op, "この取込は、その後で読み直されています。画面を開き直して確かめてください。")
	}
	return nil
}
