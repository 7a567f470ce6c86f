// Package pgtest gives every test a PostgreSQL database of its own, in one
// private cluster that all test binaries of a run share.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres"
)

// New returns the address of a new database with the newest schema, dropped
// at the end of the test.
func New(t testing.TB) string {
	t.Helper()
	template, err := schema()
	return database(t, template, err)
}

// Empty returns the address of a new database without any schema, dropped at
// the end of the test.
func Empty(t testing.TB) string {
	t.Helper()
	return database(t, "template0", nil)
}

// Open connects to the database at url, until the end of the test.
func Open(t testing.TB, url string) *sql.DB {
	t.Helper()
	pool, err := connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return pool
}

func database(t testing.TB, template string, err error) string {
	t.Helper()
	var c *cluster
	if err == nil {
		c, err = shared()
	}
	if errors.Is(err, postgres.ErrNoBinaries) && os.Getenv("CI") == "" {
		t.Skip("no PostgreSQL server programs on this machine")
	}
	if err != nil {
		t.Fatalf("the tests' PostgreSQL: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	// To copy the files takes a fourth of the processor time of writing each page through the log.
	if _, err := c.admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY FILE_COPY"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := c.admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return c.server.URL(name)
}

// cluster is this process's hold on the cluster of the run.
type cluster struct {
	server *postgres.Server
	admin  *sql.DB
}

// shared joins the cluster, once in a process. Nobody leaves it: the process's
// end does, and the guard stops the server when the last process has ended.
var shared = sync.OnceValues(func() (*cluster, error) {
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	server, err := postgres.Start(context.Background(), postgres.Config{Dir: dir, Volatile: true})
	if err != nil {
		return nil, err
	}
	if err := sendGuard(dir); err != nil {
		return nil, err
	}
	admin, err := connect(server.URL("postgres"))
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(4)
	return &cluster{server, admin}, nil
})

// folder is the same for all test binaries of one user, and nobody else's.
func folder() (string, error) {
	dir := filepath.Join(room(), fmt.Sprintf("tetsuzuki-test-%d", os.Geteuid()))
	if err := os.Mkdir(dir, 0o711); err != nil && !os.IsExist(err) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() {
		return "", fmt.Errorf("%s is somebody else's", dir)
	}
	return filepath.Join(dir, "postgres"), os.Chmod(dir, 0o711)
}

// schema makes the template with the newest schema, once in a cluster, and
// returns its name, which stands for the content of the migrations.
var schema = sync.OnceValues(func() (name string, err error) {
	c, err := shared()
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	conn, err := c.admin.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(1)"); err != nil {
		return "", err
	}
	defer func() {
		_, unlock := conn.ExecContext(ctx, "SELECT pg_advisory_unlock(1)")
		err = errors.Join(err, unlock)
	}()
	name = "schema_" + db.Fingerprint()
	var there bool
	if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil ||
		there {
		return name, err
	}
	for _, statement := range []string{"DROP DATABASE IF EXISTS building WITH (FORCE)", "CREATE DATABASE building TEMPLATE template0"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return "", err
		}
	}
	if err := migrate(ctx, c.server.URL("building")); err != nil {
		return "", err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE building RENAME TO "+name)
	return name, err
})

func migrate(ctx context.Context, url string) error {
	pool, err := connect(url)
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx, pool), pool.Close())
}

// connect connects as the program does: what a test writes to prepare itself is sealed.
func connect(url string) (*sql.DB, error) {
	cfg, err := pq.NewConfig(url)
	if err != nil {
		return nil, err
	}
	if cfg.Runtime == nil {
		cfg.Runtime = map[string]string{}
	}
	cfg.Runtime[db.SealSetting] = "on"
	connector, err := pq.NewConnectorConfig(cfg)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// guardVariable makes a test binary the guard of the folder that it names.
const guardVariable = "TETSUZUKI_PGTEST_GUARD"

// guardIdle bridges the time between two packages' tests.
const guardIdle = 3 * time.Second

func init() {
	dir := os.Getenv(guardVariable)
	if dir == "" {
		return
	}
	if err := postgres.Guard(context.Background(), dir, guardIdle); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// sendGuard starts this test binary once more as the guard, away from the
// terminal and the test's output.
func sendGuard(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	guard := exec.CommandContext(context.Background(), self) // it outlives every context
	guard.Dir = "/"
	guard.Env = append(os.Environ(), guardVariable+"="+dir)
	guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := guard.Start(); err != nil {
		return err
	}
	go func() { _ = guard.Wait() }() // another guard may be at work, and this one ends at once
	return nil
}
