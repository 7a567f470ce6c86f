package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postmaster returns the process number of the running server, 0 where none runs.
// The file that names it outlives a crash, and its number may by then belong
// to a stranger: the stranger does not work in the cluster's folder.
func (p place) postmaster() int {
	if pid := p.pid(); p.works(pid) {
		return pid
	}
	return 0
}

// works reports whether a process is one of the cluster's.
func (p place) works(pid int) bool {
	if pid <= 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	if _, err := os.Stat("/proc/self/cwd"); err != nil {
		return true // a system that does not tell
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	return err == nil && cwd == p.data()
}

// disown keeps a stranger with the crashed server's number from stopping a
// new start: PostgreSQL takes the file for a live server's where the number is
// in use, unless it is its parent's. The rest of the file stays, for by it
// PostgreSQL sees whether processes of the old server are left.
func (p place) disown() error {
	if p.postmaster() != 0 || p.pid() <= 0 {
		return nil
	}
	f, err := os.OpenFile(p.pidFile(), os.O_RDWR|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(f)
	if err == nil {
		_, rest, _ := strings.Cut(string(b), "\n")
		b = fmt.Appendf(nil, "%d\n%s", os.Getpid(), rest)
		_, err = f.WriteAt(b, 0)
	}
	if err == nil {
		err = f.Truncate(int64(len(b)))
	}
	return errors.Join(err, f.Close())
}

func (p place) pidFile() string { return filepath.Join(p.data(), "postmaster.pid") }

func (p place) pid() int {
	b, err := os.ReadFile(p.pidFile())
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// halt stops the running server, if there is one: open sessions are cut and
// everything is written out; after the context's end it is cut short, which
// the next start repairs.
func (p place) halt(ctx context.Context) error {
	pid := p.postmaster()
	if pid == 0 {
		return nil
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	for p.works(pid) { // a little longer than the file that names it
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), syscall.Kill(pid, syscall.SIGQUIT))
		case <-time.After(poll):
		}
	}
	return nil
}
