package cli

import (
	"context"
	"flag"
	"fmt"

	"tetsuzuki/db"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var migrateStatusVerb = verb{
	name:     "migrate status",
	summary:  "データベースの構成に未適用の変更があるかを表示します。",
	detail:   "未適用の変更があると、終了コードは 1 になります。",
	settings: []string{"data"},
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, _ []string) int {
			return p.migrating(ctx, func(_ string, steps []db.Migration) error {
				for _, s := range steps {
					fmt.Fprintf(p.out, "未適用: %s\n", s.Name)
				}
				if len(steps) > 0 {
					return registry.Errorf(registry.Conflict, "cli.migrate", "「tetsuzuki migrate up」で適用してください。")
				}
				fmt.Fprintln(p.out, "データベースの構成は最新です。")
				return nil
			})
		}
	},
}

var migrateUpVerb = verb{
	name:     "migrate up",
	summary:  "データベースの構成を最新にします。",
	settings: []string{"data"},
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, _ []string) int {
			return p.migrating(ctx, func(url string, _ []db.Migration) error {
				if err := migrate(ctx, url); err != nil {
					return err
				}
				fmt.Fprintln(p.out, "データベースの構成を最新にしました。")
				return nil
			})
		}
	},
}

var migrateDownVerb = verb{
	name:     "migrate down",
	summary:  "データベースの構成を一つ前に戻します。戻した構成にないデータは失われます。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		yes := fs.Bool("yes", false, "データが失われてもよいことを確かめた")
		return func(ctx context.Context, p *program, _ []string) int {
			if !*yes {
				fmt.Fprintln(p.err, "データが失われることがあります。バックアップを取ったうえで、--yes を付けて実行してください。")
				return exitUsage
			}
			return p.migrating(ctx, func(url string, _ []db.Migration) error {
				before, err := stepBefore(ctx, url)
				if err != nil {
					return err
				}
				if err := store.MigrateTo(ctx, url, before); err != nil {
					return err
				}
				fmt.Fprintln(p.out, "データベースの構成を一つ前に戻しました。")
				return nil
			})
		}
	},
}

// migrating runs do on the configured database as it is, with the migrations that it
// still needs, and tells of what went wrong.
func (p *program) migrating(ctx context.Context, do func(url string, pending []db.Migration) error) int {
	d, err := p.openDatabase(ctx)
	if err == nil {
		var steps []db.Migration
		if steps, err = d.pending(ctx); err == nil {
			err = do(d.url, steps)
		}
		if e := d.close(ctx); err == nil {
			err = e
		}
	}
	if err != nil {
		return p.fail(err)
	}
	return exitOK
}

// stepBefore is the version before the one that the database is at.
func stepBefore(ctx context.Context, url string) (int64, error) {
	all, err := db.Migrations()
	if err != nil {
		return 0, err
	}
	pending, err := store.Pending(ctx, url)
	if err != nil {
		return 0, err
	}
	switch applied := len(all) - len(pending); applied {
	case 0:
		return 0, registry.Errorf(registry.Conflict, "cli.stepBefore", "戻せる変更がありません。")
	case 1:
		return 0, nil
	default:
		return all[applied-2].Version, nil
	}
}
