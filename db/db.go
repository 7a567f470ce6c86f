// Package db holds the schema's migrations and the queries, embedded in the
// program.
package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations queries
var files embed.FS

// rights is what [Migrate] runs after the migrations: what the roles may do.
//
//go:embed rights.sql
var rights string

// The roles that the program takes on while it serves. Neither can log in, and
// neither can alter history.
const (
	AppRole   = "tetsuzuki_app"   // sees the rows of the bureau in the setting tetsuzuki.bureau
	WholeRole = "tetsuzuki_whole" // sees every row
)

// Migrate brings the database to the newest schema, and gives [AppRole] and
// [WholeRole] their rights on it. Several processes may do so at once: one works, the others wait for it.
func Migrate(ctx context.Context, pool *sql.DB) error {
	return provided(pool, func(p *goose.Provider) error {
		changed, err := sealing(ctx, pool, p.HasPending, func() error {
			_, err := p.Up(ctx)
			return err
		})
		if err != nil {
			return err
		}
		role, err := Role(ctx, pool)
		if err != nil || role != "" && !changed {
			return err
		}
		_, err = pool.ExecContext(ctx, rights)
		return err
	})
}

// Role is the role with rights on this database that whoever is connected may take
// on to see every row: [WholeRole], else [AppRole], else none.
func Role(ctx context.Context, pool *sql.DB) (role string, err error) {
	err = pool.QueryRowContext(ctx, `select coalesce((
		select max(rolname) from pg_roles
		where rolname in ($1, $2) and pg_has_role(oid, 'member')
		  and coalesce(has_table_privilege(oid, to_regclass('process'), 'insert'), false)), '')`, AppRole, WholeRole).Scan(&role)
	return role, err
}

// MigrateTo brings the database to the schema of a version, up or down; 0
// takes everything away, data included.
func MigrateTo(ctx context.Context, pool *sql.DB, version int64) error {
	return provided(pool, func(p *goose.Provider) error {
		var now int64
		_, err := sealing(ctx, pool, func(ctx context.Context) (_ bool, err error) {
			now, err = p.GetDBVersion(ctx)
			return version != now, err
		}, func() (err error) {
			if version < now {
				_, err = p.DownTo(ctx, version)
			} else {
				_, err = p.UpTo(ctx, version)
			}
			return err
		})
		return err
	})
}

// Migration is one step of the schema.
type Migration struct {
	Version int64
	Name    string // the file's name
}

// Migrations lists all steps, oldest first.
func Migrations() ([]Migration, error) {
	var steps []Migration
	err := provided(&sql.DB{}, func(p *goose.Provider) error {
		for _, s := range p.ListSources() {
			steps = append(steps, Migration{s.Version, s.Path})
		}
		return nil
	})
	return steps, err
}

// Pending lists the steps that the database has not seen, oldest first. In an empty database
// it makes the table of steps, which a migration would make anyway.
func Pending(ctx context.Context, pool *sql.DB) ([]Migration, error) {
	var steps []Migration
	err := provided(pool, func(p *goose.Provider) error {
		all, err := p.Status(ctx)
		for _, s := range all {
			if s.State == goose.StatePending {
				steps = append(steps, Migration{s.Source.Version, s.Source.Path})
			}
		}
		return err
	})
	return steps, err
}

// Fingerprint stands for the content of all migrations and what is run after them. It is for
// tests, which copy the database that has been migrated by the same ones.
func Fingerprint() string {
	sum := sha256.New()
	_ = fs.WalkDir(files, "migrations", func(path string, _ fs.DirEntry, _ error) error {
		b, err := files.ReadFile(path)
		if err == nil { // a folder is none
			sum.Write([]byte(path))
			sum.Write(b)
		}
		return nil
	})
	sum.Write([]byte(rights))
	fmt.Fprint(sum, Unsealed, unsealedColumns, Unwatched) // in the order of their keys
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

// provided runs f with goose over the embedded migrations. The pool stays
// the caller's.
func provided(pool *sql.DB, f func(*goose.Provider) error) error {
	steps, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, pool, steps,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil
	}
	if err != nil {
		return err
	}
	return f(p)
}
