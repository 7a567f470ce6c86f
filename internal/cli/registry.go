package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/page"
)

// database is the PostgreSQL that the configuration names.
type database struct {
	config  Config
	url     string
	private *postgres.Server // nil: a server of the user's
}

// openDatabase reaches the server that is configured, or starts the private one.
func (p *program) openDatabase(ctx context.Context) (*database, error) {
	config, err := p.config()
	if err != nil {
		return nil, err
	}
	if config.DatabaseURL != "" {
		return &database{config: config, url: config.DatabaseURL}, nil
	}
	server, err := postgres.Start(ctx, postgres.Config{Dir: filepath.Join(config.Data, "postgres"), Database: "tetsuzuki"})
	if err != nil {
		return nil, err
	}
	return &database{config: config, url: server.URL("tetsuzuki"), private: server}, nil
}

// close gives up the use of the private server, which stops if no other process uses it, even
// where ctx has ended already.
func (d *database) close(ctx context.Context) error {
	if d.private == nil {
		return nil
	}
	return d.private.Stop(context.WithoutCancel(ctx))
}

// opened is the registry, ready for use.
type opened struct {
	*database
	store *store.Store
}

// words say for people what the registry calls by names and codes.
func (o *opened) words(ctx context.Context) (page.Words, error) {
	of, err := report.Form(ctx, o.store)
	if err != nil {
		return page.Words{}, err
	}
	bureaus, err := o.store.Bureaus(ctx)
	return page.NewWords(of, bureaus), err
}

// sayNone says, where a list of n has nothing to show, that there is none yet, beside the output.
func (p *program) sayNone(n int, what string) {
	if n == 0 {
		fmt.Fprintln(p.err, what+"はまだありません。")
	}
}

// openRegistry opens the registry. The private database is brought to the newest
// schema first; on a server of the user's a pending migration is an error, since
// other machines may still run an older program there.
func (p *program) openRegistry(ctx context.Context) (_ *opened, err error) {
	d, err := p.openDatabase(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close(ctx))
		}
	}()
	if d.private != nil {
		err = migrate(ctx, d.url)
	} else {
		err = d.current(ctx)
	}
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, d.url, store.Options{Program: version()})
	if err != nil {
		return nil, err
	}
	return &opened{d, s}, nil
}

// pending lists the migrations that a database still needs. It is the first that is
// asked of a server: where that fails, the error says what to look at.
func (d *database) pending(ctx context.Context) ([]db.Migration, error) {
	steps, err := store.Pending(ctx, d.url)
	if err == nil || d.private != nil || registry.CodeOf(err) == registry.Invalid || errors.Is(err, context.Canceled) {
		return steps, err
	}
	return nil, &registry.Error{Code: registry.Unavailable, Op: "cli.database", Err: causeOf(err),
		Message: "TETSUZUKI_DATABASE_URL のデータベースを使えません。サーバーが動いているか、URL のホスト、データベース、利用者、パスワードが正しいかを確かめてください。"}
}

func (o *opened) close(ctx context.Context) error {
	return errors.Join(o.store.Close(), o.database.close(ctx))
}

// current is nil where the database has the newest schema.
func (d *database) current(ctx context.Context) error {
	steps, err := d.pending(ctx)
	if err != nil || len(steps) == 0 {
		return err
	}
	if all, err := db.Migrations(); err != nil || len(steps) == len(all) {
		return errors.Join(err, registry.Errorf(registry.Conflict, "cli.current", "データベースはまだ空です。「tetsuzuki migrate up」を実行してください。"))
	}
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = s.Name
	}
	return registry.Errorf(registry.Conflict, "cli.current",
		"データベースの構成が、このプログラムより古いままです（未適用: %s）。バックアップを取ってから「tetsuzuki migrate up」を実行してください。",
		strings.Join(names, "、"))
}

// migrate brings a database to the newest schema and code lists.
func migrate(ctx context.Context, url string) error {
	if err := store.Migrate(ctx, url); err != nil {
		return err
	}
	s, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(s.SyncCodeLists(ctx, codeLists()), s.Close())
}

// use runs do on the open registry, and tells of what went wrong.
func (p *program) use(ctx context.Context, do func(*opened) error) int {
	o, err := p.openRegistry(ctx)
	if err == nil {
		err = do(o)
		if e := o.close(ctx); err == nil {
			err = e
		}
	}
	if err != nil {
		return p.fail(err)
	}
	return exitOK
}
