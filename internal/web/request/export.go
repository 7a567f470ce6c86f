package request

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/spool"
	"tetsuzuki/internal/store"
)

// Exports are the files that are made apart from the requests that ask for them, when it is
// their account's turn. Each is written whole before its first byte is sent, and kept for a
// while: the same question of the same account at the same change is answered by the file that
// is there, and a download that broke off goes on.
type Exports struct {
	queue    *ExportQueue
	patience time.Duration
	now      func() time.Time

	mu   sync.Mutex
	kept []*Export // the one used last at the end
}

// Bounds of what is kept.
const (
	mostKept      = 32
	mostKeptBytes = 256 << 20
	keptFor       = 10 * time.Minute
)

// standardPatience is how long a browser waits for a file before it gets the page that tells of
// the progress.
const standardPatience = 2 * time.Second

// NewExports makes so many files at once (0: see [NewExportQueue]), and has browsers wait that
// long (0: 2 s) before they get a page.
func NewExports(atOnce int, patience time.Duration, now func() time.Time) *Exports {
	return &Exports{queue: NewExportQueue(atOnce), patience: cmp.Or(patience, standardPatience), now: now}
}

// Export is a file that is made or kept.
type Export struct {
	Address string // that it was asked for at
	Name    string
	Asked   time.Time
	report.Written

	account     int64
	of          string // all else that its content depends on
	etag        string
	contentType string
	cancel      context.CancelFunc
	begun, made chan struct{} // closed when it is its turn, and when it is there or failed
	err         error         // once it is made
	file        *os.File
	size        int64

	// Under the lock of all.
	waiting  int  // requests that wait for it
	promised bool // a page was sent that leads to it
	sent     bool // to somebody
	readers  int
	dropped  bool
	used     time.Time
}

// Begun reports whether the file's turn has come.
func (e *Export) Begun() bool { return isClosed(e.begun) }

// Made reports whether it is there, or why it is not.
func (e *Export) Made() (bool, error) {
	if !isClosed(e.made) {
		return false, nil
	}
	return true, e.err
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// Of are an account's files, those asked for last first.
func (x *Exports) Of(account int64) (all []*Export) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.tidy()
	for _, e := range slices.Backward(x.kept) {
		if e.account == account {
			all = append(all, e)
		}
	}
	return all
}

// WaitingPath is the page that tells how far a file is.
const WaitingPath = "/exports/waiting"

// WaitingAt is its address for the file of an address.
func WaitingAt(address string) string {
	return WaitingPath + "?" + url.Values{"of": {address}}.Encode()
}

// Export sends a file that depends on nothing but the caller, the address, the day and the
// registry's edition. Who has a browser and would wait for long is sent to a page meanwhile.
func (s *Service) Export(c echo.Context, name, contentType string, write func(context.Context, io.Writer) error) error {
	return s.ExportOf(c, "", name, contentType, write)
}

// ExportOf is [Service.Export] of a file that depends on a basis as well.
func (s *Service) ExportOf(c echo.Context, basis, name, contentType string, write func(context.Context, io.Writer) error) error {
	const op = "request.Export"
	ctx, r := c.Request().Context(), c.Request()
	asked := &Export{Address: r.URL.RequestURI(), Name: name, Asked: s.Now(), account: ScopeOf(c).AccountID, contentType: contentType,
		of: fmt.Sprintf("%#v %s", s.Basis(c), basis), etag: `"` + rand.Text() + `"`, begun: make(chan struct{}), made: make(chan struct{})}
	authorized := s.authorized(c)
	e, fresh, err := s.Exports.begin(ctx, asked, r.Header.Get("If-Range"), func(ctx context.Context, w io.Writer) error {
		if err := authorized(ctx); err != nil { // the turn may have taken minutes
			return err
		}
		return write(ctx, w)
	})
	if err != nil {
		return err
	}
	defer s.Exports.leave(e)
	var late <-chan time.Time
	if !isClosed(e.made) && !IsAPI(c) && r.Method == http.MethodGet && strings.Contains(r.Header.Get(echo.HeaderAccept), echo.MIMETextHTML) {
		timer := time.NewTimer(s.Exports.patience)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-e.made:
	case <-late:
		s.Exports.promise(e)
		return c.Redirect(http.StatusSeeOther, WaitingAt(e.Address))
	case <-ctx.Done():
		return ctx.Err()
	}
	if e.err != nil {
		s.Exports.drop(e)
		return e.err
	}
	first, there := s.Exports.read(e)
	if !there {
		return registry.Errorf(registry.Unavailable, op, "用意したファイルを片づけたところです。もう一度お試しください。")
	}
	defer s.Exports.leaveFile(e)
	if !first { // whoever made it noted the first one
		if err := s.Store.RecordExport(ctx, ScopeOf(c), store.Export{What: name, Filter: c.QueryParams()}); err != nil {
			return err
		}
	}
	if fresh { // whatever its client has is of another one
		for _, name := range []string{"Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"} {
			r.Header.Del(name)
		}
	}
	Attachment(c, name, contentType)
	c.Response().Header().Set("ETag", e.etag)
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	http.ServeContent(c.Response(), r, "", time.Time{}, io.NewSectionReader(e.file, 0, e.size))
	return nil
}

// begin returns the file that answers a question, with its request counted as waiting, and
// whether it is a new one.
func (x *Exports) begin(
	ctx context.Context,
	asked *Export,
	goesOn string,
	write func(context.Context, io.Writer) error,
) (e *Export, fresh bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.tidy()
	for i, e := range x.kept {
		if e.account != asked.account || e.Address != asked.Address {
			continue
		}
		if made, err := e.Made(); made && err != nil {
			continue
		}
		if e.of == asked.of || e.promised || goesOn == e.etag {
			x.kept = append(slices.Delete(x.kept, i, i+1), e)
			e.waiting++
			return e, false, nil
		}
	}
	turn, err := x.queue.enter(asked.account)
	if err != nil {
		return nil, false, err
	}
	e = asked
	e.waiting, e.used = 1, x.now()
	x.kept = append(x.kept, e)
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), Exporting.Time)
	e.cancel = cancel
	go x.make(report.Watch(work, &e.Written), e, turn, write)
	return e, true, nil
}

// make writes a file when its turn comes.
func (x *Exports) make(ctx context.Context, e *Export, turn chan struct{}, write func(context.Context, io.Writer) error) {
	const op = "request.Exports"
	defer e.cancel()
	defer close(e.made)
	select {
	case <-turn:
	case <-ctx.Done():
		x.queue.leave(e.account, turn)
		e.err = registry.Failed(op, ctx.Err())
		return
	}
	defer x.queue.next()
	close(e.begun)
	defer func() {
		if p := recover(); p != nil { // as the middleware does for what a request does itself
			e.err = registry.Failed(op, fmt.Errorf("%v", p))
		}
	}()
	f, err := spool.New()
	if err == nil {
		if err = write(ctx, f); err == nil {
			e.size, err = f.Seek(0, io.SeekEnd)
		}
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}
	if err != nil {
		e.err = err
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if e.dropped {
		f.Close()
		e.err = registry.Failed(op, context.Canceled)
		return
	}
	e.file, e.used = f, x.now()
}

// leave ends a request's waiting. What nobody waits for any more is not made.
func (x *Exports) leave(e *Export) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if e.waiting--; e.waiting == 0 && !e.promised && !isClosed(e.made) {
		x.remove(e)
	}
}

// promise keeps making a file that a page leads to.
func (x *Exports) promise(e *Export) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e.promised = true
}

// read keeps a file open while it is sent, if it is still there.
func (x *Exports) read(e *Export) (first, there bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if e.file == nil {
		return false, false
	}
	first = !e.sent
	e.readers++
	e.promised, e.sent, e.used = false, true, x.now()
	return first, true
}

func (x *Exports) leaveFile(e *Export) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e.readers--
	x.closeUnread(e)
}

func (x *Exports) drop(e *Export) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(e)
}

// tidy removes what is old or too much, the longest unused first.
func (x *Exports) tidy() {
	var bytes int64
	for n, e := range slices.Backward(slices.Clone(x.kept)) {
		made, _ := e.Made()
		if !made {
			continue
		}
		bytes += e.size
		if x.now().Sub(e.used) > keptFor || bytes > mostKeptBytes || len(x.kept)-n > mostKept {
			x.remove(e)
		}
	}
}

func (x *Exports) remove(e *Export) {
	x.kept = slices.DeleteFunc(x.kept, func(o *Export) bool { return o == e })
	e.dropped = true
	e.cancel()
	x.closeUnread(e)
}

// closeUnread gives a file's room back, since it has no name.
func (x *Exports) closeUnread(e *Export) {
	if e.dropped && e.readers == 0 && e.file != nil {
		e.file.Close()
		e.file = nil
	}
}
