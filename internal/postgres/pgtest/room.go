package pgtest

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// memory is the file system that a Linux machine keeps in its memory. Each test's
// database is some hundred files, made and deleted within seconds: on a disk's file
// system that alone takes as long as all the rest of what the server does.
const memory = "/dev/shm"

// memoryNeeded is what must be free there, for the tests that run at once.
const memoryNeeded = 4 << 30

// room is the folder for the tests' clusters: in memory where there is enough of it,
// unless a folder is asked for by TMPDIR.
func room() string {
	var free syscall.Statfs_t
	if os.Getenv("TMPDIR") == "" && syscall.Statfs(memory, &free) == nil && free.Bavail*uint64(free.Bsize) >= memoryNeeded {
		return memory
	}
	return os.TempDir()
}

// Dir returns a new folder for the data of a program that runs a private PostgreSQL of
// its own: unlike t.TempDir's, the server's user can come through to it when the tests
// run as root. It is removed at the end of the test.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(room(), "tetsuzuki-test-")
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err == nil {
		err = os.Chmod(dir, 0o711)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
