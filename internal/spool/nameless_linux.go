package spool

import (
	"os"
	"syscall"
)

// tmpfile is the kernel's O_TMPFILE, which package syscall does not name.
const tmpfile = 0o20000000 | syscall.O_DIRECTORY

// nameless makes a file that never has a name, so that not even a kill between two
// calls leaves one behind.
func nameless(dir string) (*os.File, error) {
	return os.OpenFile(dir, os.O_RDWR|tmpfile, 0o600)
}
