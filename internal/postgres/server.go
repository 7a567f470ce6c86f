// Package postgres runs a private PostgreSQL from the server programs on the
// machine: on a Unix socket only, reached by nobody but the user who runs the
// program (and root), shared by all processes that name the same folder, and
// stopped by the last of them.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/lib/pq"
)

// role is the database role of the program, and owner of the cluster.
const role = "tetsuzuki"

// startLimit and stopLimit are how long a server may take: recovery after a
// crash and the last checkpoint are the slow cases.
const (
	startLimit = 2 * time.Minute
	stopLimit  = time.Minute
)

// Config says which private PostgreSQL to run.
type Config struct {
	// Dir is the folder of the private PostgreSQL; made when missing.
	Dir string
	// Database is created when missing; empty for none.
	Database string
	// Volatile is for tests: speed before safety against a crash of the
	// machine, and the cluster is thrown away when the last user leaves.
	Volatile bool
}

// Server is a private PostgreSQL in use by this process.
type Server struct {
	place   place
	account account
	config  Config
	sockets string
	use     *lock
}

// Start begins to use the private PostgreSQL of cfg.Dir, and starts it if it does not run: at
// the first run, after a clean stop, or after the program, the server or the machine was
// killed. Any number of processes may call it at once. Whoever gets a Server must Stop it. A
// failure that a person can mend is an *Error.
func Start(ctx context.Context, cfg Config) (_ *Server, err error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	p, err := settle(cfg.Dir)
	if err != nil {
		return nil, err
	}
	a, err := accountFor(p.data())
	if err != nil {
		return nil, err
	}
	s := &Server{place: p, account: a, config: cfg}
	gate, err := acquire(ctx, p.start(), syscall.LOCK_EX)
	if err != nil {
		return nil, &Error{fmt.Sprintf("データフォルダー %s のデータベースを準備できません。書き込みの権限と、ほかのプロセスが起動の途中でないことを確かめてください。", p.dir), err}
	}
	defer func() { err = errors.Join(err, gate.release()) }()
	if s.use, err = acquire(ctx, p.use(), syscall.LOCK_SH); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.leave(context.WithoutCancel(ctx)))
		}
	}()
	if s.sockets, err = p.socketDir(a); err != nil {
		return nil, err
	}
	if err := s.ensure(ctx); err != nil {
		return nil, err
	}
	if cfg.Database != "" {
		err = s.create(ctx, cfg.Database)
	}
	return s, err
}

// URL is the address of a database of the server, for lib/pq and libpq.
func (s *Server) URL(database string) string {
	q := url.Values{"host": {s.sockets}, "port": {"5432"}, "user": {role}, "sslmode": {"disable"}}
	return "postgres:///" + url.PathEscape(database) + "?" + q.Encode()
}

// Stop ends the use of the server, and stops it if no other process uses it. It returns when
// the server's processes have ended.
func (s *Server) Stop(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, stopLimit)
	defer cancel()
	gate, err := acquire(ctx, s.place.start(), syscall.LOCK_EX)
	if err != nil {
		return errors.Join(err, s.use.release())
	}
	defer func() { err = errors.Join(err, gate.release()) }()
	return s.leave(ctx)
}

// watchEvery is how soon Keep sees that the server has died.
const watchEvery = 500 * time.Millisecond

// Keep starts the server again at the same address whenever it has died, until ctx ends. say
// is told of each attempt, with nil for a success. It is for a program that runs long.
func (s *Server) Keep(ctx context.Context, say func(error)) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.place.postmaster() == 0 {
			say(s.revive(ctx))
		}
	}
}

func (s *Server) revive(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	gate, err := acquire(ctx, s.place.start(), syscall.LOCK_EX)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, gate.release()) }()
	return s.ensure(ctx)
}

// leave ends the use of the server and stops it if that was the last. The caller holds the
// start lock.
func (s *Server) leave(ctx context.Context) error {
	if err := s.use.release(); err != nil {
		return err
	}
	_, err := s.place.abandon(ctx, s.config.Volatile)
	return err
}

// abandon stops the server where nobody uses it, and says whether that was so.
// The caller holds the start lock.
func (p place) abandon(ctx context.Context, discard bool) (bool, error) {
	alone, err := try(p.use(), syscall.LOCK_EX)
	if err != nil || alone == nil {
		return false, err
	}
	err = p.halt(ctx)
	if err == nil {
		err = p.clearSocket()
	}
	if err == nil && discard {
		err = os.RemoveAll(p.data())
	}
	return true, errors.Join(err, alone.release())
}

// ensure makes the cluster where there is none and brings up the server where
// it is not running.
func (s *Server) ensure(ctx context.Context) error {
	if pid := s.place.postmaster(); pid != 0 {
		// It may be dying still; then it is started anew.
		gone := func() bool { return s.place.postmaster() != pid }
		if err := s.ready(ctx, gone); !errors.Is(err, errEnded) {
			return err
		}
	}
	major, err := clusterMajor(s.place.data())
	if err != nil {
		return err
	}
	b, err := findBinaries(ctx, major)
	if err != nil {
		return err
	}
	if major == 0 {
		if err := s.initialise(ctx, b); err != nil {
			return err
		}
	}
	if err := errors.Join(s.admit(), s.place.disown()); err != nil {
		return err
	}
	return s.launch(ctx, b)
}

// initialise makes the cluster beside its place and moves it there, so that
// an interrupted initdb never looks like a cluster.
func (s *Server) initialise(ctx context.Context, b binaries) error {
	fresh := s.place.fresh()
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := s.account.own(fresh); err != nil {
		return err
	}
	locale := "C.UTF-8"
	if _, err := os.Stat("/System/Library"); err == nil {
		locale = "C" // macOS has no C.UTF-8
	}
	args := []string{"--pgdata=" + fresh, "--username=" + role, "--encoding=UTF8", "--locale=" + locale, "--auth=reject"}
	if s.config.Volatile {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(b.dir, "initdb"), args...)
	s.account.as(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return &Error{"データベースを新しく作れませんでした。ディスクの空きと、データフォルダーの権限を確かめてください。",
			fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))}
	}
	return os.Rename(fresh, s.place.data())
}

// admit writes who may connect: this program's user and root, known to the
// kernel as the socket's peer, and nobody else.
func (s *Server) admit() error {
	u, err := user.LookupId(strconv.Itoa(os.Geteuid()))
	if err != nil {
		return err
	}
	names := map[string]bool{"root": true, u.Username: true}
	var ident strings.Builder
	for name := range names {
		fmt.Fprintf(&ident, "program %q %s\n", name, role)
	}
	// The server reads both as its own user; they hold no secret.
	return errors.Join(
		publish(s.place.hba(), "local all "+role+" peer map=program\n"),
		publish(s.place.ident(), ident.String()))
}

// launch starts the server and waits until it answers.
func (s *Server) launch(ctx context.Context, b binaries) error {
	log, err := s.place.openLog()
	if err != nil {
		return err
	}
	defer log.Close()
	args := []string{"-D", s.place.data(),
		"-c", "listen_addresses=",
		"-c", `unix_socket_directories="` + strings.ReplaceAll(s.sockets, `"`, `""`) + `"`,
		"-c", "unix_socket_permissions=0700",
		"-c", "port=5432",
		"-c", "hba_file=" + s.place.hba(),
		"-c", "ident_file=" + s.place.ident(),
		"-c", "logging_collector=off",
		"-c", "log_destination=stderr",
		"-c", "log_checkpoints=off",
		"-c", "lc_messages=C",
	}
	if s.config.Volatile {
		for _, v := range []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off",
			"max_connections=300", "wal_level=minimal", "max_wal_senders=0"} {
			args = append(args, "-c", v)
		}
	}
	// After a crash the old server's last processes may hold its memory for a
	// moment, and a new one refuses until they are gone.
	const attempts = 20
	for n := 1; ; n++ {
		// It outlives ctx, which is for the start alone.
		cmd := exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(b.dir, "postgres"), args...)
		cmd.Stdout, cmd.Stderr = log, log
		s.account.as(cmd)
		if err := cmd.Start(); err != nil {
			return s.failed(err)
		}
		ended := make(chan struct{})
		go func() {
			_ = cmd.Wait() // why it ended stands in the log
			close(ended)
		}()
		err := s.ready(ctx, func() bool {
			select {
			case <-ended:
				return true
			default:
				return false
			}
		})
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || n == attempts {
			return s.failed(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(n) * poll):
		}
	}
}

func (s *Server) failed(err error) error {
	return &Error{fmt.Sprintf("データベースを起動できませんでした。詳しくは %s を見てください。", s.place.log()), err}
}

// errEnded says that the server ended before it took connections.
var errEnded = errors.New("the server ended while starting")

// ready waits until the server takes connections, or is gone.
func (s *Server) ready(ctx context.Context, gone func() bool) error {
	db, err := s.open("postgres")
	if err != nil {
		return err
	}
	defer db.Close()
	for {
		patience, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := db.PingContext(patience)
		cancel()
		if err == nil {
			return nil
		}
		if gone() {
			return errEnded
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(poll):
		}
	}
}

// create makes a database where it is missing.
func (s *Server) create(ctx context.Context, name string) error {
	db, err := s.open("postgres")
	if err != nil {
		return err
	}
	defer db.Close()
	var there bool
	if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil ||
		there {
		return err
	}
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(name))
	return err
}

func (s *Server) open(database string) (*sql.DB, error) {
	c, err := pq.NewConnector(s.URL(database))
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}
