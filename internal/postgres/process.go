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

// postmaster returns the process number of the running server, 0 if none runs. After a crash
// the file with the number remains, and another process may have the number by then: a process
// counts as the server only if it works in the cluster's folder.
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

// disown lets a server start although a process of another program now has the crashed
// server's number: PostgreSQL takes a number in use for a live server, unless it is its
// parent's. So it writes this process's number into the file. The rest of the file stays,
// because PostgreSQL finds by it whether processes of the old server are left.
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

// halt stops the running server, if there is one: sessions are cut off and everything is
// written out. After the end of the context the server is stopped at once, and the next start
// repairs its files.
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
