package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tetsuzuki/db"
	"tetsuzuki/internal/registry"
)

// Migrate brings the database at url to the newest schema. Several processes may call it
// at the same time.
func Migrate(ctx context.Context, url string) error {
	return migrating(url, "store.Migrate", func(pool *sql.DB) error { return db.Migrate(ctx, pool) })
}

// MigrateTo brings the database at url to the schema of a version, up or down.
func MigrateTo(ctx context.Context, url string, version int64) error {
	return migrating(url, "store.MigrateTo", func(pool *sql.DB) error { return db.MigrateTo(ctx, pool, version) })
}

// Pending lists the migrations that the database at url lacks. It is an Invalid error if
// the database's encoding cannot hold every character.
func Pending(ctx context.Context, url string) (steps []db.Migration, err error) {
	const op = "store.Pending"
	var encoding string
	err = migrating(url, op, func(pool *sql.DB) (err error) {
		if err = pool.QueryRowContext(ctx, "show server_encoding").Scan(&encoding); err == nil && encoding == "UTF8" {
			steps, err = db.Pending(ctx, pool)
		}
		return err
	})
	if err == nil && encoding != "UTF8" {
		err = &registry.Error{Code: registry.Invalid, Op: op, Field: "TETSUZUKI_DATABASE_URL",
			Message: "データベースの文字コードが " + encoding + " です。「create database … encoding 'UTF8' template template0」で作り直してください。"}
	}
	return steps, err
}

// migrating connects without the time limits of requests.
func migrating(url, op string, do func(*sql.DB) error) error {
	cfg, err := config(url, Options{StatementTimeout: 24 * time.Hour, LockTimeout: time.Minute})
	if err != nil {
		return badAddress(op, err)
	}
	pool := sql.OpenDB(newConnector(cfg, Bounds{}))
	return mapError(op, errors.Join(do(pool), pool.Close()))
}

func badAddress(op string, err error) error {
	return &registry.Error{Code: registry.Invalid, Op: op, Field: "TETSUZUKI_DATABASE_URL",
		Message: "データベースの接続先（TETSUZUKI_DATABASE_URL）の書き方が正しくありません。", Err: err}
}
