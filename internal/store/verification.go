package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// verificationKey is the key of the job that verifies: there is one registry.
const verificationKey = "registry"

// RequestVerification has the queue verify the registry. While one waits or runs, there is no
// second one.
func (s *Store) RequestVerification(ctx context.Context, scope registry.Scope) error {
	if err := scope.Require("store.RequestVerification", registry.Audit); err != nil {
		return err
	}
	_, err := s.EnqueueJob(ctx, scope, registry.NewJob{Kind: registry.JobVerify, Key: verificationKey})
	return err
}

// VerificationJob is the newest job that verifies; a zero one if there never was one.
func (s *Store) VerificationJob(ctx context.Context, scope registry.Scope) (registry.Job, error) {
	if err := scope.Require("store.VerificationJob", registry.Audit); err != nil {
		return registry.Job{}, err
	}
	j, err := s.JobOf(ctx, scope, registry.JobVerify, verificationKey)
	if registry.CodeOf(err) == registry.NotFound {
		return registry.Job{}, nil
	}
	return j, err
}

// verifiedTexts is how many problems a recorded verification names.
const verifiedTexts = 200

// RecordVerification stores what verifying found, and notes it in the log.
func (s *Store) RecordVerification(ctx context.Context, scope registry.Scope, began time.Time, v Verification) error {
	const op = "store.RecordVerification"
	if err := scope.Require(op, registry.Audit); err != nil {
		return err
	}
	texts := []string{}
	for _, p := range v.Problems[:min(len(v.Problems), verifiedTexts)] {
		texts = append(texts, p.Text())
	}
	said := "問題なし"
	if n := len(v.Problems); n > 0 {
		said = fmt.Sprintf("問題 %d 件", n)
	}
	hash := v.End.Hash
	if hash == nil {
		hash = []byte{}
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		_, err := q.exec(ctx, "verification-add", began, orNull(scope.AccountID), scope.Actor, v.Changes, v.Snapshots, v.Seals, v.End.ID,
			sql.NullTime{Time: v.End.At, Valid: !v.End.At.IsZero()}, hash, len(v.Problems), pq.Array(texts))
		if err != nil {
			return err
		}
		return q.audit(ctx, scope, registry.AuditVerified, said, nil)
	})
}

// Verified is a recorded verification.
type Verified struct {
	ID                        int64
	Began, Ended              time.Time
	Actor                     string
	Changes, Snapshots, Seals int
	End                       Seal
	Problems                  int
	Texts                     []string // the first of them
}

// Verifications lists the last recorded verifications, the newest first.
func (s *Store) Verifications(ctx context.Context, scope registry.Scope, limit int) ([]Verified, error) {
	if err := scope.Require("store.Verifications", registry.Audit); err != nil {
		return nil, err
	}
	var rows []struct {
		ID                        int64
		BeganAt                   time.Time `db:"began_at"`
		EndedAt                   time.Time `db:"ended_at"`
		Actor                     string
		Changes, Snapshots, Seals int
		SealID                    int64        `db:"seal_id"`
		SealAt                    sql.NullTime `db:"seal_at"`
		SealHash                  []byte       `db:"seal_hash"`
		Problems                  int
		Texts                     pq.StringArray
	}
	if err := s.list(ctx, scope, &rows, "verifications", limit); err != nil {
		return nil, err
	}
	all := make([]Verified, len(rows))
	for i, r := range rows {
		all[i] = Verified{ID: r.ID, Began: r.BeganAt, Ended: r.EndedAt, Actor: r.Actor, Changes: r.Changes, Snapshots: r.Snapshots,
			Seals: r.Seals, End: Seal{ID: r.SealID, At: r.SealAt.Time, Hash: r.SealHash}, Problems: r.Problems, Texts: r.Texts}
	}
	return all, nil
}
