//go:build !linux

package store

import (
	"syscall"
	"time"
)

// setUserTimeout does nothing where the system knows no such limit; keep-alive probes
// find out there, a little later.
func setUserTimeout(syscall.RawConn, time.Duration) error { return nil }
