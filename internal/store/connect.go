package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// connector opens the connections of a pool. With several hosts in the address it connects
// to the one that accepts writes.
type connector struct {
	hosts    []*host
	writable bool             // only a host that accepts writes will do
	best     atomic.Int32     // the last host that was connected to
	clock    func() time.Time // see [Options.Clock]
	close    func()
}

// newConnector makes a connector for the hosts of an address.
func newConnector(cfg pq.Config, b Bounds) *connector {
	b.Connect = cmp.Or(b.Connect, cfg.ConnectTimeout, 3*time.Second)
	b.Silence = cmp.Or(b.Silence, 3*time.Second)
	b.Probe = cmp.Or(b.Probe, 3*time.Second)
	closed := make(chan struct{})
	c := &connector{close: sync.OnceFunc(func() { close(closed) }),
		writable: len(cfg.Multi) > 0 || cfg.TargetSessionAttrs != "" && cfg.TargetSessionAttrs != pq.TargetSessionAttrsAny}
	all := append([]pq.ConfigMultihost{{Host: cfg.Host, Hostaddr: cfg.Hostaddr, Port: cfg.Port}}, cfg.Multi...)
	for _, one := range all {
		cfg := cfg.Clone()
		cfg.Host, cfg.Hostaddr, cfg.Port, cfg.Multi = one.Host, one.Hostaddr, one.Port, nil
		cfg.TargetSessionAttrs = "" // asked in Connect, where waiting for the answer is bounded
		cfg.ConnectTimeout = b.Connect
		c.hosts = append(c.hosts, &host{cfg: cfg, bounds: b, closed: closed, wires: map[*wire]struct{}{}})
	}
	return c
}

// Driver is for [sql.DB.Driver].
func (c *connector) Driver() driver.Driver { return &pq.Driver{} }

// Close ends the probes of hosts that do not answer; [sql.DB.Close] calls it.
func (c *connector) Close() error {
	c.close()
	return nil
}

// nextHost is how long a host may take before the next one is tried beside it.
const nextHost = 250 * time.Millisecond

// Connect opens a connection to the host that was connected to last. If that does not
// answer soon, the other hosts are tried, too, one after the other; the first connection
// wins.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	if len(c.hosts) == 1 {
		return c.open(ctx, c.hosts[0])
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // the others are not waited for
	type opened struct {
		conn driver.Conn
		err  error
		host int
	}
	come := make(chan opened)
	first := int(c.best.Load())
	tried, failed := 0, 0
	var wrong []error
	next := time.NewTimer(0)
	defer next.Stop()
	for {
		select {
		case <-next.C:
			if tried == len(c.hosts) {
				continue
			}
			i := (first + tried) % len(c.hosts)
			tried++
			go func() {
				conn, err := c.open(ctx, c.hosts[i])
				select {
				case come <- opened{conn, err, i}:
				case <-ctx.Done():
					if err == nil {
						_ = conn.Close() // another one came first
					}
				}
			}()
			next.Reset(nextHost)
		case o := <-come:
			if o.err == nil {
				c.best.Store(int32(o.host))
				return o.conn, nil
			}
			wrong = append(wrong, o.err)
			if failed++; failed == len(c.hosts) {
				return nil, errors.Join(wrong...)
			}
			next.Reset(0)
		case <-ctx.Done():
			return nil, errors.Join(append(wrong, ctx.Err())...)
		}
	}
}

// errReadOnly says that a host accepts no writes: a standby, or a read-only server.
var errReadOnly = errors.New("the server takes no writes")

func (c *connector) open(ctx context.Context, h *host) (driver.Conn, error) {
	conn, err := h.open(ctx)
	if err != nil {
		return nil, err
	}
	conn.clock = c.clock
	if err := conn.tellTime(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if !c.writable {
		return conn, nil
	}
	readOnly, err := conn.readOnly(ctx)
	if err == nil && readOnly {
		err = fmt.Errorf("%s: %w", h.cfg.Host, errReadOnly)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// driverConn lists the optional interfaces of database/sql that the driver's connections
// implement.
type driverConn interface {
	driver.Conn
	driver.Tx
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

// conn is one connection of the pool.
type conn struct {
	driverConn
	statements
	wire  *wire
	clock func() time.Time // see [Options.Clock]
}

// tellTime tells the server what time it is, where another clock than its own says so. It
// stays that time until the connection is given back to the pool.
func (c *conn) tellTime(ctx context.Context) error {
	if c.clock == nil {
		return nil
	}
	_, err := c.driverConn.ExecContext(ctx, "set tetsuzuki.clock = '"+c.clock().UTC().Format(time.RFC3339Nano)+"'", nil)
	return err
}

// ResetSession refuses to reuse a connection that has ended or is stale.
func (c *conn) ResetSession(ctx context.Context) error {
	if c.wire.over() || c.wire.stale() {
		return driver.ErrBadConn
	}
	if err := c.driverConn.ResetSession(ctx); err != nil {
		return err
	}
	return c.tellTime(ctx)
}

// IsValid keeps an ended connection out of the pool.
func (c *conn) IsValid() bool { return !c.wire.over() && c.driverConn.IsValid() }

// begins are the statements that begin the store's transactions. They do not set READ
// WRITE, as the driver's own statement does, which would override a read-only server.
var begins = map[driver.TxOptions]string{
	{}: "begin",
	{Isolation: driver.IsolationLevel(sql.LevelRepeatableRead)}:                 "begin isolation level repeatable read",
	{Isolation: driver.IsolationLevel(sql.LevelRepeatableRead), ReadOnly: true}: "begin isolation level repeatable read read only",
}

// beginning is what a transaction begins with besides its BEGIN, in the same step to and
// fro.
type beginning struct {
	then    string   // more statements; empty: none
	ask     string   // the query "edition", as the last of them; empty: it is not asked for
	edition *Edition // its answer
	also    string   // a query for IDs after it; empty: none
	ids     *[]int64 // its answer
}

type beginningKey struct{}

// BeginTx begins a transaction. Waiting for BEGIN, COMMIT and ROLLBACK ends with ctx, too,
// which the driver heeds only for the statements between them.
func (c *conn) BeginTx(ctx context.Context, opt driver.TxOptions) (driver.Tx, error) {
	text, ok := begins[opt]
	if !ok {
		return nil, fmt.Errorf("no transaction begins with %+v", opt)
	}
	if err := c.begin(ctx, text); err != nil {
		c.wire.cut() // the transaction may be open
		return nil, err
	}
	return &transaction{c, context.AfterFunc(ctx, c.wire.giveUp)}, nil
}

func (c *conn) begin(ctx context.Context, text string) error {
	with, _ := ctx.Value(beginningKey{}).(beginning)
	if with.then != "" {
		text += "; " + with.then
	}
	if with.ask == "" {
		_, err := c.ExecContext(ctx, text, nil)
		return err
	}
	text += "; " + with.ask
	if with.also != "" {
		text += ";" + with.also
	}
	rows, err := c.QueryContext(ctx, text, nil)
	if err != nil {
		return err
	}
	values := make([]driver.Value, len(rows.Columns()))
	err = rows.Next(values)
	if err == nil {
		*with.edition, err = editionOf(values)
	}
	if err == nil && with.also != "" {
		if err = rows.Next(values); errors.Is(err, io.EOF) { // there was one
			*with.ids, err = idsIn(rows.(driver.RowsNextResultSet))
		}
	}
	return errors.Join(err, rows.Close())
}

// idsIn are the IDs in the next set of rows.
func idsIn(rows driver.RowsNextResultSet) (ids []int64, err error) {
	value := make([]driver.Value, 1)
	if err = rows.NextResultSet(); err != nil {
		return nil, err
	}
	for {
		err = rows.Next(value)
		if errors.Is(err, io.EOF) {
			return ids, nil
		}
		id, ok := value[0].(int64)
		if err != nil || !ok {
			return nil, cmp.Or(err, fmt.Errorf("an ID %v", value[0]))
		}
		ids = append(ids, id)
	}
}

// transaction is a transaction of a conn.
type transaction struct {
	of   *conn
	stop func() bool
}

// Commit implements driver.Tx.
func (t *transaction) Commit() error {
	defer t.end()
	if t.of.ended {
		return nil
	}
	return t.of.driverConn.Commit()
}

// Rollback implements driver.Tx.
func (t *transaction) Rollback() error {
	defer t.end()
	if t.of.ended {
		return nil
	}
	return t.of.driverConn.Rollback()
}

func (t *transaction) end() {
	t.of.apart, t.of.ended = false, false
	t.stop()
}

// readOnly reports whether the server accepts no writes.
func (c *conn) readOnly(ctx context.Context) (bool, error) {
	stop := context.AfterFunc(ctx, c.wire.giveUp)
	defer stop()
	rows, err := c.QueryContext(ctx, "show transaction_read_only", nil)
	if err != nil {
		return false, err
	}
	value := make([]driver.Value, 1)
	err = rows.Next(value)
	if errors.Is(err, io.EOF) {
		err = errors.New("the server does not say whether it takes writes")
	}
	text := fmt.Sprintf("%s", value[0])
	return text == "on", errors.Join(err, rows.Close())
}
