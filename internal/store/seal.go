package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tetsuzuki/db"
	"tetsuzuki/internal/registry"
)

// Seal is the end of the chain of seals. Stored elsewhere, it shows later whether anything
// before it was rewritten.
type Seal struct {
	ID   int64
	At   time.Time
	Hash []byte
}

// String is the seal as it is printed for people to store: "verify --against" finds the
// hash in it. It is empty before the first seal.
func (s Seal) String() string {
	if s.ID == 0 {
		return ""
	}
	return fmt.Sprintf("%d　%s", s.ID, hex.EncodeToString(s.Hash))
}

// Seal returns the current end of the chain. It takes no scope, since a seal shows no
// bureau's data.
func (s *Store) Seal(ctx context.Context) (end Seal, err error) {
	if err = s.common.get(ctx, &end, "seal-end"); registry.CodeOf(err) == registry.NotFound {
		return end, nil
	}
	return end, err
}

// verifySeals checks that each seal follows the previous one and that every sealed row
// matches its last seal. It reads the tables without the database's own functions, which
// somebody could have replaced.
func (q querier) verifySeals(ctx context.Context, v *Verification) error {
	if err := q.get(ctx, v, "seal-counts"); err != nil {
		return err
	}
	v.tell(VerifySeals, 0, v.Seals)
	var seals []struct {
		ID            int64
		Relation, Key string
		Broken        bool
	}
	if err := q.list(ctx, &seals, "verify-seals"); err != nil {
		return err
	}
	err := q.get(ctx, &v.End, "seal-end")
	if err != nil && registry.CodeOf(err) != registry.NotFound {
		return err
	}
	for _, s := range seals {
		flaw := FlawBetween
		if s.Broken {
			flaw = FlawSeal
		}
		v.Problems = append(v.Problems, Problem{Flaw: flaw, SealID: s.ID, Table: s.Relation, Key: s.Key})
	}
	v.tell(VerifySeals, v.Seals, v.Seals)
	var tables []sealedTable
	if err := q.list(ctx, &tables, "sealed-tables"); err != nil {
		return err
	}
	for i, t := range tables {
		v.tell(VerifyTables, i, len(tables))
		if err := q.verifyTable(ctx, v, t); err != nil {
			return err
		}
	}
	v.tell(VerifyTables, len(tables), len(tables))
	return nil
}

// sealedTable is a table whose rows are sealed, with the columns of its primary key and
// its unsealed columns, as PostgreSQL arrays.
type sealedTable struct{ Name, Keys, Unsealed string }

// verifyTable checks that each row of a table matches its last seal.
func (q querier) verifyTable(ctx context.Context, v *Verification, t sealedTable) error {
	var rows []struct {
		Key  string
		Flaw Flaw
	}
	if err := sqlx.SelectContext(ctx, q.ext, &rows, fmt.Sprintf(sealedRows, pq.QuoteIdentifier(t.Name)), t.Name, t.Keys,
		t.Unsealed); err != nil {
		return mapError("store.Verify", err)
	}
	for _, r := range rows {
		v.Problems = append(v.Problems, Problem{Flaw: r.Flaw, Table: t.Name, Key: r.Key})
	}
	return nil
}

// verifyHeld checks that the hashes stored elsewhere are in one of the chains.
func (q querier) verifyHeld(ctx context.Context, v *Verification, held [][]byte) error {
	if len(held) == 0 {
		return nil
	}
	var missing [][]byte
	if err := q.list(ctx, &missing, "verify-held", pq.Array(held)); err != nil {
		return err
	}
	for _, hash := range missing {
		v.Problems = append(v.Problems, Problem{Flaw: FlawHeld, Held: hash})
	}
	v.Held = len(held) - len(missing)
	return nil
}

// verifySchema compares the schema with the one that the migrations make.
func (s *Store) verifySchema(ctx context.Context, v *Verification) error {
	const op = "store.Verify"
	differences, err := db.Compare(ctx, s.db.DB)
	if e, ok := errors.AsType[*pq.Error](err); ok && e.Code == "42501" {
		return &registry.Error{Code: registry.Forbidden, Op: op, Err: err,
			Message: "データベースの構成を比べられません。比べるあいだだけ使うスキーマを作る権限が要ります。サーバーの管理者に「grant create on database データベース名 to 利用者」を依頼してください。"}
	}
	for _, d := range differences {
		v.Problems = append(v.Problems, Problem{Flaw: FlawSchema, Part: d})
	}
	return mapError(op, err)
}

// sealedRows finds the rows of a table that do not match their last seal: $1 is the table's
// name, $2 the columns of its primary key, $3 its unsealed columns. It is no named query,
// because a table cannot be a parameter.
const sealedRows = `
with last as (
    select key, became
    from (select distinct on (key) key, became from seal where relation = $1 order by key, id desc) s
    where became is not null
), now as (
    select (select string_agg(j ->> k.name, ' ' order by k.place) from unnest($2::text[]) with ordinality as k (name, place)) as key,
           sha256(convert_to((j - $3::text[])::text, 'UTF8')) as digest
    from (select to_jsonb(t) as j from %s t) r
)
select key, case when became is null then 'added' when digest is null then 'removed' else 'altered' end as flaw
from now
full join last using (key)
where digest is distinct from became
order by length(key), key
limit 1000`
