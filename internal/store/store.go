// Package store is PostgreSQL: the only room that knows SQL's driver. Every call
// on bureau data takes the [registry.Scope] under which it is made.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tetsuzuki/db"
	"tetsuzuki/internal/registry"
)

// Options are how a Store behaves towards its server; zero values mean the
// defaults named at each.
type Options struct {
	ApplicationName  string        // as the server lists it; default "tetsuzuki"
	StatementTimeout time.Duration // default 30 s; long writes lift it for themselves
	LockTimeout      time.Duration // default 8 s; long writes lift it, too
	MaxConnections   int           // default 16
	Bounds           Bounds        // of waiting for a server that does not answer

	// CompareRows is how many rows an upload may have for a page to compare it anew when
	// its stored comparison is old; default 5,000. Of a longer upload the page shows the
	// stored comparison until the clock has made a new one.
	CompareRows int

	// PlanAtOnce is of how many processes a plan may be to be computed in the request that asks
	// for it; default 60,000. A job computes larger ones.
	PlanAtOnce int

	// BulkAtOnce is how many processes an edit of many writes in the request that asks for it; of
	// more, a job does. Default 1000.
	BulkAtOnce int

	// Clock dates what the registry records, and decides what holds today; default the
	// database's own. Only tests and the made-up sample set it. Changes stay in order: none is
	// dated earlier than the one before.
	Clock func() time.Time

	// Unsynced has no commit wait for the disk: a crash of the machine may lose the last ones, none
	// of them in part. It is for what is made again then, as the made-up sample.
	Unsynced bool

	Program string // the program's version, as figures record it; default "(unknown)"

	// How many jobs may wait: in all (default 1,000), and of one bureau (default 100).
	MaxWaitingJobs, MaxWaitingJobsOfBureau int
}

// Store is the registry's database. It is safe for use by many goroutines.
type Store struct {
	common      querier // for data that belongs to no bureau; outside of a transaction it sees no bureau's rows
	db          *sqlx.DB
	hosts       *connector
	ready       *readiness
	role        string // the role that sees every bureau; empty: no row-level security
	url         string
	jobs        jobLimits
	compareRows int // see [Options.CompareRows]
	planAtOnce  int // see [Options.PlanAtOnce]
	bulkAtOnce  int // see [Options.BulkAtOnce]

	program string
}

// Open connects to the database at url (an URL or libpq's key=value form). The schema
// must be migrated.
func Open(ctx context.Context, url string, opt Options) (*Store, error) {
	const op = "store.Open"
	queries, err := db.Queries()
	if err != nil {
		return nil, registry.Failed(op, err)
	}
	cfg, err := config(url, opt)
	if err != nil {
		return nil, badAddress(op, err)
	}
	role, err := roleOf(ctx, newConnector(cfg, opt.Bounds))
	if err != nil {
		return nil, mapError(op, err)
	}
	if role != "" {
		// Each transaction sets whose rows it sees by its scope; until then it sees none.
		cfg.Runtime["role"], cfg.Runtime["tetsuzuki.bureau"] = db.AppRole, "none"
	}
	hosts := newConnector(cfg, opt.Bounds)
	hosts.clock = opt.Clock
	pool := sqlx.NewDb(sql.OpenDB(hosts), "postgres")
	most := opt.MaxConnections
	if most == 0 {
		most = 16
	}
	pool.SetMaxOpenConns(most)
	pool.SetMaxIdleConns(most)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	common := querier{ext: pool, queries: queries, memory: newMemory(mostAnswers, mostAnswerBytes), presents: &presents{}, role: role}
	s := &Store{common: common, db: pool, hosts: hosts, ready: &readiness{}, role: role, url: url, jobs: jobLimitsOf(opt),
		compareRows: cmp.Or(opt.CompareRows, 5_000), planAtOnce: cmp.Or(opt.PlanAtOnce, 60_000),
		bulkAtOnce: cmp.Or(opt.BulkAtOnce, 1000), program: cmp.Or(opt.Program, "(unknown)")}
	if err := s.common.get(ctx, &s.common.signing, "signing-key"); err != nil {
		_ = pool.Close() // the reason for closing is the error to tell
		return nil, err
	}
	return s, nil
}

func roleOf(ctx context.Context, connector *connector) (string, error) {
	pool := sql.OpenDB(connector)
	role, err := db.Role(ctx, pool)
	return role, errors.Join(err, pool.Close())
}

// Restricted reports whether the server keeps the store from altering history and from
// seeing other bureaus' rows. If not, the store has all rights of the database's user.
func (s *Store) Restricted() bool { return s.role != "" }

// Close ends every connection.
func (s *Store) Close() error { return s.db.Close() }

// config adds the settings of every connection to the given address, which may set the
// time-outs itself.
func config(url string, opt Options) (pq.Config, error) {
	cfg, err := pq.NewConfig(url)
	if err != nil {
		return cfg, err
	}
	switch cfg.TargetSessionAttrs {
	case pq.TargetSessionAttrsReadOnly, pq.TargetSessionAttrsStandby, pq.TargetSessionAttrsPreferStandby:
		return cfg, fmt.Errorf("target_session_attrs=%s asks for a server that takes no writes", cfg.TargetSessionAttrs)
	}
	if !strings.Contains(url, "sslmode") {
		cfg.SSLMode = pq.SSLModePrefer // as psql has it
		if strings.HasPrefix(cfg.Host, "/") {
			cfg.SSLMode = pq.SSLModeDisable
		}
	}
	if cfg.ApplicationName == "" {
		cfg.ApplicationName = "tetsuzuki"
		if opt.ApplicationName != "" {
			cfg.ApplicationName = opt.ApplicationName
		}
	}
	runtime := map[string]string{
		"statement_timeout":                   milliseconds(opt.StatementTimeout, 30*time.Second),
		"lock_timeout":                        milliseconds(opt.LockTimeout, 8*time.Second),
		"idle_in_transaction_session_timeout": milliseconds(0, 10*time.Minute),
		// The server ends the session, and with it the locks, of a machine that is gone.
		"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3", "tcp_user_timeout": "25000",
	}
	maps.Copy(runtime, cfg.Runtime)
	// A plan made without the values cannot use the partial indexes of "now".
	runtime["plan_cache_mode"] = "force_custom_plan"
	if opt.Unsynced {
		runtime["synchronous_commit"] = "off"
	}
	// Compiling a plan takes seconds, running ours takes milliseconds.
	runtime["jit"] = "off"
	// The content of changes is hashed as text, which must read the same for ever.
	runtime["timezone"] = "UTC"
	runtime["bytea_output"] = "hex"
	runtime["datestyle"] = "ISO, MDY"
	runtime[db.SealSetting] = "on"
	runtime["tetsuzuki.clock"] = "" // whatever the database's own settings say
	// No other schema is searched first, not even one named as the user.
	runtime["search_path"] = "public"
	cfg.Runtime = runtime
	return cfg, nil
}

func milliseconds(d, fallback time.Duration) string {
	if d == 0 {
		d = fallback
	}
	return strconv.FormatInt(d.Milliseconds(), 10)
}

// The queries that create temporary tables. They hold several statements, and are run
// without being prepared.
const (
	temporaryTables = "temporary-tables"
	comparisonApart = "comparison-apart"
)

// CheckQueries prepares every named query, so that a query that does not fit the schema
// fails at the start of a service and not in a request. It takes as long as Open; verbs
// that run for a moment do without.
func (s *Store) CheckQueries(ctx context.Context) error {
	const op = "store.CheckQueries"
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return mapError(op, err)
	}
	defer tx.Rollback()
	for _, name := range []string{temporaryTables, comparisonApart} {
		if _, err := tx.ExecContext(ctx, s.common.queries[name]); err != nil {
			return mapError(op, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.common.queries)) {
		if name == temporaryTables || name == comparisonApart {
			continue
		}
		stmt, err := tx.PrepareContext(ctx, s.common.queries[name])
		if err != nil {
			return registry.Failed(op, fmt.Errorf("query %q: %w", name, err))
		}
		if err := stmt.Close(); err != nil {
			return mapError(op, err)
		}
	}
	return nil
}
