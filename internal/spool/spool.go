// Package spool holds on disk what passes through the program: files without a name,
// which are gone when they are closed or the process ends, in whatever way it does.
package spool

import "os"

// New is an empty file in the system's folder for temporary ones.
func New() (*os.File, error) {
	if f, err := nameless(os.TempDir()); err == nil {
		return f, nil
	}
	// Not every system or file system has such files.
	f, err := os.CreateTemp("", "tetsuzuki-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
