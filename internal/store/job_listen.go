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

// jobChannel is the NOTIFY channel of the queries that make a job available.
const jobChannel = "job"

// ListenJobs signals, until ctx ends, that a job may have become available: it was added,
// returned or taken over. Signals that nobody has received yet are merged. A lost
// connection is opened again and signalled as well, since a notification may have been
// missed. It uses a connection besides those of [Options].
func (s *Store) ListenJobs(ctx context.Context) <-chan struct{} {
	listener := pq.NewDialListener(&dialer{}, s.hosts.listening(s.url), 100*time.Millisecond, 10*time.Second, nil)
	told := make(chan struct{}, 1)
	tell := func() {
		select {
		case told <- struct{}{}:
		default: // an unreceived signal is there already
		}
	}
	go func() {
		// It waits for the connection, and fails only if the listener is closed.
		if listener.Listen(jobChannel) == nil {
			tell()
		}
	}()
	context.AfterFunc(ctx, func() { _ = listener.Close() }) // its only error is to be closed already
	go func() {
		for range listener.Notify {
			tell()
		}
	}()
	return told
}

// listening is the address for the driver's listener, which connects by itself: it sets the
// same limits and the same choice of a host as the connector has.
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
