package store

import (
	"context"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/lib/pq"
)

// jobChannel is the channel of NOTIFY on which the queries of jobs tell.
const jobChannel = "job"

// ListenJobs tells, until ctx ends, when a job may have become free to claim: it was
// added, given back or taken over. Several at once are told once. A lost connection
// is made again, and told as well, since a signal may have been missed meanwhile.
// It takes a connection of its own, besides those of [Options].
func (s *Store) ListenJobs(ctx context.Context) <-chan struct{} {
	listener := pq.NewDialListener(&dialer{}, s.hosts.listening(s.url), 100*time.Millisecond, 10*time.Second, nil)
	told := make(chan struct{}, 1)
	tell := func() {
		select {
		case told <- struct{}{}:
		default: // one that nobody has heard yet says as much
		}
	}
	go func() {
		// Waits for the connection; it fails only where the listener is closed.
		if listener.Listen(jobChannel) == nil {
			tell()
		}
	}()
	context.AfterFunc(ctx, func() { _ = listener.Close() }) // it says only that it was closed before
	go func() {
		for range listener.Notify {
			tell()
		}
	}()
	return told
}

// listening is the address with what has the driver's listener, which connects by itself,
// wait no longer for a host than others do, and choose as they do.
func (c *connector) listening(address string) string {
	more := map[string]string{"connect_timeout": strconv.Itoa(int(math.Ceil(c.hosts[0].bounds.Connect.Seconds())))}
	if c.writable {
		more["target_session_attrs"] = string(pq.TargetSessionAttrsReadWrite)
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		for _, name := range slices.Sorted(maps.Keys(more)) {
			address += " " + name + "=" + more[name]
		}
		return address
	}
	q := u.Query()
	for name, value := range more {
		q.Set(name, value)
	}
	u.RawQuery = q.Encode()
	return u.String()
}
